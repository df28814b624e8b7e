import type { Cell, Format } from "#lib/figures/table.ts";
import { counted, duration, minus, percent, points, unknown } from "#lib/numbers.ts";
import type { Estimate } from "#lib/stats/estimate.ts";

/** Cells, intervals and ticks, in the notation of lib/numbers.ts. */

/** Below this a p-value is written with a power of ten. */
const smallP = 0.001;

function formatNumber(value: number, format: Format): string {
  if (!Number.isFinite(value)) return unknown;
  switch (format) {
    case "percent":
      return percent(value);
    case "points":
      return points(value);
    case "count":
      return counted(value);
    case "p":
      return value > 0 && value < smallP ? value.toExponential(1) : String(Number(value.toPrecision(2)));
    case "ms":
      return duration(value);
    case "number":
    case "text": {
      // Four significant digits, without a tail of zeros; a power of ten only where digits run long.
      const size = Math.abs(value);
      if (size > 0 && (size < 1e-4 || size >= 1e6)) return minus(value.toExponential(2));
      return minus(
        Number(value.toPrecision(size >= 1000 ? 6 : 4)).toLocaleString("en-GB", { maximumFractionDigits: 8 }),
      );
    }
  }
}

export const isEstimate = (cell: Cell): cell is Estimate => typeof cell === "object" && cell !== null;

/** The interval alone, the unit once: "84.6 – 86.0"; "" where it is unknown. */
export function formatInterval({ low, high }: Estimate, format: Format): string {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return "";
  const bare = (value: number) => formatNumber(value, format).replace(/ %$/, "");
  return `${bare(low)} – ${bare(high)}`;
}

/**
 * A cell of a table as it is read: 0.853 as percent "85.3 %", 0.012 as points "+1.2", p-values "0.031"
 * and "9.2e-26", counts "10,000", times "850 ms", "1.24 s" and "2 min 5 s", what is unknown "–"; an estimate with its
 * interval, "85.3 % (84.6 – 86.0)".
 */
export function formatCell(cell: Cell, format: Format): string {
  if (cell === null) return unknown;
  if (typeof cell === "string") return cell;
  if (typeof cell === "number") return formatNumber(cell, format);
  const interval = formatInterval(cell, format);
  return `${formatNumber(cell.value, format)}${interval && ` (${interval})`}`;
}

/** Short, for axes: without trailing zeros. */
export function formatTick(value: number, format: Format): string {
  if (format === "percent") return `${minus(String(Number((100 * value).toFixed(2))))} %`;
  if (format === "points") return `${value > 0 ? "+" : ""}${minus(String(Number((100 * value).toFixed(2))))}`;
  if (format === "ms")
    return value < 1000 ? `${Math.round(value)} ms` : `${Number((value / 1000).toFixed(2))} s`;
  return formatNumber(value, format);
}
