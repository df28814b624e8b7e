import type { Items } from "#lib/train/batches.ts";
import { permutation, randomSource } from "#lib/random.ts";

/** Dividing labelled items by chance, each label in proportion. */

const STREAM = 11;

/**
 * Deals items into `parts` piles whose sizes differ by at most one, also within each label.
 * @returns the pile of each item, 0 … parts − 1; depends on labels, parts and seed only
 */
export function dealt(labels: Int32Array, parts: number, seed: number): Int32Array {
  const order = permutation(labels.length, randomSource(seed, STREAM));
  const byLabel = Array.from(order).sort((a, b) => labels[a]! - labels[b]!); // stable: chance within a label
  const piles = new Int32Array(labels.length);
  byLabel.forEach((item, turn) => (piles[item] = turn % parts));
  return piles;
}

/**
 * Puts a share of the items aside for choosing an epoch and for calibration: their labels are as
 * noisy as the others', which does not change which of two networks is better (METHODS: noisy
 * validation keeps the order while the right label is the most frequent one).
 * @param share 0 … 0.5
 */
export function held({ rows, labels }: Items, share: number, seed: number): { fit: Items; aside: Items } {
  const order = permutation(labels.length, randomSource(seed, STREAM));
  const byLabel = Array.from(order).sort((a, b) => labels[a]! - labels[b]!);
  const isAside = new Uint8Array(labels.length);
  // every (1/share)-th in an order sorted by label: the same share of each
  byLabel.forEach((item, turn) => {
    isAside[item] = Number(Math.floor((turn + 1) * share) > Math.floor(turn * share));
  });
  const part = (wanted: number): Items => ({
    rows: rows.filter((_, item) => isAside[item] === wanted),
    labels: labels.filter((_, item) => isAside[item] === wanted),
  });
  return { fit: part(0), aside: part(1) };
}
