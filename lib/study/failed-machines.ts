import { median } from "#lib/stats/median.ts";
import { namesOf } from "#lib/study/evaluated.ts";
import type { StudyRater } from "#lib/study/study.ts";
import type { Tallies } from "#lib/study/tallies.ts";

/** A machine with less than this share of the median machine's accuracy counts as failed. */
const failedShare = 0.5;

/**
 * Machines far below the others, as after a training that failed: one of them moves every mean over machines.
 * @param machines compared by their accuracy on their own items with gold
 */
export function failedMachines(machines: readonly StudyRater[], tallies: Tallies): StudyRater[] {
  const accuracies = machines.map((machine) => {
    const { right, n } = tallies.own(machine);
    return n === 0 ? 0 : right / n;
  });
  const usual = median(accuracies) ?? 0;
  return machines.filter((_, at) => accuracies[at]! < failedShare * usual);
}

/** Says so; "" where none failed. */
export const leftOutSentence = (failed: readonly StudyRater[]): string =>
  failed.length === 0
    ? ""
    : `Left out of what is said of machines as a group, far below the others as after a training that failed: ${namesOf(failed)}.`;
