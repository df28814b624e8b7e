import type { Cell, Format } from "#lib/figures/table.ts";
import type { Estimate } from "#lib/stats/estimate.ts";

/** Numbers as every page, report and figure writes them: 82.8 % is never 0.83 beside it. */

const unknown = "–";
const minus = (text: string): string => text.replace("-", "−");
const isKnown = (value: number | null | undefined): value is number =>
  value !== null && value !== undefined && Number.isFinite(value);

/** A share: 0.853 → "85.3 %"; "–" where it is unknown. */
export const percent = (share: number | null | undefined, digits = 1): string =>
  isKnown(share) ? `${minus((100 * share).toFixed(digits))} %` : unknown;

/** A difference of shares in percentage points, with its sign: 0.012 → "+1.2"; none where it rounds to 0. */
export function points(difference: number | null | undefined, digits = 1): string {
  if (!isKnown(difference)) return unknown;
  const text = (100 * difference).toFixed(digits);
  if (Number(text) === 0) return text.replace("-", "");
  return difference > 0 ? `+${text}` : minus(text);
}

/** 12345 → "12,345" */
export const counted = (n: number | null | undefined): string =>
  isKnown(n) ? minus(Math.round(n).toLocaleString("en-GB")) : unknown;

/** Milliseconds as a person reads them: "850 ms", "1.24 s", "12.4 s", "2 min 5 s", "3 h 10 min". */
export function duration(ms: number | null | undefined): string {
  if (!isKnown(ms)) return unknown;
  if (ms < 0) return `−${duration(-ms)}`;
  if (Math.round(ms) < 1000) return `${Math.round(ms)} ms`;
  if (ms < 9995) return `${(ms / 1000).toFixed(2)} s`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

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
