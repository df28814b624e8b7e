import { holm } from "#lib/stats/holm.ts";
import { type TTest, pairedT, twoSampleT } from "#lib/stats/t-test.ts";
import { counted } from "#lib/study/data/evaluated.ts";
import { namingFailed, withoutFailed } from "#lib/study/failed-machines.ts";
import { formatCell } from "#lib/figures/format.ts";
import type { Cell, Column } from "#lib/figures/table.ts";
import { type Block, type Section, refusal } from "#lib/study/section.ts";
import type { Study } from "#lib/study/data/study.ts";
import { type SharedMistakes, sharedMistakes } from "#lib/study/tests/shared-mistakes.ts";
import {
  type PairType,
  type WrongAnswers,
  withoutMatrices,
  wrongAnswers,
} from "#lib/study/data/wrong-answers.ts";

export const tests: Section = {
  id: "tests",
  title: "Hypothesis tests",
  lead: "Do machines make each other's mistakes more than people's? The study's first test, as it was described and as it was computed.",
  compute(everyone, _settings, tallies) {
    const { study, failed } = withoutFailed(everyone, tallies);
    const types = (["human–human", "machine–machine", "human–machine"] as const).map((type) =>
      wrongAnswers(study, type, tallies),
    );
    const comparisons = compared(study, types);
    const blocks = [
      testOne(study, comparisons, types),
      unequalVariances(study, comparisons, types),
      overItems(study),
    ];
    return blocks.map((block) => namingFailed(block, failed));
  },
};

/** Rejection below this. */
const alpha = 0.05;

const short: Record<PairType, string> = {
  "human–human": "human–human (HH)",
  "machine–machine": "machine–machine (MM)",
  "human–machine": "human–machine (HM)",
};

type Entries = "diagonal" | "off-diagonal";

/** One pair of matrices, one set of entries, three t-tests. */
type Comparison = {
  entries: Entries;
  first: PairType;
  second: PairType;
  meanFirst: number;
  meanSecond: number;
  paired: TTest | null;
  pooled: TTest | null;
  welch: TTest | null;
};

function entriesOf(shares: Float64Array, K: number, entries: Entries): number[] {
  return Array.from(shares).filter(
    (_, cell) => (Math.floor(cell / K) === cell % K) === (entries === "diagonal"),
  );
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** All three pairs of matrices that exist, first on the diagonal, then off it. */
function compared(study: Study, types: readonly WrongAnswers[]): Comparison[] {
  const present = types.flatMap(({ type, shares }) => (shares ? [{ type, shares }] : []));
  const pairs = present.flatMap((first, at) =>
    present.slice(at + 1).map((second) => [first, second] as const),
  );
  return (["diagonal", "off-diagonal"] as const).flatMap((entries) =>
    pairs.map(([first, second]): Comparison => {
      const x = entriesOf(first.shares, study.classes.length, entries);
      const y = entriesOf(second.shares, study.classes.length, entries);
      return {
        entries,
        first: first.type,
        second: second.type,
        meanFirst: mean(x),
        meanSecond: mean(y),
        paired: pairedT(x, y),
        pooled: twoSampleT(x, y),
        welch: twoSampleT(x, y, false),
      };
    }),
  );
}

/** Holm's adjustment over those tests that could be computed. */
function adjusted(results: readonly (TTest | null)[]): (number | null)[] {
  const values = holm(results.flatMap((result) => (result ? [result.p] : [])));
  return results.map((result) => (result ? (values.shift() ?? null) : null));
}

const nameColumns: readonly Column[] = [
  { name: "Entries", format: "text" },
  { name: "First", format: "text" },
  { name: "Second", format: "text" },
];
const testColumns = (test: string): readonly Column[] => [
  { name: `${test} t`, format: "number" },
  { name: `${test} df`, format: "number" },
  { name: `${test} p`, format: "p" },
  { name: `${test} p, Holm`, format: "p", definition: holmDefinition },
];
const holmDefinition = [
  "The p-value made larger for having asked all questions of this table at once (Holm 1979): whoever rejects at 0.05 by these values is wrong anywhere in the table with a probability of at most 0.05.",
];
const names = ({ entries, first, second }: Comparison): Cell[] => [entries, short[first], short[second]];
const testCells = (result: TTest | null, p: number | null): Cell[] =>
  result ? [result.t, result.df, result.p, p] : [null, null, null, null];

const casesOf = (types: readonly WrongAnswers[]): string =>
  types
    .filter(({ n }) => n > 0)
    .map(
      ({ type, n, pairs }) => `${short[type]}: ${counted(n)} cases of ${pairs} pair${pairs === 1 ? "" : "s"}`,
    )
    .join("; ");

const tooFew =
  "Needs two of the three types of pairs: at least two people and a machine, or two machines and a person, with common mistakes.";

function testOne(study: Study, comparisons: readonly Comparison[], types: readonly WrongAnswers[]): Block {
  const head = {
    id: "test-1",
    title: "Test 1: who shares whose mistakes",
    definition: [
      "The matrices of incorrect answers C^HH (two people), C^MM (two machines) and C^HM (a person and a machine) are compared by their K diagonal entries (both make the same mistake) and by their K² − K other entries (different mistakes). Null hypothesis: the means are equal. Each matrix sums to 1.",
      "Liu et al. (hypothesis test 1, Table 2) call the test paired, but their printed p-values are those of a two-sample test with a pooled variance: t = 12.57 with p = 2.40·10⁻¹⁰ is df 18, and t = −12.37 with 9.22·10⁻²⁶ is df 178. Paired tests would have df 9 and 89. Both are here: the paired one compares cell with cell and fits the question better.",
      "Read these with care. Cells of a matrix are no random sample, and they sum to 1, so what the diagonal gains the rest loses: the two halves of the table are one finding. In HH and MM every cell off the diagonal stands twice, (a, b) and (b, a), so tests off the diagonal count more cells than there are, and their p-values are too small. The test over items below does without these assumptions.",
    ],
  };
  if (comparisons.length === 0) return refusal(head, withoutMatrices(study) ?? tooFew);
  const paired = adjusted(comparisons.map((of) => of.paired));
  const pooled = adjusted(comparisons.map((of) => of.pooled));
  return {
    ...head,
    items: casesOf(types),
    body: {
      kind: "table",
      table: {
        columns: [
          ...nameColumns,
          { name: "Mean of first", format: "percent" },
          { name: "Mean of second", format: "percent" },
          ...testColumns("Paired"),
          ...testColumns("Two-sample"),
        ],
        rows: comparisons.map((of, at) => [
          ...names(of),
          of.meanFirst,
          of.meanSecond,
          ...testCells(of.paired, paired[at] ?? null),
          ...testCells(of.pooled, pooled[at] ?? null),
        ]),
      },
    },
    reading: claims(comparisons, paired, pooled),
  };
}

/** "p = 0.0061" */
const inWords = (result: TTest | null, p: number | null): string =>
  result && p !== null ? `p = ${formatCell(p, "p")}` : "not computable";

/** What of the study's claims holds, from the diagonal's tests. */
function claims(
  comparisons: readonly Comparison[],
  paired: readonly (number | null)[],
  pooled: readonly (number | null)[],
): string {
  const sentences = comparisons.flatMap((of, at) => {
    if (of.entries !== "diagonal") return [];
    const [more, less, top, low] =
      of.meanFirst >= of.meanSecond
        ? [of.first, of.second, of.meanFirst, of.meanSecond]
        : [of.second, of.first, of.meanSecond, of.meanFirst];
    const [p, q] = [paired[at] ?? null, pooled[at] ?? null];
    const rejected = [p, q].map((value) => value !== null && value < alpha);
    const verdict = rejected.every(Boolean)
      ? "by both tests"
      : rejected[0]
        ? "by the paired test only"
        : rejected[1]
          ? "by the two-sample test only"
          : "by neither test";
    return [
      `Same mistakes are commoner in ${more} than in ${less} pairs (mean diagonal entry ${formatCell(top, "percent")} to ${formatCell(low, "percent")}), significantly ${verdict} (Holm: paired ${inWords(of.paired, p)}, two-sample ${inWords(of.pooled, q)}).`,
    ];
  });
  const mm = comparisons.findIndex(
    ({ entries, first, second }) =>
      entries === "diagonal" && first === "machine–machine" && second === "human–machine",
  );
  const of = comparisons[mm];
  if (of) {
    const higher = of.meanFirst > of.meanSecond;
    const sure = [paired[mm], pooled[mm]].some((p) => p !== null && p !== undefined && p < alpha);
    sentences.unshift(
      higher && sure
        ? "The study's claim that machines resemble each other more than they resemble people holds here."
        : higher
          ? "Machines resemble each other more than they resemble people, as the study claims, but not significantly so."
          : "The study's claim that machines resemble each other more than they resemble people does not hold here.",
    );
  }
  return sentences.join(" ");
}

function unequalVariances(
  study: Study,
  comparisons: readonly Comparison[],
  types: readonly WrongAnswers[],
): Block {
  const head = {
    id: "test-1-welch",
    title: "Test 1 without equal variances",
    definition: [
      "Welch's two-sample test on the same entries: it does not assume that the two matrices' entries vary equally, and where they do not it has fewer degrees of freedom. The difference is first − second with its 95 % interval, in percentage points: the size of the effect that the p-value says nothing about.",
      "Ours; what limits test 1 limits this one too.",
    ],
  };
  if (comparisons.length === 0) return refusal(head, withoutMatrices(study) ?? tooFew);
  const welch = adjusted(comparisons.map((of) => of.welch));
  return {
    ...head,
    items: casesOf(types),
    body: {
      kind: "table",
      table: {
        columns: [...nameColumns, { name: "Difference", format: "points" }, ...testColumns("Welch")],
        rows: comparisons.map((of, at) => [
          ...names(of),
          of.welch ? { value: of.welch.difference, low: of.welch.low, high: of.welch.high } : null,
          ...testCells(of.welch, welch[at] ?? null),
        ]),
      },
    },
    reading: "",
  };
}

function overItems(study: Study): Block {
  const head = {
    id: "same-mistake",
    title: "The same question, with the items as the sample",
    definition: [
      "Of the cases in which both of a pair are wrong, the share in which they give the same wrong answer: the sum of the matrix's diagonal. Here everyone stands on the same items, and the items are the sample: the interval says how far the share would move with other items of the same kind, for these raters. It comes from how much each item moves the share (the infinitesimal jackknife, which a bootstrap over items approaches).",
      "Ours: it asks test 1's question without treating cells of a matrix as a sample.",
      "Source: Efron & Tibshirani 1993, An Introduction to the Bootstrap, ch. 21.",
    ],
  };
  const { evaluated, types, differences } = sharedMistakes(study);
  if (types.length === 0)
    return refusal(head, "No two of the raters that answered the same items are ever wrong together.");
  const row = ({ name, estimate, n }: SharedMistakes): Cell[] => [name, estimate, n];
  return {
    ...head,
    items: evaluated.sentence,
    body: {
      kind: "figure",
      figure: {
        kind: "intervals",
        x: { name: "same wrong answer, of cases where both are wrong", format: "percent" },
        rows: types.map(({ name, estimate }) => ({
          name,
          tone: name === "human–human" ? "people" : name === "machine–machine" ? "machine" : "team",
          estimate,
        })),
      },
      table: {
        columns: [
          { name: "Pairs", format: "text" },
          { name: "Same wrong answer", format: "percent" },
          { name: "Cases", format: "count" },
        ],
        rows: [...types, ...differences].map(row),
      },
    },
    reading: differences
      .map(({ name, estimate }) => {
        const clear = estimate.low > 0 || estimate.high < 0;
        return `${name}: ${formatCell(estimate, "points")} points, ${clear ? "clear of 0" : "not clear of 0"}.`;
      })
      .join(" "),
  };
}
