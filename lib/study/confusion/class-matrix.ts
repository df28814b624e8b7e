import type { HeatMap } from "#lib/figures/figure.ts";
import { type Format, type Led, ledTable, type Table } from "#lib/figures/table.ts";
import type { ItemFilter } from "#lib/items/filter.ts";
import { type Leads, leadsTo } from "#lib/items/leads.ts";

/** Matrices over the classes, as panels of a heat map and as a table. */

/** With more classes than this, a figure shows those with the most answers only: larger ones cannot be read. */
export const maxShown = 24;

/**
 * Classes that a figure shows, in their own order.
 * @param weight of a class; the largest are shown
 */
export function shownClasses(classes: number, weight: (at: number) => number): number[] {
  const all = Array.from({ length: classes }, (_, at) => at);
  if (classes <= maxShown) return all;
  return all
    .map((at) => ({ at, weight: weight(at) }))
    .sort((a, b) => b.weight - a.weight)
    .slice(0, maxShown)
    .map(({ at }) => at)
    .sort((a, b) => a - b);
}

/** For Block.items: that some classes are not shown; "" where all are. */
export const cutSaid = (classes: number): string =>
  classes > maxShown ? `; of ${classes} classes, the ${maxShown} with the most such answers are shown` : "";

/** A value of (row, column) of a matrix over the classes; null where it is undefined. */
export type ClassValue = (row: number, column: number) => number | null;

/**
 * What a matrix holds, by row and column.
 * @param cells [K × K]; null for a matrix without a case
 */
export const classValue =
  (cells: ArrayLike<number> | null, K: number): ClassValue =>
  (row, column) => {
    const value = cells?.[row * K + column];
    return value === undefined || Number.isNaN(value) ? null : value;
  };

/** Sum of a matrix' row and column of a class; without the diagonal where only mistakes count. */
export function crossSum(cells: ArrayLike<number>, K: number, at: number, diagonal: boolean): number {
  const value = classValue(cells, K);
  let sum = 0;
  for (let other = 0; other < K; other++)
    if (diagonal || other !== at) sum += (value(at, other) ?? 0) + (value(other, at) ?? 0);
  return sum;
}

/** One panel. @param leads items of (row, column) */
export function classPanel(
  title: string,
  names: readonly string[],
  shown: readonly number[],
  value: ClassValue,
  leads?: (row: number, column: number) => Leads | null,
): HeatMap["panels"][number] {
  const labels = shown.map((at) => names[at] ?? String(at));
  const cells = shown.flatMap((row) => shown.map((column) => [row, column] as const));
  const panel = {
    title,
    rows: labels,
    columns: labels,
    values: cells.map(([row, column]) => value(row, column)),
  };
  return leads ? { ...panel, leads: cells.map(([row, column]) => leads(row, column)) } : panel;
}

const rowSums = (counts: Uint32Array, K: number): number[] =>
  Array.from({ length: K }, (_, row) =>
    counts.subarray(row * K, (row + 1) * K).reduce((sum, count) => sum + count, 0),
  );

/** The items of each cell of such shares. @param filter of (row, column) */
export function rowLeads(
  counts: Uint32Array,
  K: number,
  filter: (row: number, column: number) => Partial<ItemFilter>,
): (row: number, column: number) => Leads | null {
  const sums = rowSums(counts, K);
  return (row, column) => leadsTo(filter(row, column), counts[row * K + column] ?? 0, sums[row] ?? null);
}

/** Rows divided by their sums; null in a row without a case. @param counts [K × K] */
export function rowShares(counts: Uint32Array, K: number): ClassValue {
  const sums = rowSums(counts, K);
  const value = classValue(counts, K);
  return (row, column) => {
    const [count, sum] = [value(row, column), sums[row]];
    return count === null || !sum ? null : count / sum;
  };
}

/** All numbers of the panels: one line a row of a panel. All panels have the same columns. */
export function matrixTable(figure: HeatMap): Table {
  const format: Format = figure.format;
  return ledTable(
    [
      { name: "Matrix", format: "text" },
      { name: figure.row, format: "text" },
      ...(figure.panels[0]?.columns ?? []).map((name) => ({ name, format })),
    ],
    figure.panels.flatMap(({ title, rows, columns, values, leads }) =>
      rows.map((name, row) => [
        title,
        name,
        ...columns.map((_, column): Led => {
          const at = row * columns.length + column;
          return { cell: values[at] ?? null, leads: leads?.[at] ?? null };
        }),
      ]),
    ),
  );
}
