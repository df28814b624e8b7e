import { counted, numbered } from "#lib/numbers.ts";
import type { Embedding } from "#lib/embedding-progress.ts";

const everyMs = 5000;

/** Says how far an encoder is, every five seconds, and at its end. */
export function embeddingTeller(): (progress: Embedding) => void {
  let [told, last] = [-everyMs, ""];
  return ({ embedded, toEmbed, picturesPerSecond }) => {
    const speed = picturesPerSecond === null ? "" : `, ${picturesPerSecond.toFixed(0)} pictures/s`;
    const line = `${counted(embedded)} of ${numbered(toEmbed, "picture")} embedded${speed}`;
    if (line === last || (embedded < toEmbed && performance.now() - told < everyMs)) return;
    [told, last] = [performance.now(), line];
    console.log(line);
  };
}
