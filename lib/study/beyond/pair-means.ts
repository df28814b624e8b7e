import type { Cell } from "#lib/figures/table.ts";
import { refusal } from "#lib/study/blocks.ts";
import { intervalsDefinition } from "#lib/study/beyond/pair-matrix.ts";
import { type PairMeasure, leftOutOfMeans, pairMeans } from "#lib/study/beyond/pair-measure.ts";
import type { Study } from "#lib/study/data/study.ts";
import { hasMatrices } from "#lib/study/data/wrong-answers.ts";
import type { Block } from "#lib/study/section.ts";
import { pairTone } from "#lib/study/tones.ts";

/** φ and κ as means over people, over machines, and over pairs of one of each. */
export function pairMeansBlock(study: Study, [phi, kappa]: readonly [PairMeasure, PairMeasure]): Block {
  const head = {
    id: "pair-means",
    title: "Common errors and agreement, by type of pair",
    definition: [
      "The mean over pairs of two people, of two machines, and of a person and a machine: of φ, the correlation of their errors, and of κ, their agreement beyond chance. The aggregate is in none of these pairs, since it is made of the people's answers; pairs that share fewer than half of the items that the comparison starts from are left out.",
      `${intervalsDefinition} All pairs are measured on the same items, so an item's influences on all of them are added before they are squared.`,
      "Beyond the study. Source: the two matrices around this block.",
    ],
  };
  const measures = hasMatrices(study) ? [phi, kappa] : [phi];
  const rows = measures.flatMap((measure) =>
    pairMeans(study, measure).map((of) => ({ letter: measure.letter, ...of })),
  );
  if (rows.length === 0) return refusal(head, "two raters");
  return {
    ...head,
    items: `for φ the items with gold that both of a pair answered, for κ all that both answered${leftOutOfMeans(study, phi)}`,
    body: {
      kind: "figure",
      figure: {
        kind: "intervals",
        x: { name: "mean over pairs", format: "number" },
        rows: rows.map(({ letter, type, mean }) => ({
          name: `${letter} ${type}`,
          tone: pairTone[type],
          estimate: mean,
        })),
      },
      table: {
        columns: [
          { name: "Measure", format: "text" },
          { name: "Pair", format: "text" },
          { name: "Mean", format: "number" },
          { name: "Pairs", format: "count" },
        ],
        rows: rows.map(({ letter, type, mean, pairs }): Cell[] => [letter, type, mean, pairs]),
      },
    },
    reading: null,
    failed: [],
  };
}
