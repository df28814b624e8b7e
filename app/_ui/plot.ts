import * as Plot from "@observablehq/plot";

/** A figure as Plot draws it. Its own style sheet carries the page's nonce, without which the browser refuses it. */
export function drawn(options: Plot.PlotOptions): ReturnType<typeof Plot.plot> {
  const drawing = Plot.plot(options);
  const nonce = document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce;
  if (nonce) for (const sheet of drawing.querySelectorAll("style")) sheet.nonce = nonce;
  return drawing;
}
