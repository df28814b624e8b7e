import { argmaxBy } from "#lib/stats/argmax.ts";
import { refusal, worded } from "#lib/study/blocks.ts";
import {
  intervalsDefinition,
  type PairMatrix,
  pairMatrix,
  pairMatrixBody,
} from "#lib/study/beyond/pair-matrix.ts";
import type { PairMeasure } from "#lib/study/beyond/pair-measure.ts";
import { cohenWords } from "#lib/study/beyond/words.ts";
import { inOrder } from "#lib/study/data/rater-order.ts";
import type { Study } from "#lib/study/data/study.ts";
import type { Tallies } from "#lib/study/data/tallies.ts";
import { hasMatrices } from "#lib/study/data/wrong-answers.ts";
import type { Block } from "#lib/study/section.ts";
import type { StudySettings } from "#lib/study/settings.ts";

/** κ of every two raters. */
export function cohenBlock(
  study: Study,
  order: StudySettings["order"],
  tallies: Tallies,
  kappa: PairMeasure,
): Block {
  const head = {
    id: "cohen",
    title: "Cohen's kappa of every pair",
    definition: [
      "κ = (observed agreement − agreement by chance) / (1 − agreement by chance), where chance is what two raters with these frequencies of answers would reach if they answered independently: 1 is full agreement, 0 is chance. It needs no gold label and is over all items that both answered.",
      intervalsDefinition,
      "Beyond the study. Source: Cohen 1960, A coefficient of agreement for nominal scales; Fleiss, Cohen & Everitt 1969 for its variance.",
    ],
  };
  if (!hasMatrices(study)) return refusal(head, "fewer classes");
  const raters = inOrder(
    study.raters.filter(({ answers }) => answers.some((answer) => answer >= 0)),
    order,
    tallies,
  );
  const matrix = pairMatrix(study, raters, kappa);
  if (matrix.known.length === 0) return refusal(head, "two raters");
  return {
    ...head,
    items: "all items that both of a pair answered, with gold or without",
    body: pairMatrixBody(matrix, kappa, "sequential"),
    reading: extremes(matrix),
    failed: [],
  };
}

/** Of pairs without the aggregate, which agrees with the people that it is made of. */
function extremes({ known }: PairMatrix): Block["reading"] {
  const single = known.filter((pair) =>
    [pair.first, pair.second].every(({ source }) => source !== "aggregate"),
  );
  const most = single[argmaxBy(single, ({ value }) => value)];
  const least = single[argmaxBy(single, ({ value }) => -value)];
  if (!most || !least) return null;
  const named = ({ first, second, value }: typeof most) => ({
    ...{ first: first.name, second: second.name, value },
  });
  const numbers = { most: named(most), least: least === most ? null : named(least) };
  return worded({ verdict: null, numbers }, cohenWords);
}
