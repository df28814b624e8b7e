import { at } from "#lib/array.ts";

/**
 * Eigenvalues and eigenvectors of a symmetric matrix by cyclic Jacobi rotations: slow for large
 * matrices, but simple and accurate to rounding for the 12×12 one that whitening needs.
 * @param matrix n × n, row-major, symmetric
 * @returns values in descending order; vectors row by row (row i belongs to values[i]), orthonormal,
 *   each with its largest entry positive, so that the signs are determined
 * @throws RangeError if the matrix is not square
 * Source: Golub & Van Loan, Matrix Computations, §8.5.
 */
export function symmetricEigen(
  matrix: ArrayLike<number>,
  n: number,
): { values: number[]; vectors: number[][] } {
  if (matrix.length !== n * n)
    throw new RangeError(`A ${n}×${n} matrix has ${n * n} entries, not ${matrix.length}.`);
  const square = (entryOf: (i: number, j: number) => number) =>
    Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => entryOf(i, j)));
  const a = square((i, j) => at(matrix, i * n + j));
  const v = square((i, j) => Number(i === j));
  const SWEEPS = 60; // convergence is quadratic: a handful suffice, and NaN must not loop for ever

  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let off = 0;
    let diagonal = 0;
    for (const [i, row] of a.entries()) {
      for (const [j, x] of row.entries()) {
        if (i === j) diagonal += x ** 2;
        else off += x ** 2;
      }
    }
    if (off <= 1e-30 * diagonal) break;
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) rotate(a, v, p, q);
  }

  const pairs = a
    .map((row, i) => ({ value: at(row, i), vector: positive(v.map((own) => at(own, i))) }))
    .sort((one, other) => other.value - one.value);
  return { values: pairs.map(({ value }) => value), vectors: pairs.map(({ vector }) => vector) };
}

/** The vector, or its negative, with the largest entry positive. */
function positive(vector: number[]): number[] {
  const largest = vector.reduce((best, x) => (Math.abs(x) > Math.abs(best) ? x : best), 0);
  return largest < 0 ? vector.map((x) => -x) : vector;
}

/** One rotation in the plane (p, q) that makes a[p][q] zero; v accumulates it in its columns. */
function rotate(a: number[][], v: number[][], p: number, q: number): void {
  const [rowP, rowQ] = [at(a, p), at(a, q)];
  const off = at(rowP, q);
  if (off === 0) return;
  const theta = (at(rowQ, q) - at(rowP, p)) / (2 * off);
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  const rotateColumns = (rows: number[][]) => {
    for (const row of rows) {
      const [x, y] = [at(row, p), at(row, q)];
      row[p] = c * x - s * y;
      row[q] = s * x + c * y;
    }
  };
  rotateColumns(a);
  for (let k = 0; k < a.length; k++) {
    const [x, y] = [at(rowP, k), at(rowQ, k)];
    rowP[k] = c * x - s * y;
    rowQ[k] = s * x + c * y;
  }
  rotateColumns(v);
}
