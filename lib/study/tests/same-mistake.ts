import type { Cell } from "#lib/figures/table.ts";
import { refusal, worded } from "#lib/study/blocks.ts";
import { evaluated } from "#lib/study/data/evaluated.ts";
import type { Study } from "#lib/study/data/study.ts";
import type { Block } from "#lib/study/section.ts";
import { sharedMistakes } from "#lib/study/tests/shared-mistakes.ts";
import { sameMistakeWords } from "#lib/study/tests/words.ts";
import { pairTone } from "#lib/study/tones.ts";

/** Test 1's question with the items as the sample. */
export function sameMistakeBlock(study: Study): Block {
  const head = {
    id: "same-mistake",
    title: "The same question, with the items as the sample",
    definition: [
      "Of the cases in which both of a pair are wrong, the share in which they give the same wrong answer: the sum of the matrix's diagonal. Everyone is measured on the same items, and the items are the sample: the interval says how far the share would vary with other items of the same kind, for these raters. It comes from each item's influence on the share (the infinitesimal jackknife, which a bootstrap over items approaches).",
      "Not in the study: it asks test 1's question without treating cells of a matrix as a sample.",
      "Source: Efron & Tibshirani 1993, An Introduction to the Bootstrap, ch. 21.",
    ],
  };
  if (study.classes.length < 3) return refusal(head, "three classes");
  const { types, differences } = sharedMistakes(study);
  if (types.length === 0) return refusal(head, "shared mistakes");
  return {
    ...head,
    items: evaluated(study).sentence,
    body: {
      kind: "figure",
      figure: {
        kind: "intervals",
        x: { name: "same wrong answer, of cases where both are wrong", format: "percent" },
        rows: types.map(({ name, estimate }) => ({ name, tone: pairTone[name], estimate })),
      },
      table: {
        columns: [
          { name: "Pairs", format: "text" },
          { name: "Same wrong answer", format: "percent" },
          { name: "Cases", format: "count" },
        ],
        rows: [
          ...types.map(({ name, estimate, n }): Cell[] => [name, estimate, n]),
          ...differences.map(({ name, estimate }): Cell[] => [name, estimate, null]),
        ],
      },
    },
    reading: worded(
      {
        verdict: null,
        numbers: {
          differences: differences.map(({ name, estimate }) => ({
            name,
            points: estimate,
            clear: estimate.low > 0 || estimate.high < 0,
          })),
        },
      },
      sameMistakeWords,
    ),
    failed: [],
  };
}
