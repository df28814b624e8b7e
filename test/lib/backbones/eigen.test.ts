import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { symmetricEigen } from "#lib/backbones/eigen.ts";

const entry = fc.double({ min: -10, max: 10, noNaN: true });
const symmetric = fc.integer({ min: 1, max: 12 }).chain((n) =>
  fc.array(entry, { minLength: n * n, maxLength: n * n }).map((values) => ({
    n,
    matrix: values.map((_, i) => values[Math.min(i, (i % n) * n + Math.floor(i / n))]!),
  })),
);

describe("symmetricEigen", () => {
  it("gives back the matrix: V·diag(λ)·Vᵀ, with V orthonormal and λ descending", () => {
    fc.assert(
      fc.property(symmetric, ({ n, matrix }) => {
        const { values, vectors } = symmetricEigen(matrix, n);
        for (let i = 0; i < n; i++) {
          if (i > 0) expect(values[i]!).toBeLessThanOrEqual(values[i - 1]!);
          for (let j = 0; j < n; j++) {
            const dot = vectors[i]!.reduce((sum, x, k) => sum + x * vectors[j]![k]!, 0);
            expect(dot).toBeCloseTo(i === j ? 1 : 0, 9);
            const back = values.reduce((sum, value, k) => sum + value * vectors[k]![i]! * vectors[k]![j]!, 0);
            expect(back).toBeCloseTo(matrix[i * n + j]!, 8);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it("known values", () => {
    const { values, vectors } = symmetricEigen([2, 1, 1, 2], 2);
    expect(values).toEqual([expect.closeTo(3), expect.closeTo(1)]);
    expect(vectors[0]!.map(Math.abs)).toEqual([expect.closeTo(Math.SQRT1_2), expect.closeTo(Math.SQRT1_2)]);
  });

  it("refuses what is not square", () => {
    expect(() => symmetricEigen([1, 2, 3], 2)).toThrow(RangeError);
  });
});
