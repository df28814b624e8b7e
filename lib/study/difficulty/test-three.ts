import type { Cell } from "#lib/figures/table.ts";
import { type CoefficientTest, lineDifference } from "#lib/stats/line-difference.ts";
import { refusal, worded } from "#lib/study/blocks.ts";
import type { DifficultyCurve, MeasuredCurves } from "#lib/study/difficulty/by-difficulty.ts";
import { alpha, caution, pointsSaid } from "#lib/study/difficulty/test-two.ts";
import { type TestThreeFinding, testThreeWords } from "#lib/study/difficulty/words.ts";
import type { Block } from "#lib/study/section.ts";

/** Test 3: does accuracy depend on difficulty in the same way for people and for machines? */
export function testThreeBlock(curves: readonly MeasuredCurves[]): Block {
  const head = {
    id: "test-3",
    title: "Test 3: people's lines against machines'",
    definition: [
      "For each measure: is people's slope the machines' slope, and people's intercept the machines' intercept? Differences are people − machines, with 95 % intervals; t = difference / its standard error with one residual variance for both lines, df = all points − 4. This is the test of the interaction in one regression over both kinds. The intercept is the line's height where the measure is 0, which may lie outside the points; with different slopes it says little by itself.",
      caution,
      "Source: Liu et al. hypothesis test 3; for the test, Zar, Biostatistical Analysis, §18.1.",
    ],
  };
  const tests = curves.map((of) => ({ ...of, test: linesCompared(of.people, of.machines) }));
  if (tests.every(({ test }) => test === null)) return refusal(head, "two lines");
  return {
    ...head,
    items: pointsSaid(curves),
    body: {
      kind: "table",
      table: {
        columns: [
          { name: "Measure", format: "text" },
          { name: "Difference of slopes", format: "number" },
          { name: "t", format: "number" },
          { name: "df", format: "number" },
          { name: "p", format: "p" },
          { name: "Difference of intercepts", format: "number" },
          { name: "t of intercepts", format: "number" },
          { name: "df of intercepts", format: "number" },
          { name: "p of intercepts", format: "p" },
        ],
        rows: tests.map(({ name, test }): Cell[] => [
          name,
          ...cellsOf(test?.slope),
          ...cellsOf(test?.intercept),
        ]),
      },
    },
    reading: worded(
      {
        verdict: null,
        numbers: {
          measures: tests
            .filter(({ measure }) => !measure.mirrored)
            .map(({ name, machines, test }) => ({
              name,
              verdict: verdictOf(test, machines.line?.slope ?? 0),
              p: test?.slope.p ?? null,
            })),
        },
      },
      testThreeWords,
    ),
    failed: [],
  };
}

/** Null where either kind has no line, or neither line leaves a residual. */
const linesCompared = (people: DifficultyCurve, machines: DifficultyCurve) =>
  people.line && machines.line
    ? lineDifference(
        { line: people.line, x: people.points.map(({ x }) => x) },
        { line: machines.line, x: machines.points.map(({ x }) => x) },
      )
    : null;

const cellsOf = (test: CoefficientTest | undefined): Cell[] =>
  test
    ? [{ value: test.value, low: test.low, high: test.high }, test.t, test.df, test.p]
    : [null, null, null, null];

type Verdict = TestThreeFinding["numbers"]["measures"][number]["verdict"];

function verdictOf(test: { slope: CoefficientTest } | null, machineSlope: number): Verdict {
  if (!test) return "no lines";
  if (test.slope.p >= alpha) return "no difference shown";
  return test.slope.value < 0 === machineSlope >= 0 ? "flatter" : "steeper";
}
