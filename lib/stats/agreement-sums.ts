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
  let [n, same, chance] = [0, 0, 0];
  for (let a = 0; a < classes; a++)
    for (let b = 0; b < classes; b++) {
      const count = answers[a * classes + b]!;
      n += count;
      first[a]! += count;
      second[b]! += count;
      if (a === b) same += count;
    }
  for (let k = 0; k < classes; k++) chance += (first[k]! / n) * (second[k]! / n);
  return { n, first, second, observed: same / n, chance };
}

/**
 * Of any number of raters' votes.
 * @param votes [n × K] votes by item and class
 * @param least items with fewer votes count as having none
 * @returns of each item its votes, and the sum of the squares of its votes by class [n]; of each class its votes [K]
 * @throws RangeError when the votes do not make rows of K
 */
export function voteSums(votes: ArrayLike<number>, classes: number, least: number) {
  const n = votes.length / classes;
  if (!Number.isInteger(n)) throw new RangeError(`${votes.length} votes do not make rows of ${classes}`);
  const [totals, squares] = [new Float64Array(n), new Float64Array(n)];
  const perClass = new Float64Array(classes);
  for (let item = 0; item < n; item++) {
    const at = item * classes;
    let total = 0;
    for (let k = 0; k < classes; k++) total += votes[at + k]!;
    if (total < least) continue;
    totals[item] = total;
    for (let k = 0; k < classes; k++) {
      const count = votes[at + k]!;
      squares[item]! += count * count;
      perClass[k]! += count;
    }
  }
  return { n, totals, squares, perClass };
}
