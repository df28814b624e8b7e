/**
 * Where the largest of some values stands. For the smallest, negate the value; for the item itself,
 * `items[argmaxBy(items, valueOf)]`, which is undefined where there is no largest.
 * @param valueOf called once an item, in order
 * @returns index of the largest, the first of equal ones; −1 without items, or where any value is NaN
 */
export function argmaxBy<T>(items: readonly T[], valueOf: (item: T, at: number) => number): number {
  let [top, largest] = [-1, -Infinity];
  for (const [at, item] of items.entries()) {
    const value = valueOf(item, at);
    if (Number.isNaN(value)) return -1;
    if (top < 0 || value > largest) [top, largest] = [at, value];
  }
  return top;
}

/**
 * The same for one row of a table of numbers, without a call per value.
 * @param values rows, one after the other
 * @param from where the row begins; the table's beginning by default
 * @param length of the row; the whole table by default
 * @returns 0 … length − 1, the first of equal ones; −1 for an empty row, or one with a value that is NaN or missing
 */
export function argmax(values: ArrayLike<number>, from = 0, length = values.length): number {
  let [top, largest] = [-1, -Infinity];
  for (let k = 0; k < length; k++) {
    const value = values[from + k] ?? NaN;
    if (Number.isNaN(value)) return -1;
    if (top < 0 || value > largest) {
      top = k;
      largest = value;
    }
  }
  return top;
}

/**
 * The most probable class of one row of probabilities. Anything that is no probability distribution
 * is no answer: such an item is always deferred (NaN ≤ η is false, so a NaN kept as a confidence would
 * be accepted unseen).
 * @param p rows of probabilities, one after the other
 * @param from where the row begins
 * @param classes its length
 * @returns 0 … classes − 1; −1 where a value is negative or missing, or they do not add up to 1
 */
export function topClass(p: ArrayLike<number>, from: number, classes: number): number {
  let sum = 0;
  for (let k = 0; k < classes; k++) {
    const value = p[from + k] ?? NaN;
    if (!(value >= 0)) return -1;
    sum += value;
  }
  return Math.abs(sum - 1) < 1e-3 ? argmax(p, from, classes) : -1;
}
