import { dot, sum } from "#lib/stats/numbers.ts";

/** What measures of agreement, and how far items move them, are made of. */

/**
 * Of two raters' answers to the same items.
 * @param answers [K × K] items by (first's answer, second's answer)
 * @returns n items; how often each gave each class, first and second [K]; the share of equal answers, and the
 *   share that independent raters with these frequencies would have (both NaN without items)
 * @throws RangeError when the table is not K × K
 */
export function pairSums(answers: ArrayLike<number>, classes: number) {
  if (answers.length !== classes * classes)
    throw new RangeError(`a table of ${classes * classes} counts is needed, not ${answers.length}`);
  const [first, second] = [new Float64Array(classes), new Float64Array(classes)];
  let same = 0;
  for (let a = 0; a < classes; a++)
    for (let b = 0; b < classes; b++) {
      const count = answers[a * classes + b]!;
      first[a]! += count;
      second[b]! += count;
      if (a === b) same += count;
    }
  const n = sum(first);
  return { n, first, second, observed: same / n, chance: dot(first, second) / (n * n) };
}

/** An item's votes, and the sum of the squares of its votes by class. */
export type ItemVotes = { total: number; squares: number };

/**
 * Of any number of raters' votes.
 * @param votes [n × K] votes by item and class
 * @param min items with fewer votes count as having none
 * @returns each item's votes [n]; of each class its votes [K]
 * @throws RangeError when the votes do not make rows of K
 */
export function voteSums(votes: ArrayLike<number>, classes: number, min: number) {
  const n = votes.length / classes;
  if (!Number.isInteger(n)) throw new RangeError(`${votes.length} votes do not make rows of ${classes}`);
  const items: ItemVotes[] = [];
  const perClass = new Float64Array(classes);
  for (let from = 0; from < votes.length; from += classes) {
    let [total, squares] = [0, 0];
    for (let k = 0; k < classes; k++) {
      const count = votes[from + k]!;
      total += count;
      squares += count * count;
    }
    if (total < min) [total, squares] = [0, 0];
    else for (let k = 0; k < classes; k++) perClass[k]! += votes[from + k]!;
    items.push({ total, squares });
  }
  return { n, items, perClass };
}
