import { refusal } from "#lib/study/blocks.ts";
import type { Study } from "#lib/study/data/study.ts";
import type { AllWrongAnswers } from "#lib/study/data/wrong-answers.ts";
import type { Block } from "#lib/study/section.ts";
import {
  type Comparison,
  comparisonNeed,
  nameCells,
  nameColumns,
  testCells,
  testColumns,
  typesSaid,
} from "#lib/study/tests/comparisons.ts";

/** Test 1 without the assumption of equal variances. */
export function welchBlock(study: Study, comparisons: readonly Comparison[], all: AllWrongAnswers): Block {
  const head = {
    id: "test-1-welch",
    title: "Test 1 without equal variances",
    definition: [
      "Welch's two-sample test on the same entries. It does not assume that the entries of the two matrices vary equally, and has fewer degrees of freedom where they do not. The difference is first − second with its 95 % interval, in percentage points: the size of the effect, which a p-value does not show.",
      "Not in the study. The caveats of test 1 apply here too.",
    ],
  };
  if (comparisons.length === 0) return refusal(head, comparisonNeed(study));
  return {
    ...head,
    items: typesSaid(all),
    body: {
      kind: "table",
      table: {
        columns: [...nameColumns, { name: "Difference", format: "points" }, ...testColumns("Welch")],
        rows: comparisons.map((of) => [
          ...nameCells(of),
          of.welch && { value: of.welch.difference, low: of.welch.low, high: of.welch.high },
          ...testCells(of.welch),
        ]),
      },
    },
    reading: null,
    failed: [],
  };
}
