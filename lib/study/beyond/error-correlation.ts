import { refusal, worded } from "#lib/study/blocks.ts";
import { intervalsDefinition, pairMatrix, pairMatrixBody } from "#lib/study/beyond/pair-matrix.ts";
import { type PairMean, type PairMeasure, pairMeans } from "#lib/study/beyond/pair-measure.ts";
import { phiMeasure } from "#lib/study/beyond/phi.ts";
import type { Common } from "#lib/study/data/common.ts";
import { type CorrelationFinding, correlationWords } from "#lib/study/beyond/words.ts";
import type { PairType } from "#lib/study/data/pairs.ts";
import { inOrder } from "#lib/study/data/rater-order.ts";
import type { Study } from "#lib/study/data/study.ts";
import type { Tallies } from "#lib/study/data/tallies.ts";
import type { Block } from "#lib/study/section.ts";
import type { StudySettings } from "#lib/study/settings.ts";

/** φ of every two raters. */
export function errorCorrelationBlock(
  study: Study,
  order: StudySettings["order"],
  tallies: Tallies,
  phi: PairMeasure,
  shared: Common,
): Block {
  const head = {
    id: "error-correlation",
    title: "Correlation of errors",
    definition: [
      "The correlation φ of two raters' being right, over the items with gold that both answered: 1 where they are right and wrong on the same items, 0 where one's errors say nothing about the other's, below 0 where they compensate for each other. Unlike matching it takes both raters' accuracy into account, and unlike agreement it is not inflated by easy items alone.",
      "What a team can gain comes from errors that are not shared: at equal accuracy, the lower φ, the more. The aggregate is made of the people's answers and correlates with them for that reason.",
      intervalsDefinition,
      "Beyond the study. Source: Steyvers et al., PNAS 2022, on why correlated errors limit teams; φ is Pearson's correlation of two yes/no columns.",
    ],
  };
  const raters = inOrder(
    study.raters.filter((rater) => tallies.own(rater).n > 0),
    order,
    tallies,
  );
  if (raters.length < 2) return refusal(head, "two raters with gold");
  const matrix = pairMatrix(study, raters, phi);
  if (matrix.known.length === 0) return refusal(head, "right and wrong");
  return {
    ...head,
    items: `the items with gold that both of a pair answered; means over pairs: ${shared.sentence}`,
    body: pairMatrixBody(matrix, phi, "diverging"),
    reading: worded(
      sharedErrors(phi.letter, pairMeans(shared.study, phiMeasure(shared.study, shared.tallies))),
      correlationWords,
    ),
    failed: [],
  };
}

const sharedErrors = (letter: string, means: readonly PairMean[]): CorrelationFinding => ({
  verdict: verdictOf(means),
  numbers: { letter, means: means.map(({ type, mean: { value } }) => ({ type, value })) },
});

function verdictOf(means: readonly PairMean[]): CorrelationFinding["verdict"] {
  const meanOf = (type: PairType) => means.find((of) => of.type === type)?.mean;
  const [machines, mixed] = [meanOf("machine–machine"), meanOf("human–machine")];
  if (!machines || !mixed) return null;
  if (machines.low > mixed.high) return "more";
  return machines.high < mixed.low ? "less" : "undecided";
}
