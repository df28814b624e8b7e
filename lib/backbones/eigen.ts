/**
 * Eigenvalues and eigenvectors of a symmetric matrix by cyclic Jacobi rotations: slow for large
 * matrices, simple and accurate to rounding for the 12×12 one that whitening needs.
 * @param matrix n × n, row-major, symmetric
 * @returns values in descending order; vectors row by row (row i belongs to values[i]), orthonormal,
 *   each with its largest entry positive, so that the result does not depend on chance
 * @throws RangeError if the matrix is not square
 * Source: Golub & Van Loan, Matrix Computations, §8.5.
 */
export function symmetricEigen(
  matrix: ArrayLike<number>,
  n: number,
): { values: number[]; vectors: number[][] } {
  if (matrix.length !== n * n)
    throw new RangeError(`A ${n}×${n} matrix has ${n * n} entries, not ${matrix.length}.`);
  const a = Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => matrix[i * n + j]!));
  const v = Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => (i === j ? 1 : 0)));
  const SWEEPS = 60; // convergence is quadratic: a handful is enough, the bound is for NaN

  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let off = 0;
    let diagonal = 0;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        if (i === j) diagonal += a[i]![j]! ** 2;
        else off += a[i]![j]! ** 2;
      }
    }
    if (off <= 1e-30 * diagonal) break;
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) rotate(a, v, p, q);
  }

  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => a[j]![j]! - a[i]![i]!);
  return {
    values: order.map((i) => a[i]![i]!),
    vectors: order.map((i) => {
      const vector = v.map((row) => row[i]!);
      const largest = vector.reduce((best, x) => (Math.abs(x) > Math.abs(best) ? x : best), 0);
      return largest < 0 ? vector.map((x) => -x) : vector;
    }),
  };
}

/** One rotation in the plane (p, q) that makes a[p][q] zero; columns of v take part. */
function rotate(a: number[][], v: number[][], p: number, q: number): void {
  const n = a.length;
  if (a[p]![q] === 0) return;
  const theta = (a[q]![q]! - a[p]![p]!) / (2 * a[p]![q]!);
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  for (let k = 0; k < n; k++) {
    const [kp, kq] = [a[k]![p]!, a[k]![q]!];
    a[k]![p] = c * kp - s * kq;
    a[k]![q] = s * kp + c * kq;
  }
  for (let k = 0; k < n; k++) {
    const [pk, qk] = [a[p]![k]!, a[q]![k]!];
    a[p]![k] = c * pk - s * qk;
    a[q]![k] = s * pk + c * qk;
  }
  for (let k = 0; k < n; k++) {
    const [kp, kq] = [v[k]![p]!, v[k]![q]!];
    v[k]![p] = c * kp - s * kq;
    v[k]![q] = s * kp + c * kq;
  }
}
