import { median } from "#lib/stats/median.ts";
import { memoise } from "#lib/study/data/memoise.ts";
import { type Study, type StudyRater, machinesOf } from "#lib/study/data/study.ts";

/** A machine with less than this share of the median machine's accuracy counts as failed. */
const failedShare = 0.5;

/**
 * Machines far below the others, as after a training run that failed: one of them shifts every mean over
 * machines. Compared by their accuracy on their own items with gold.
 */
export const failedMachines = memoise((study: Study): readonly StudyRater[] => {
  const machines = machinesOf(study).map((machine) => ({ machine, accuracy: accuracyOf(study, machine) }));
  const usual = median(machines.map(({ accuracy }) => accuracy)) ?? 0;
  return machines.flatMap(({ machine, accuracy }) => (accuracy < failedShare * usual ? [machine] : []));
});

/** The study without them, for what is said of machines as a group; the very same study where none failed. */
export const withoutFailed = memoise((study: Study): Study => {
  const failed = failedMachines(study);
  if (failed.length === 0) return study;
  return { ...study, raters: study.raters.filter((rater) => !failed.includes(rater)) };
});

/** On the items with gold that the rater answered; 0 without one. */
function accuracyOf({ gold }: Study, { answers }: StudyRater): number {
  let [right, n] = [0, 0];
  for (let item = 0; item < gold.length; item++) {
    if (answers[item] === -1 || gold[item] === -1) continue;
    n++;
    if (answers[item] === gold[item]) right++;
  }
  return n === 0 ? 0 : right / n;
}
