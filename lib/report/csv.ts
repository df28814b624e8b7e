import { csvRow } from "#lib/formats/csv-row.ts";
import { isEstimate } from "#lib/figures/format.ts";
import type { Cell, Table } from "#lib/figures/table.ts";

/**
 * A table as CSV, numbers unrounded. A column that holds estimates becomes three: the value, and the
 * ends of its 95 % interval.
 */
export function csvOf({ columns, rows }: Table): string {
  const wide = columns.map((_, at) => rows.some((row) => isEstimate(row[at] ?? null)));
  const head = columns.flatMap(({ name }, at) => (wide[at] ? [name, `${name} low`, `${name} high`] : [name]));
  const line = (row: readonly Cell[]) =>
    columns.flatMap((_, at) => {
      const cell = row[at] ?? null;
      const estimate = isEstimate(cell) ? cell : { value: cell, low: null, high: null };
      return wide[at] ? [estimate.value, estimate.low, estimate.high] : [estimate.value];
    });
  return csvRow(head) + rows.map((row) => csvRow(line(row))).join("");
}
