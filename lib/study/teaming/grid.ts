/** Columns over the grid of η's. */

/** Columns added up, value by value [length]. */
export function sumOf(columns: readonly Iterable<number>[], length: number): Float64Array {
  const sums = new Float64Array(length);
  for (const column of columns) {
    let at = 0;
    for (const value of column) sums[at++]! += value;
  }
  return sums;
}

/** @throws RangeError for a place that is not on the grid */
export function valueAt(column: Float64Array, place: number | undefined): number {
  const value = place === undefined ? undefined : column[place];
  if (value === undefined) throw new RangeError(`there is no place ${place} on the grid`);
  return value;
}
