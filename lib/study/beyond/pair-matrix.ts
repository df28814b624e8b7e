import type { HeatMap } from "#lib/figures/figure.ts";
import { type Cell, type Led, ledTable } from "#lib/figures/table.ts";
import { type PairMeasure, estimateOf } from "#lib/study/beyond/pair-measure.ts";
import { answeredBy, leads } from "#lib/study/data/items.ts";
import type { Study, StudyRater } from "#lib/study/data/study.ts";
import type { Block } from "#lib/study/section.ts";

export const intervalsDefinition =
  "Intervals take the items as the sample, for these raters (the infinitesimal jackknife, which a bootstrap over items approaches).";

/** A statistic of every two raters. */
export type PairMatrix = {
  raters: readonly StudyRater[];
  /** [raters × raters], symmetric; null on the diagonal and where undefined */
  values: (number | null)[];
  /** each pair once, with its interval and its items */
  rows: (Cell | Led)[][];
  /** pairs with a value */
  known: { first: StudyRater; second: StudyRater; value: number }[];
};

/** Of every two raters in the order shown; a pair's first is the one the study names first. */
export function pairMatrix(study: Study, raters: readonly StudyRater[], measure: PairMeasure): PairMatrix {
  const place = new Map(study.raters.map((rater, at) => [rater, at]));
  const found = (first: StudyRater, second: StudyRater) =>
    (place.get(first) ?? 0) < (place.get(second) ?? 0)
      ? measure.of(first, second)
      : measure.of(second, first);
  const M = raters.length;
  const values = new Array<number | null>(M * M).fill(null);
  const rows: (Cell | Led)[][] = [];
  const known: PairMatrix["known"] = [];
  for (const [row, first] of raters.entries())
    for (const [column, second] of raters.entries()) {
      if (column <= row) continue;
      const of = found(first, second);
      if (of) known.push({ first, second, value: of.value });
      values[row * M + column] = values[column * M + row] = of?.value ?? null;
      const both = { ...measure.among, ...answeredBy([first, second], 2) };
      rows.push([
        first.name,
        second.name,
        of && estimateOf(of),
        of && { cell: of.n, leads: leads(both, of.n) },
      ]);
    }
  return { raters, values, rows, known };
}

/** A heat map of a statistic of pairs, with every pair and its interval in the table. */
export function pairMatrixBody(
  { raters, values, rows }: PairMatrix,
  { letter }: PairMeasure,
  scale: HeatMap["scale"],
): Block["body"] {
  const names = raters.map(({ name }) => name);
  return {
    kind: "figure",
    figure: {
      kind: "heat-map",
      row: "rater",
      column: "other rater",
      format: "number",
      scale,
      panels: [{ title: "", rows: names, columns: names, values }],
    },
    table: ledTable(
      [
        { name: "Rater", format: "text" },
        { name: "Other rater", format: "text" },
        { name: letter, format: "number" },
        { name: "Items", format: "count" },
      ],
      rows,
    ),
  };
}
