import type { Leads } from "#lib/items/leads.ts";
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
export type Table = {
  columns: readonly Column[];
  rows: readonly (readonly Cell[])[];
  /** the items of each cell, [rows × columns]; absent: none */
  leads?: readonly (readonly (Leads | null)[])[];
};

/** A cell with the items that it counts, or is a share of. */
export type Led = { cell: Cell; leads: Leads | null };

const isLed = (cell: Cell | Led): cell is Led => typeof cell === "object" && cell !== null && "leads" in cell;

/** A table some of whose cells lead to their items. */
export function ledTable(columns: readonly Column[], rows: readonly (readonly (Cell | Led)[])[]): Table {
  return {
    columns,
    rows: rows.map((row) => row.map((cell) => (isLed(cell) ? cell.cell : cell))),
    leads: rows.map((row) => row.map((cell) => (isLed(cell) ? cell.leads : null))),
  };
}
