import { refusal, worded } from "#lib/study/blocks.ts";
import type { Study } from "#lib/study/data/study.ts";
import { type AllWrongAnswers, sharesSaid } from "#lib/study/data/wrong-answers.ts";
import type { Block } from "#lib/study/section.ts";
import {
  type Comparison,
  alpha,
  comparisonNeed,
  nameCells,
  nameColumns,
  testCells,
  testColumns,
  typesSaid,
} from "#lib/study/tests/comparisons.ts";
import { type SharedFinding, type TestOneFinding, testOneWords } from "#lib/study/tests/words.ts";

/** Test 1: who shares whose mistakes, by the matrices of incorrect answers. */
export function testOneBlock(study: Study, comparisons: readonly Comparison[], all: AllWrongAnswers): Block {
  const head = {
    id: "test-1",
    title: "Test 1: who shares whose mistakes",
    definition: [
      `The matrices of incorrect answers C^HH (two people), C^MM (two machines) and C^HM (a person and a machine) are compared by their K diagonal entries (both make the same mistake) and by their K² − K other entries (different mistakes). Null hypothesis: the means are equal. ${sharesSaid(all.by)}`,
      "Liu et al. (hypothesis test 1, Table 2) call the test paired, but their printed p-values are those of a two-sample test with a pooled variance: t = 12.57 with p = 2.40·10⁻¹⁰ is df 18, and t = −12.37 with 9.22·10⁻²⁶ is df 178. Paired tests would have df 9 and 89. Both are shown; the paired one compares cell with cell and fits the question better.",
      "Interpret these with care. The cells of a matrix are not a random sample, and they sum to 1 (by row, or in all), so what the diagonal gains the rest loses: the two halves of the table are one finding. Of all cases, every cell of HH and MM off the diagonal occurs twice, (a, b) and (b, a), so tests off the diagonal count more cells than there are, and their p-values are too small. The test over items below does without these assumptions.",
    ],
  };
  if (comparisons.length === 0) return refusal(head, comparisonNeed(study));
  return {
    ...head,
    items: typesSaid(all),
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
        rows: comparisons.map((of) => [
          ...nameCells(of),
          of.meanFirst,
          of.meanSecond,
          ...testCells(of.paired),
          ...testCells(of.pooled),
        ]),
      },
    },
    reading: worded(findingOf(comparisons), testOneWords),
    failed: [],
  };
}

/** What of the study's claims holds, from the diagonal's tests. */
function findingOf(comparisons: readonly Comparison[]): TestOneFinding {
  const diagonals = comparisons.filter(({ entries }) => entries === "diagonal");
  const machines = diagonals.find(
    ({ first, second }) => first === "machine–machine" && second === "human–machine",
  );
  return {
    verdict: machines ? claimOf(machines) : null,
    numbers: { diagonals: diagonals.map(sharedMore) },
  };
}

const rejects = (p: number | null): boolean => p !== null && p < alpha;

/** Do machines resemble each other more than they resemble people? */
function claimOf({ meanFirst, meanSecond, paired, pooled }: Comparison): TestOneFinding["verdict"] {
  if (paired === null && pooled === null) return null; // what could not be computed shows nothing
  if (meanFirst <= meanSecond) return "fails";
  return [paired, pooled].some((test) => rejects(test?.adjusted ?? null)) ? "holds" : "not significant";
}

function sharedMore({ first, second, meanFirst, meanSecond, paired, pooled }: Comparison): SharedFinding {
  const inOrder = meanFirst >= meanSecond;
  const [p, q] = [paired?.adjusted ?? null, pooled?.adjusted ?? null];
  return {
    more: inOrder ? first : second,
    less: inOrder ? second : first,
    meanMore: inOrder ? meanFirst : meanSecond,
    meanLess: inOrder ? meanSecond : meanFirst,
    paired: p,
    twoSample: q,
    significant: rejects(p)
      ? rejects(q)
        ? "both"
        : "paired only"
      : rejects(q)
        ? "two-sample only"
        : "neither",
  };
}
