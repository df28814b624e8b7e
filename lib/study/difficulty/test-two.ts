import type { Cell } from "#lib/figures/table.ts";
import type { Estimate } from "#lib/stats/estimate.ts";
import type { Line } from "#lib/stats/ols.ts";
import { tQuantile } from "#lib/stats/special.ts";
import { refusal, worded } from "#lib/study/blocks.ts";
import type { DifficultyCurve, MeasuredCurves } from "#lib/study/difficulty/by-difficulty.ts";
import { testTwoWords } from "#lib/study/difficulty/words.ts";
import type { Block } from "#lib/study/section.ts";

/** Rejection below this. */
export const alpha = 0.05;

export const caution =
  "The points are means of bins, few and not independent of each other, each with the same weight however many items it holds; with another number of bins the p-values change. Take them as a description of the figure rather than as evidence.";

export const pointsSaid = (curves: readonly MeasuredCurves[]): string =>
  `the points of the figures above, ${curves.length} measures`;

const within = (value: number, se: number, df: number): Estimate => {
  const half = tQuantile(0.975, df) * se;
  return { value, low: value - half, high: value + half };
};

/** Points exactly on a line say nothing of how far off others would be: there is nothing to test against. */
const leavesErrors = ({ seSlope }: Line): boolean => seSlope > 0;

/** Test 2: does accuracy depend on difficulty? */
export function testTwoBlock(curves: readonly MeasuredCurves[]): Block {
  const head = {
    id: "test-2",
    title: "Test 2: does accuracy depend on difficulty?",
    definition: [
      "For each measure and kind of rater, accuracy = intercept + slope · measure is fitted to the bins' points by least squares. Null hypothesis: the slope is 0. t = slope / its standard error, df = points − 2. Slopes are per unit of the measure: for a share or a confidence, the change in accuracy from 0 to 1; for response time, per millisecond. “p of intercept” tests the intercept against 0.",
      caution,
      "Source: Liu et al. hypothesis test 2.",
    ],
  };
  const lines = curves.flatMap(({ name, measure, people, machines }) => [
    { name, kind: "people" as const, curve: people, counts: !measure.mirrored },
    { name, kind: "machines" as const, curve: machines, counts: !measure.mirrored },
  ]);
  if (lines.every(({ curve }) => curve.line === null)) return refusal(head, "lines");
  return {
    ...head,
    items: pointsSaid(curves),
    body: {
      kind: "table",
      table: {
        columns: [
          { name: "Measure", format: "text" },
          { name: "Raters", format: "text" },
          { name: "Points", format: "count" },
          { name: "Slope", format: "number" },
          { name: "t", format: "number" },
          { name: "df", format: "number" },
          { name: "p", format: "p" },
          { name: "Intercept", format: "number" },
          { name: "p of intercept", format: "p" },
          { name: "R²", format: "number" },
        ],
        rows: lines.map(({ name, kind, curve }): Cell[] => [name, kind, ...cellsOf(curve)]),
      },
    },
    reading: worded(
      {
        verdict: null,
        numbers: {
          alpha,
          kinds: (["people", "machines"] as const).flatMap((kind) => {
            const fitted = lines.flatMap((of): Line[] =>
              of.kind === kind && of.counts && of.curve.line && leavesErrors(of.curve.line)
                ? [of.curve.line]
                : [],
            );
            const different = fitted.filter(({ p }) => p < alpha).length;
            return fitted.length === 0 ? [] : [{ kind, different, fitted: fitted.length }];
          }),
        },
      },
      testTwoWords,
    ),
    failed: [],
  };
}

function cellsOf({ line, points }: DifficultyCurve): Cell[] {
  if (!line) return [points.length, null, null, null, null, null, null, null];
  if (!leavesErrors(line)) return [line.n, line.slope, null, line.df, null, line.intercept, null, line.r2];
  return [
    line.n,
    within(line.slope, line.seSlope, line.df),
    line.t,
    line.df,
    line.p,
    within(line.intercept, line.seOffset, line.df),
    line.pOffset,
    line.r2,
  ];
}
