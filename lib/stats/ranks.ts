import { at } from "#lib/array.ts";

/**
 * Ranks 1 … n; equal values share the mean of theirs (midranks), so that the sum stays n(n + 1)/2.
 * @param values without NaN
 */
export function ranks(values: readonly number[] | Float64Array): Float64Array {
  const n = values.length;
  const order = Array.from({ length: n }, (_, i) => i).sort((a, b) => at(values, a) - at(values, b));
  const result = new Float64Array(n);
  for (let from = 0; from < n;) {
    let to = from + 1;
    while (to < n && values[at(order, to)] === values[at(order, from)]) to++;
    for (let i = from; i < to; i++) result[at(order, i)] = (from + 1 + to) / 2;
    from = to;
  }
  return result;
}
