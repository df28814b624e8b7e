import { expect, test } from "vitest";
import { lbfgs } from "#lib/stats/lbfgs.ts";

test("Rosenbrock's valley", () => {
  const found = lbfgs(Float64Array.of(-1.2, 1), (x, gradient) => {
    const [a = NaN, b = NaN] = x;
    gradient[0] = -2 * (1 - a) - 400 * a * (b - a * a);
    gradient[1] = 200 * (b - a * a);
    return (1 - a) ** 2 + 100 * (b - a * a) ** 2;
  });
  expect(found[0]).toBeCloseTo(1, 4);
  expect(found[1]).toBeCloseTo(1, 4);
});

test("a badly scaled bowl in fifty dimensions; the start is left as it was", () => {
  const start = new Float64Array(50).fill(3);
  const found = lbfgs(
    start,
    (x, gradient) => {
      let value = 0;
      x.forEach((v, i) => {
        value += (i + 1) * (v - i) ** 2;
        gradient[i] = 2 * (i + 1) * (v - i);
      });
      return value;
    },
    500,
    1e-10,
  );
  found.forEach((v, i) => {
    expect(v).toBeCloseTo(i, 3);
  });
  expect(start.every((v) => v === 3)).toBe(true);
});
