import * as Plot from "@observablehq/plot";
import { base, cutTo, limitsOf, numberAxis, span, textWidth, toneColour } from "#lib/figures/style.ts";
import { formatCell } from "#lib/study/format.ts";
import type { Intervals } from "#lib/study/section.ts";

const rowHeight = 30;

/** A dot and its interval, a row each, in the given order. */
export function intervalsOptions(
  { x, rows }: Intervals,
  width: number,
): { title: string; options: Plot.PlotOptions }[] {
  const left = Math.min(Math.max(...rows.map(({ name }) => textWidth(name, 12)), 24) + 18, width * 0.42, 300);
  const ends = span(
    rows.flatMap(({ estimate: { value, low, high } }) => [value, low, high]),
    limitsOf(x.format),
  );
  const data = rows.map(({ name, tone, estimate }, row) => ({
    ...estimate,
    row,
    colour: toneColour[tone],
    says: `${name}: ${formatCell(estimate, x.format)}`,
  }));
  const known = data.filter(({ low, high }) => Number.isFinite(low) && Number.isFinite(high));
  const colours = (of: typeof data) => ({ value: of.map(({ colour }) => colour), scale: null });
  const options: Plot.PlotOptions = {
    ...base(width),
    height: rowHeight * rows.length + 60,
    marginTop: 6,
    marginLeft: left,
    marginRight: 18,
    marginBottom: 50,
    ariaLabel: x.name,
    x: { ...numberAxis(x, ends, width - left < 340 ? 4 : 7), grid: true },
    y: { type: "band", domain: rows.map((_, row) => row), axis: null },
    marks: [
      Plot.axisY({
        label: null,
        tickSize: 0,
        tickPadding: 10,
        tickFormat: (row: number) => cutTo(rows[row]?.name ?? "", left - 14, 12),
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
        title: "says",
        ariaLabel: "says",
      }),
    ],
  };
  return [{ title: "", options }];
}
