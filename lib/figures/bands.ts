import * as Plot from "@observablehq/plot";
import { base, hrefOf, limitsOf, numberAxis, styled, span } from "#lib/figures/style.ts";
import { formatCell } from "#lib/figures/format.ts";
import type { Bands } from "#lib/figures/figure.ts";

/** Mean lines with dots in a band from least to most; fitted lines are dashed. Panels share the vertical scale. */
export function bandsOptions(
  { y, panels }: Bands,
  width: number,
): { title: string; options: Plot.PlotOptions }[] {
  const heights = panels.flatMap(({ series }) =>
    series.flatMap(({ points }) => points.flatMap(({ mean, low, high }) => [mean, low, high])),
  );
  const domain = span(heights, limitsOf(y.format));
  return panels.map((panel) => ({ title: panel.title, options: panelOptions(y, panel, domain, width) }));
}

function panelOptions(
  y: Bands["y"],
  { title, x, series }: Bands["panels"][number],
  domain: readonly [number, number],
  width: number,
): Plot.PlotOptions {
  const ends = span(
    series.flatMap(({ points }) => points.map((point) => point.x)),
    limitsOf(x.format),
    0.03,
  );
  return {
    ...base(width),
    height: Math.max(220, Math.min(320, width * 0.62)),
    marginTop: 26,
    marginLeft: 52,
    marginRight: 26,
    marginBottom: 48,
    ariaLabel: title || `${y.name} by ${x.name}`,
    x: numberAxis(x, ends, width < 420 ? 4 : 7),
    y: { ...numberAxis(y, domain, 5), grid: true, labelAnchor: "top", labelOffset: 50 },
    marks: styled(series).flatMap(({ name, points, line, colour, dash }) => {
      const dots = points.map((point) => ({
        ...point,
        says: `${name}, ${x.name} ${formatCell(point.x, x.format)}: ${formatCell({ value: point.mean, low: point.low, high: point.high }, y.format)}, n = ${formatCell(point.n, "count")}`,
        href: hrefOf(point.leads),
      }));
      return [
        Plot.areaY(points, {
          x: "x",
          y1: "low",
          y2: "high",
          fill: colour,
          fillOpacity: 0.16,
          ariaHidden: "true",
        }),
        line && points.length > 1 ? fitted(points, line, colour) : null,
        Plot.lineY(points, {
          x: "x",
          y: "mean",
          stroke: colour,
          strokeWidth: 2,
          ...(dash && { strokeDasharray: dash }),
          ariaHidden: "true",
        }),
        Plot.dot(dots, {
          x: "x",
          y: "mean",
          fill: colour,
          stroke: "var(--surface)",
          strokeWidth: 1.5,
          r: 4,
          href: "href",
          title: "says",
          ariaLabel: "says",
        }),
      ];
    }),
  };
}

/** The regression line over the x of its points. */
function fitted(
  points: readonly { x: number }[],
  line: { slope: number; intercept: number },
  colour: string,
) {
  const xs = points.map(({ x }) => x);
  const ends = [Math.min(...xs), Math.max(...xs)].map((x) => ({ x, y: line.intercept + line.slope * x }));
  return Plot.line(ends, {
    x: "x",
    y: "y",
    stroke: colour,
    strokeWidth: 1.5,
    strokeDasharray: "4 4",
    clip: true,
    ariaHidden: "true",
  });
}
