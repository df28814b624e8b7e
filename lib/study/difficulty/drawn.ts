import type { Bands } from "#lib/figures/figure.ts";
import type { Cell, Table } from "#lib/figures/table.ts";
import { namingFailed, refusal, worded } from "#lib/study/blocks.ts";
import type { Study, StudyRater } from "#lib/study/data/study.ts";
import { type MeasuredCurves, byDifficulty, minAnswers } from "#lib/study/difficulty/by-difficulty.ts";
import type { Measure } from "#lib/study/difficulty/measures.ts";
import { type SlopesFinding, slopesWords } from "#lib/study/difficulty/words.ts";
import type { Need } from "#lib/study/needs.ts";
import type { Block, Head } from "#lib/study/section.ts";

/** A block on one measure of difficulty, and the curves it shows, which the tests are about. */
export type Drawn = { block: Block; curves: readonly MeasuredCurves[] };

/** Whose accuracies are shown. */
export type Shown = {
  people: readonly StudyRater[];
  /** without those whose training failed */
  sound: readonly StudyRater[];
  failed: readonly StudyRater[];
};

export const binsSaid = (bins: number): string =>
  `${bins} bins; a rater counts in a bin with at least ${minAnswers} answers in it. Lines are means over the raters of a kind, bands reach from the least to the most accurate of them, and the fitted line gives every bin the same weight, as in the study. The aggregate does not count as a rater here.`;

export const refused = (head: Head, need: Need): Drawn => ({ block: refusal(head, need), curves: [] });

/**
 * Accuracy over the measures, a panel each, for people and machines.
 * @param reading what to say of them instead of their slopes
 */
export function drawnOf(
  head: Head,
  study: Study,
  { people, sound, failed }: Shown,
  bins: number,
  measures: readonly Measure[],
  items: string,
  reading?: Block["reading"],
): Drawn {
  const curves = measures.map((measure): MeasuredCurves => ({
    name: measure.title === "" ? head.title : `${head.title}: ${measure.title}`,
    measure,
    people: byDifficulty(study, measure, people, bins),
    machines: byDifficulty(study, measure, sound, bins),
  }));
  if (curves.every((of) => of.people.points.length + of.machines.points.length === 0))
    return refused(head, "fuller bins");
  const block: Block = {
    ...head,
    items,
    body: { kind: "figure", figure: figureOf(curves), table: tableOf(curves) },
    reading: reading === undefined ? slopesOf(curves) : reading,
    failed: [],
  };
  return { block: namingFailed(block, failed), curves };
}

const kinds = [
  { kind: "people", tone: "people" },
  { kind: "machines", tone: "machine" },
] as const;

const figureOf = (curves: readonly MeasuredCurves[]): Bands => ({
  kind: "bands",
  y: { name: "accuracy", format: "percent" },
  panels: curves.map((of) => ({
    title: of.measure.title,
    x: of.measure.x,
    series: kinds
      .filter(({ kind }) => of[kind].points.length > 0)
      .map(({ kind, tone }) => ({ name: kind, tone, points: of[kind].points, line: of[kind].line })),
  })),
});

const tableOf = (curves: readonly MeasuredCurves[]): Table => ({
  columns: [
    { name: "Measure", format: "text" },
    { name: "Raters", format: "text" },
    { name: "Bin's mean", format: curves[0]?.measure.x.format ?? "number" },
    { name: "Answers per rater", format: "count" },
    { name: "Mean accuracy", format: "percent" },
    { name: "Min", format: "percent" },
    { name: "Max", format: "percent" },
  ],
  rows: curves.flatMap((of) =>
    kinds.flatMap(({ kind }) =>
      of[kind].points.map(({ x, n, mean, low, high }): Cell[] => [of.name, kind, x, n, mean, low, high]),
    ),
  ),
});

/** The fitted slopes, panel by panel. */
function slopesOf(curves: readonly MeasuredCurves[]): Block["reading"] {
  const slopes = curves.flatMap((of): SlopesFinding["numbers"]["slopes"][number][] => {
    const fitted = kinds.flatMap(({ kind }) => {
      const { line } = of[kind];
      return line ? [{ kind, slope: line.slope, p: line.p }] : [];
    });
    return fitted.length === 0 ? [] : [{ measure: of.measure.title, fitted }];
  });
  return worded({ verdict: null, numbers: { slopes } }, slopesWords);
}
