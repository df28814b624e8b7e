import type { Line } from "#lib/stats/ols.ts";
import { tQuantile } from "#lib/stats/special.ts";
import type { DifficultyCurve, Panel } from "#lib/study/difficulty/by-difficulty.ts";
import { formatCell } from "#lib/figures/format.ts";
import { type CoefficientTest, lineDifference } from "#lib/stats/line-difference.ts";
import type { Cell } from "#lib/figures/table.ts";
import type { Estimate } from "#lib/stats/estimate.ts";
import { type Block, refusal } from "#lib/study/section.ts";

/** Tests 2 and 3 on the lines of accuracy by difficulty. */

/** Rejection below this. */
const alpha = 0.05;

const caution =
  "The points are means of bins, few and not independent of each other, each with the same weight however many items it holds; with another number of bins the p-values change. Read them as a description of the figure rather than as odds.";

const noLines = "No measure of difficulty has three bins with enough answers, so no line can be fitted.";

const pointsOf = (panels: readonly Panel[]): string =>
  panels.length === 0 ? "" : `the points of the figures above, ${panels.length} measures`;

const within = (value: number, se: number, df: number): Estimate => {
  const half = tQuantile(0.975, df) * se;
  return { value, low: value - half, high: value + half };
};

/** Test 2: does accuracy depend on difficulty? */
export function slopeTests(panels: readonly Panel[]): Block {
  const head = {
    id: "test-2",
    title: "Test 2: does accuracy go with difficulty?",
    definition: [
      "For each measure and kind of rater, accuracy = intercept + slope · measure is fitted to the bins' points by least squares. Null hypothesis: the slope is 0. t = slope / its standard error, df = points − 2. Slopes are per unit of the measure: for a share or a confidence, accuracy lost from 1 to 0; for response time, per millisecond. “p of intercept” tests the intercept against 0.",
      caution,
      "Source: Liu et al. hypothesis test 2.",
    ],
  };
  const lines = panels.flatMap(({ name, measure, people, machines }) =>
    (
      [
        ["people", people],
        ["machines", machines],
      ] as const
    ).map(([who, curve]) => ({ name, who, curve, line: curve.line, counts: !measure.mirrored })),
  );
  if (lines.every(({ line }) => line === null)) return refusal(head, noLines);
  const cells = ({ line, curve }: { line: Line | null; curve: DifficultyCurve }): Cell[] =>
    line
      ? [
          line.n,
          within(line.slope, line.seSlope, line.df),
          line.t,
          line.df,
          line.p,
          within(line.intercept, line.seOffset, line.df),
          line.pOffset,
          line.r2,
        ]
      : [curve.points.length, null, null, null, null, null, null, null];
  return {
    ...head,
    items: pointsOf(panels),
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
          { name: "Offset", format: "number" },
          { name: "p of intercept", format: "p" },
          { name: "R²", format: "number" },
        ],
        rows: lines.map((of): Cell[] => [of.name, of.who, ...cells(of)]),
      },
    },
    reading: (["people", "machines"] as const)
      .flatMap((who) => {
        const fitted = lines.flatMap((of) => (of.who === who && of.counts && of.line ? [of.line] : []));
        if (fitted.length === 0) return [];
        const clear = fitted.filter(({ p }) => p < alpha).length;
        return [`For ${who} the slope differs from 0 (p < 0.05) in ${clear} of ${fitted.length} measures.`];
      })
      .join(" "),
  };
}

/** Test 3: does it go with it in the same way for people and for machines? */
export function lineComparison(panels: readonly Panel[]): Block {
  const head = {
    id: "test-3",
    title: "Test 3: people's lines against machines'",
    definition: [
      "For each measure: is people's slope the machines' slope, and people's intercept the machines' intercept? Differences are people − machines, with 95 % intervals; t = difference / its standard error with one residual variance for both lines, df = all points − 4. This is the test of the interaction in one regression over both kinds. The intercept is the line's height where the measure is 0, which may lie outside the points; with different slopes it says little by itself.",
      caution,
      "Source: Liu et al. hypothesis test 3; for the test, Zar, Biostatistical Analysis, §18.1.",
    ],
  };
  const tests = panels.map(({ name, measure, people, machines }) => ({
    name,
    counts: !measure.mirrored,
    test:
      people.line && machines.line
        ? lineDifference(
            { line: people.line, x: people.points.map(({ x }) => x) },
            { line: machines.line, x: machines.points.map(({ x }) => x) },
          )
        : null,
  }));
  if (tests.every(({ test }) => test === null))
    return refusal(head, "No measure of difficulty has a line for people and one for machines.");
  const cells = (test: CoefficientTest | undefined): Cell[] =>
    test
      ? [{ value: test.value, low: test.low, high: test.high }, test.t, test.df, test.p]
      : [null, null, null, null];
  return {
    ...head,
    items: pointsOf(panels),
    body: {
      kind: "table",
      table: {
        columns: [
          { name: "Measure", format: "text" },
          { name: "Slopes' difference", format: "number" },
          { name: "t", format: "number" },
          { name: "df", format: "number" },
          { name: "p", format: "p" },
          { name: "Offsets' difference", format: "number" },
          { name: "t of offsets", format: "number" },
          { name: "df of offsets", format: "number" },
          { name: "p of offsets", format: "p" },
        ],
        rows: tests.map(({ name, test }): Cell[] => [name, ...cells(test?.slope), ...cells(test?.intercept)]),
      },
    },
    reading: tests
      .flatMap(({ name, test, counts }) => {
        if (!counts) return [];
        if (!test) return [`${name}: no comparison, a line needs three points of each kind.`];
        const { slope } = test;
        const steeper = slope.value < 0 === machineSlope(panels, name) >= 0 ? "flatter" : "steeper";
        return [
          slope.p < alpha
            ? `${name}: people's line is ${steeper} than the machines' (p = ${formatCell(slope.p, "p")}).`
            : `${name}: no difference of slopes shown (p = ${formatCell(slope.p, "p")}).`,
        ];
      })
      .join(" "),
  };
}

const machineSlope = (panels: readonly Panel[], name: string): number =>
  panels.find((panel) => panel.name === name)?.machines.line?.slope ?? 0;
