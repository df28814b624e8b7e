import type { StudySettings } from "#lib/study/settings.ts";
import type { StudyRater } from "#lib/study/data/study.ts";
import type { Tallies } from "#lib/study/data/tallies.ts";

/**
 * Raters in the order that a reader chose for matrices. Humans stay before machines, except by accuracy;
 * within a group of machines the given order stays.
 * @param order "accuracy" is over every rater's own items with gold, highest first
 */
export function inOrder(
  raters: readonly StudyRater[],
  order: StudySettings["order"],
  tallies: Tallies,
): StudyRater[] {
  if (order === "given") return [...raters];
  if (order === "accuracy")
    return raters
      .map((rater) => ({ rater, accuracy: accuracyOf(tallies, rater) }))
      .sort((a, b) => b.accuracy - a.accuracy)
      .map(({ rater }) => rater);
  const key = ({ machine }: StudyRater) => machine?.[order] ?? "";
  // Groups come in the order of their first machine, not of the alphabet.
  const groups = [...new Set(raters.map(key))];
  const place = (rater: StudyRater) => (rater.kind === "human" ? -1 : groups.indexOf(key(rater)));
  return [...raters].sort((a, b) => place(a) - place(b));
}

function accuracyOf(tallies: Tallies, rater: StudyRater): number {
  const { right, n } = tallies.own(rater);
  return n === 0 ? -1 : right / n;
}
