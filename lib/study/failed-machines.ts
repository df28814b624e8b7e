import { median } from "#lib/stats/median.ts";
import { namesOf } from "#lib/study/data/evaluated.ts";
import type { Block } from "#lib/study/section.ts";
import { type Study, type StudyRater, machinesOf } from "#lib/study/data/study.ts";
import type { Tallies } from "#lib/study/data/tallies.ts";

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

/** The study without them, for what is said of machines as a group; the very same study where none failed. */
export function withoutFailed(study: Study, tallies: Tallies): { study: Study; failed: StudyRater[] } {
  const failed = failedMachines(machinesOf(study), tallies);
  if (failed.length === 0) return { study, failed };
  return { study: { ...study, raters: study.raters.filter((rater) => !failed.includes(rater)) }, failed };
}

/** A block whose reading also names them. */
export const namingFailed = (block: Block, failed: readonly StudyRater[]): Block =>
  failed.length === 0 || block.body.kind === "refusal"
    ? block
    : { ...block, reading: `${block.reading} ${leftOutSentence(failed)}`.trim() };

/** Says so; "" where none failed. */
export const leftOutSentence = (failed: readonly StudyRater[]): string =>
  failed.length === 0
    ? ""
    : `Left out of what is said of machines as a group, far below the others as after a training that failed: ${namesOf(failed)}.`;
