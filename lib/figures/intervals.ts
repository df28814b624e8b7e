import * as Plot from "@observablehq/plot";
import {
  base,
  cutTo,
  hrefOf,
  limitsOf,
  numberAxis,
  span,
  textWidth,
  toneColour,
} from "#lib/figures/style.ts";
import { formatCell } from "#lib/figures/format.ts";
import type { Intervals } from "#lib/figures/figure.ts";

/** Height of a row, pixels: with its name beside it, and above it. */
const [rowHeight, tallRowHeight] = [30, 46];

/** A dot and its interval, a row each, in the given order. Names stand beside the rows, or above them where they would be cut. */
export function intervalsOptions(
  { x, rows }: Intervals,
  width: number,
): { title: string; options: Plot.PlotOptions }[] {
  const widest = Math.max(...rows.map(({ name }) => textWidth(name, 12)), 24) + 18;
  const above = widest > Math.min(width * 0.42, 300);
  const left = above ? 14 : widest;
  const ends = span(
    rows.flatMap(({ estimate: { value, low, high } }) => [value, low, high]),
    limitsOf(x.format),
  );
  const data = rows.map(({ name, tone, estimate, leads }, row) => ({
    ...estimate,
    row,
    colour: toneColour[tone],
    says: `${name}: ${formatCell(estimate, x.format)}`,
    href: hrefOf(leads),
  }));
  const known = data.filter(({ low, high }) => Number.isFinite(low) && Number.isFinite(high));
  const colours = (of: typeof data) => ({ value: of.map(({ colour }) => colour), scale: null });
  const options: Plot.PlotOptions = {
    ...base(width),
    height: (above ? tallRowHeight : rowHeight) * rows.length + 60,
    marginTop: 6,
    marginLeft: left,
    marginRight: 18,
    marginBottom: 50,
    ariaLabel: x.name,
    x: { ...numberAxis(x, ends, width - left < 340 ? 4 : 7), grid: true },
    y: { type: "band", domain: rows.map((_, row) => row), axis: null },
    marks: [
      above
        ? Plot.text(data, {
            y: "row",
            text: ({ row }: (typeof data)[number]) => cutTo(rows[row]?.name ?? "", width - left - 18, 12),
            frameAnchor: "left",
            textAnchor: "start",
            dy: -17,
            fontSize: 12,
            fill: "var(--ink)",
          })
        : Plot.axisY({
            label: null,
            tickSize: 0,
            tickPadding: 10,
            tickFormat: (row: number) => rows[row]?.name ?? "",
            fontSize: 12,
            fill: "var(--ink)",
          }),
      // Differences: where there is none.
      ends[0] < 0 && ends[1] > 0 ? Plot.ruleX([0], { stroke: "var(--line-strong)" }) : null,
      Plot.link(known, {
        x1: "low",
        x2: "high",
        y1: "row",
        y2: "row",
        stroke: colours(known),
        strokeWidth: 2,
        strokeLinecap: "round",
        ariaHidden: "true",
      }),
      Plot.dot(data, {
        x: "value",
        y: "row",
        fill: colours(data),
        stroke: "var(--surface)",
        strokeWidth: 2,
        r: 6,
        href: "href",
        title: "says",
        ariaLabel: "says",
      }),
    ],
  };
  return [{ title: "", options }];
}
