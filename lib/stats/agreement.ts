import { pairSums, voteSums } from "#lib/stats/agreement-sums.ts";
import { dot } from "#lib/stats/numbers.ts";

/** Agreement beyond chance. 1: always agree; 0: as often as chance would; null: undefined. */

/**
 * Cohen's kappa of two raters: (p_o − p_e)/(1 − p_e), p_e from each rater's own class frequencies.
 * @param answers [K × K] items by (first's answer, second's answer)
 * @returns null without items, or where both gave one and the same class throughout (chance is 1)
 * Source: Cohen 1960.
 */
export function cohenKappa(answers: ArrayLike<number>, classes: number): number | null {
  const { n, observed, chance } = pairSums(answers, classes);
  return n === 0 ? null : beyond(observed, chance);
}

/**
 * Fleiss' kappa of m raters who all answered every item.
 * @param votes [n × K] votes by item and class, the same number m ≥ 2 in each row
 * @returns null without items, or where only one class was ever given
 * @throws RangeError where rows hold different numbers of votes, or fewer than two
 * Source: Fleiss 1971.
 */
export function fleissKappa(votes: ArrayLike<number>, classes: number): number | null {
  const { n, items, perClass } = voteSums(votes, classes, 0);
  const [first] = items;
  if (!first) return null;
  const raters = first.total;
  let agreement = 0;
  items.forEach(({ total, squares }, item) => {
    if (total !== raters || total < 2)
      throw new RangeError(`item ${item} has ${total} votes where each needs the same number, two or more`);
    agreement += (squares - total) / (total * (total - 1));
  });
  let chance = 0;
  for (const count of perClass) chance += (count / (n * raters)) ** 2;
  return beyond(agreement / n, chance);
}

/**
 * Krippendorff's alpha for nominal answers; answers may be missing.
 *   α = 1 − D_o/D_e, from the coincidences of pairs of answers within items
 * @param votes [n × K] votes by item and class; items with fewer than two votes say nothing and are left out
 * @returns null where no item has two votes, or where only one class was ever given
 * Source: Krippendorff 2011, “Computing Krippendorff's alpha-reliability”.
 */
export function krippendorffAlpha(votes: ArrayLike<number>, classes: number): number | null {
  const { items, perClass } = voteSums(votes, classes, 2);
  let [answers, observed] = [0, 0];
  for (const { total, squares } of items) {
    if (total === 0) continue;
    answers += total;
    // pairs that differ, each answer weighing 1/(total − 1)
    observed += (total * total - squares) / (total - 1);
  }
  if (answers === 0) return null;
  const expected = (answers * answers - dot(perClass, perClass)) / (answers - 1);
  return expected === 0 ? null : 1 - observed / expected;
}

const beyond = (observed: number, chance: number): number | null =>
  1 - chance < 1e-12 ? null : (observed - chance) / (1 - chance);
