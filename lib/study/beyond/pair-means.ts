import type { Cell } from "#lib/figures/table.ts";
import { argmaxBy } from "#lib/stats/argmax.ts";
import { refusal, worded } from "#lib/study/blocks.ts";
import { intervalsDefinition } from "#lib/study/beyond/pair-matrix.ts";
import { kappaMeasure } from "#lib/study/beyond/kappa.ts";
import { type PairMean, pairMeans } from "#lib/study/beyond/pair-measure.ts";
import { phiMeasure } from "#lib/study/beyond/phi.ts";
import { type PairMeansFinding, pairMeansWords } from "#lib/study/beyond/words.ts";
import type { Common } from "#lib/study/data/common.ts";
import { hasMatrices } from "#lib/study/data/wrong-answers.ts";
import type { Block } from "#lib/study/section.ts";
import { pairTone } from "#lib/study/tones.ts";

/** φ and κ as means over people, over machines, and over pairs of one of each. */
export function pairMeansBlock(errors: Common, agreement: Common): Block {
  const head = {
    id: "pair-means",
    title: "Common errors and agreement, by type of pair",
    definition: [
      "The mean over pairs of two people, of two machines, and of a person and a machine: of φ, the correlation of their errors, and of κ, their agreement beyond chance. The aggregate is in none of these pairs, since it is made of the people's answers.",
      `${intervalsDefinition} All pairs of all types are measured on the same items, those that everybody compared has answered, so an item's influences on all of them are added before they are squared.`,
      "Beyond the study. Source: the two matrices around this block.",
    ],
  };
  const phi = { of: errors, measure: phiMeasure(errors.study, errors.tallies) };
  const kappa = { of: agreement, measure: kappaMeasure(agreement.study, agreement.tallies) };
  const rows = (hasMatrices(errors.study) ? [phi, kappa] : [phi]).flatMap(({ of, measure }) =>
    pairMeans(of.study, measure).map((mean) => ({ letter: measure.letter, ...mean })),
  );
  if (rows.length === 0) return refusal(head, "two raters");
  return {
    ...head,
    items: `for φ ${errors.sentence}; for κ ${agreement.sentence}`,
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
    reading: worded(extremes(rows), pairMeansWords),
    failed: [],
  };
}

/** Of each measure, the types of pairs with the largest and the least mean. */
function extremes(rows: readonly ({ letter: string } & PairMean)[]): PairMeansFinding {
  const letters = [...new Set(rows.map(({ letter }) => letter))];
  return {
    verdict: null,
    numbers: {
      measures: letters.flatMap((letter) => {
        const means = rows.filter((row) => row.letter === letter);
        const most = means[argmaxBy(means, ({ mean }) => mean.value)];
        const least = means[argmaxBy(means, ({ mean }) => -mean.value)];
        if (!most || !least) return [];
        const told = ({ type, mean }: PairMean) => ({ type, value: mean.value });
        const other = least === most ? null : told(least);
        return [{ letter, most: told(most), least: other, apart: least.mean.high < most.mean.low }];
      }),
    },
  };
}
