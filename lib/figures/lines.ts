import * as Plot from "@observablehq/plot";
import { base, hrefOf, limitsOf, numberAxis, styled, span, textWidth } from "#lib/figures/style.ts";
import { formatCell } from "#lib/figures/format.ts";
import type { Lines } from "#lib/figures/figure.ts";

/** Up to this many points a line has dots, each with its numbers. */
const maxDots = 40;
const maxSquare = 520;
const [left, right] = [52, 20];
const nameHeight = 15;

type Mark = Lines["marks"][number];
type PlacedMark = Mark & { level: number; anchor: "start" | "end" };

/**
 * Where the names of upright marks go: those at the right half read leftwards, to stay in the frame,
 * and a name that would cover another stands a line higher.
 */
function placed(marks: readonly Mark[], [low, high]: readonly [number, number], width: number): PlacedMark[] {
  const taken: { from: number; to: number; level: number }[] = [];
  return marks.map((mark) => {
    const at = ((mark.x - low) / (high - low)) * width;
    const anchor = at > width / 2 ? "end" : "start";
    const long = textWidth(mark.name, 12) + 8;
    const [from, to] = anchor === "end" ? [at - long, at] : [at, at + long];
    let level = 0;
    while (taken.some((other) => other.level === level && other.from < to && from < other.to)) level++;
    taken.push({ from, to, level });
    return { ...mark, level, anchor };
  });
}

/** Lines over one axis, with an optional diagonal and named upright lines. */
export function linesOptions(
  { x, y, diagonal, series, marks }: Lines,
  width: number,
): { title: string; options: Plot.PlotOptions }[] {
  const points = series.flatMap((line) => line.points);
  const xEnds = span(
    [...points.map((point) => point.x), ...marks.map((mark) => mark.x)],
    limitsOf(x.format),
    0.02,
  );
  const yEnds = span(
    points.map((point) => point.y),
    limitsOf(y.format),
  );
  const square: [number, number] = [Math.min(xEnds[0], yEnds[0]), Math.max(xEnds[1], yEnds[1])];
  // What is compared with the diagonal stands in a square.
  const across = diagonal ? Math.min(width, maxSquare) : width;
  const named = placed(marks, diagonal ? square : xEnds, across - left - right);
  const rise = Math.max(0, ...named.map(({ level }) => level)) * nameHeight;
  const options: Plot.PlotOptions = {
    ...base(across),
    height: (diagonal ? across * 0.9 : Math.max(240, Math.min(380, width * 0.5))) + rise,
    marginTop: 30 + rise,
    marginLeft: left,
    marginRight: right,
    marginBottom: 48,
    ariaLabel: `${y.name} by ${x.name}`,
    x: numberAxis(x, diagonal ? square : xEnds, across < 480 ? 4 : 8),
    y: {
      ...numberAxis(y, diagonal ? square : yEnds, 5),
      grid: true,
      labelAnchor: "top",
      labelOffset: 50,
    },
    marks: [
      diagonal
        ? Plot.line(square, {
            x: square,
            y: square,
            stroke: "var(--line-strong)",
            strokeDasharray: "3 4",
            ariaHidden: "true",
          })
        : null,
      Plot.ruleX(marks, { x: "x", stroke: "var(--line-strong)", strokeDasharray: "2 3" }),
      ...named.map(({ x: at, name, level, anchor }) =>
        Plot.text([name], {
          x: [at],
          frameAnchor: "top",
          textAnchor: anchor,
          dy: -14 - level * nameHeight,
          fill: "var(--ink)",
        }),
      ),
      ...styled(series).flatMap(({ name, points, dashed, colour, dash }) => {
        const dots = points.map((point) => ({
          ...point,
          says: `${name}, ${x.name} ${formatCell(point.x, x.format)}: ${formatCell(point.y, y.format)}`,
          href: hrefOf(point.leads),
        }));
        return [
          Plot.lineY(points, {
            x: "x",
            y: "y",
            stroke: colour,
            strokeWidth: 2,
            ...(dash && { strokeDasharray: dash }),
            ariaHidden: "true",
          }),
          Plot.dot(points.length > maxDots || dashed ? [] : dots, {
            x: "x",
            y: "y",
            fill: colour,
            stroke: "var(--surface)",
            strokeWidth: 1.5,
            r: 3.5,
            href: "href",
            title: "says",
            ariaLabel: "says",
          }),
        ];
      }),
      // Long lines answer to the pointer instead: the nearest point says its numbers.
      Plot.tip(
        series.flatMap(({ name, points }) =>
          points.length > maxDots ? points.map((point) => ({ ...point, name })) : [],
        ),
        Plot.pointer({
          x: "x",
          y: "y",
          title: ({ name, x: at, y: height }: { name: string; x: number; y: number }) =>
            `${name}\n${x.name} ${formatCell(at, x.format)}\n${y.name} ${formatCell(height, y.format)}`,
          fill: "var(--surface)",
          stroke: "var(--line-strong)",
        }),
      ),
    ],
  };
  return [{ title: "", options }];
}
