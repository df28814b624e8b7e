import type { Cell, Format, Table } from "#lib/figures/table.ts";
import type { HeatMap } from "#lib/figures/figure.ts";

/** Matrices over the classes, as panels of a heat map and as a table. */

/** With more classes than this, a figure shows those with the most answers only: larger ones cannot be read. */
export const mostShown = 24;

/**
 * Classes that a figure shows, in their own order.
 * @param weight of a class; the largest are kept
 */
export function shownClasses(classes: number, weight: (at: number) => number): number[] {
  const all = Array.from({ length: classes }, (_, at) => at);
  if (classes <= mostShown) return all;
  const weights = all.map(weight);
  return all
    .sort((a, b) => weights[b]! - weights[a]!)
    .slice(0, mostShown)
    .sort((a, b) => a - b);
}

/** For Block.items: that some classes are not shown; "" where all are. */
export const cutSaid = (classes: number): string =>
  classes > mostShown ? `; of ${classes} classes, the ${mostShown} with the most such answers are shown` : "";

/**
 * One panel.
 * @param values of (row, column), for class indices
 * @param link address of the pictures of (row, column)
 */
export function classPanel(
  title: string,
  names: readonly string[],
  shown: readonly number[],
  value: (row: number, column: number) => number | null,
  link?: (row: number, column: number) => string | null,
): HeatMap["panels"][number] {
  const labels = shown.map((at) => names[at]!);
  const cells = shown.flatMap((row) => shown.map((column) => [row, column] as const));
  const panel = {
    title,
    rows: labels,
    columns: labels,
    values: cells.map(([row, column]) => value(row, column)),
  };
  return link ? { ...panel, links: cells.map(([row, column]) => link(row, column)) } : panel;
}

/** Rows divided by their sums; null in a row without a case. @param counts [K × K] */
export function rowShares(
  counts: ArrayLike<number>,
  K: number,
): (row: number, column: number) => number | null {
  const sums = Array.from({ length: K }, (_, row) => {
    let sum = 0;
    for (let column = 0; column < K; column++) sum += counts[row * K + column]!;
    return sum;
  });
  return (row, column) => (sums[row] === 0 ? null : counts[row * K + column]! / sums[row]!);
}

/** All numbers of the panels: one line a row of a panel. All panels have the same columns. */
export function matrixTable(figure: HeatMap): Table {
  const format: Format = figure.format;
  return {
    columns: [
      { name: "Matrix", format: "text" },
      { name: figure.row, format: "text" },
      ...(figure.panels[0]?.columns ?? []).map((name) => ({ name, format })),
    ],
    rows: figure.panels.flatMap(({ title, rows, columns, values }) =>
      rows.map((name, row): Cell[] => [
        title,
        name,
        ...values.slice(row * columns.length, (row + 1) * columns.length),
      ]),
    ),
  };
}
