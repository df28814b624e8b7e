/** Reading arrays at computed indices, where a wrong index must stop the program and not become NaN. */

/** values[index]. @throws RangeError outside the array */
export function at<T>(values: ArrayLike<T>, index: number): T {
  const value = values[index];
  if (value === undefined)
    throw new RangeError(`There is no element ${index} in an array of ${values.length}.`);
  return value;
}

/** values[index] += amount. @throws RangeError outside the array */
export function add(values: Float32Array | Float64Array, index: number, amount: number): void {
  values[index] = at(values, index) + amount;
}

/** The two elements of an array of two. @throws RangeError when it has more or fewer */
export function pair<T>(values: ArrayLike<T>): [T, T] {
  if (values.length !== 2) throw new RangeError(`Two elements were expected, not ${values.length}.`);
  return [at(values, 0), at(values, 1)];
}
