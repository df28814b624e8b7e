/** Agreement beyond chance. 1: always agree; 0: as often as chance would; null: undefined. */

/**
 * Cohen's kappa of two raters: (p_o − p_e)/(1 − p_e), p_e from each rater's own class frequencies.
 * @param answers [K × K] items by (first's answer, second's answer)
 * @returns null without items, or where both gave one and the same class throughout (chance is 1)
 * Source: Cohen 1960.
 */
export function cohenKappa(answers: ArrayLike<number>, classes: number): number | null {
  requireShape(answers, classes * classes);
  const [first, second] = [new Float64Array(classes), new Float64Array(classes)];
  let n = 0;
  let same = 0;
  for (let a = 0; a < classes; a++)
    for (let b = 0; b < classes; b++) {
      const count = answers[a * classes + b]!;
      n += count;
      first[a]! += count;
      second[b]! += count;
      if (a === b) same += count;
    }
  if (n === 0) return null;
  let chance = 0;
  for (let k = 0; k < classes; k++) chance += (first[k]! / n) * (second[k]! / n);
  return beyond(same / n, chance);
}

/**
 * Fleiss' kappa of m raters who all answered every item.
 * @param votes [n × K] votes by item and class, the same number m ≥ 2 in each row
 * @returns null without items, or where only one class was ever given
 * @throws RangeError where rows hold different numbers of votes, or fewer than two
 * Source: Fleiss 1971.
 */
export function fleissKappa(votes: ArrayLike<number>, classes: number): number | null {
  const n = rowsOf(votes, classes);
  if (n === 0) return null;
  const perClass = new Float64Array(classes);
  let raters = -1;
  let agreement = 0;
  for (let i = 0; i < n; i++) {
    let total = 0;
    let squares = 0;
    for (let k = 0; k < classes; k++) {
      const count = votes[i * classes + k]!;
      total += count;
      squares += count * count;
      perClass[k]! += count;
    }
    if (raters === -1) raters = total;
    if (total !== raters || total < 2)
      throw new RangeError(`item ${i} has ${total} votes where each needs the same number, two or more`);
    agreement += (squares - total) / (total * (total - 1));
  }
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
  const n = rowsOf(votes, classes);
  const perClass = new Float64Array(classes);
  let pairable = 0;
  let observed = 0;
  for (let i = 0; i < n; i++) {
    let total = 0;
    let squares = 0;
    for (let k = 0; k < classes; k++) {
      const count = votes[i * classes + k]!;
      total += count;
      squares += count * count;
    }
    if (total < 2) continue;
    pairable += total;
    for (let k = 0; k < classes; k++) perClass[k]! += votes[i * classes + k]!;
    // pairs that differ, each answer weighing 1/(total − 1)
    observed += (total * total - squares) / (total - 1);
  }
  if (pairable === 0) return null;
  let squares = 0;
  for (const count of perClass) squares += count * count;
  const expected = (pairable * pairable - squares) / (pairable - 1);
  return expected === 0 ? null : 1 - observed / expected;
}

const beyond = (observed: number, chance: number): number | null =>
  1 - chance < 1e-12 ? null : (observed - chance) / (1 - chance);

function requireShape(values: ArrayLike<number>, size: number): void {
  if (values.length !== size)
    throw new RangeError(`a table of ${size} counts is needed, not ${values.length}`);
}

function rowsOf(votes: ArrayLike<number>, classes: number): number {
  const n = votes.length / classes;
  if (!Number.isInteger(n)) throw new RangeError(`${votes.length} votes do not make rows of ${classes}`);
  return n;
}
