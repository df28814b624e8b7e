import { at } from "#lib/array.ts";
import { permutation, randomSource } from "#lib/random.ts";
import { type Items, selectItems } from "#lib/train/items.ts";

/** Random splits of labelled items, stratified by label. */

const STREAM = 11;

/** All items sorted by label, in random order within each label. */
function byLabel(labels: Int32Array, seed: number): number[] {
  const order = permutation(labels.length, randomSource(seed, STREAM));
  return Array.from(order).sort((a, b) => at(labels, a) - at(labels, b));
}

/**
 * Deals items into `parts` folds whose sizes differ by at most one, also within each label.
 * @returns the fold of each item, 0 … parts − 1; depends on labels, parts and seed only
 */
export function dealt(labels: Int32Array, parts: number, seed: number): Int32Array {
  const folds = new Int32Array(labels.length);
  byLabel(labels, seed).forEach((item, turn) => (folds[item] = turn % parts));
  return folds;
}

/**
 * Splits off a validation set, for choosing an epoch and for calibration. Its labels are as noisy as
 * the others', and still tell which network is better: under class-conditional noise, as long as the
 * right label is the most frequent one, the classifier that agrees most with the noisy labels is also
 * the most accurate (Chen et al., AAAI 2021, “Robustness of accuracy metric and its inspirations in
 * learning with noisy labels”).
 * @param share of each label's items, 0 … 0.5
 */
export function splitValidation(
  items: Items,
  share: number,
  seed: number,
): { fit: Items; validation: Items } {
  const { labels } = items;
  const chosen = new Uint8Array(labels.length);
  // every (1/share)-th in an order sorted by label: the same share of each
  byLabel(labels, seed).forEach((item, turn) => {
    chosen[item] = Number(Math.floor((turn + 1) * share) > Math.floor(turn * share));
  });
  const part = (wanted: number) => selectItems(items, (item) => chosen[item] === wanted);
  return { fit: part(0), validation: part(1) };
}
