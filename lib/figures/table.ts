import type { Estimate } from "#lib/stats/estimate.ts";

export type Cell = string | number | null | Estimate;

/**
 * How a column's numbers are written: percent (0.853 → 85.3 %), points (0.012 → +1.2, percentage
 * points with sign), number (four significant digits), count (10,000), p (9.2e-26), text.
 */
export type Format = "text" | "percent" | "points" | "number" | "count" | "p" | "ms";
export type Column = {
  name: string;
  format: Format;
  /** said in a popover at the head */ definition?: readonly string[];
};
export type Table = { columns: readonly Column[]; rows: readonly (readonly Cell[])[] };
