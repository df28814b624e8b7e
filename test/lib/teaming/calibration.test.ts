import { expect, test } from "vitest";
import { randomSource } from "#lib/random.ts";
import { normalised } from "#lib/teaming/belief.ts";
import { calibrated, calibration, fitCalibration } from "#lib/teaming/calibration.ts";

/** A machine that says p, and labels drawn from softmax(log p / T + b). */
function drawn(n: number, classes: number, temperature: number, bias: readonly number[]) {
  const random = randomSource(7, n);
  const machine = new Float32Array(n * classes);
  const likelihood = new Float64Array(n * classes);
  for (let i = 0; i < n; i++) {
    const p = normalised(Float64Array.from({ length: classes }, () => 4 * random.unit()));
    machine.set(p, i * classes);
    const q = normalised(p.map((value, k) => Math.log(value) / temperature + (bias[k] ?? 0)));
    let [label, left] = [0, random.unit() - (q[0] ?? 0)];
    while (left > 0 && label < classes - 1) left -= q[++label] ?? 0;
    likelihood[i * classes + label] = 1;
  }
  return { classes, machine, likelihood, weight: new Float64Array(n).fill(1) };
}

/** Mean −log of the probability of the label. */
function loss(fitted: ReturnType<typeof fitCalibration>, data: ReturnType<typeof drawn>): number {
  const read = calibration.parse(fitted);
  const n = data.weight.length;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const q = normalised(calibrated(read, data.machine, i * data.classes, new Float64Array(data.classes)));
    sum -= q.reduce((logs, p, k) => logs + (data.likelihood[i * data.classes + k] ?? 0) * Math.log(p), 0);
  }
  return sum / n;
}

const plain = (classes: number, scale: number, bias: readonly number[]) => ({
  floor: 0,
  weights: Array.from({ length: classes * classes }, (_, j) => (j % (classes + 1) === 0 ? scale : 0)),
  bias: [...bias],
});

test.each([
  [3, 0.5, [0, 0, 0]],
  [3, 2, [0.4, -0.4, 0]],
  [5, 1, [0, 0.3, 0, -0.3, 0]],
])("%i classes at temperature %f: as likely as the truth itself", (classes, temperature, bias) => {
  const data = drawn(4000, classes, temperature, bias);
  const fitted = loss(fitCalibration(data), data);
  expect(fitted).toBeLessThan(loss(plain(classes, 1 / temperature, bias), data) + 0.003);
  if (temperature !== 1)
    expect(fitted).toBeLessThan(loss(plain(classes, 1, new Array<number>(classes).fill(0)), data) - 0.01);
});

test("with little to learn from it stays near the machine's word", () => {
  const data = drawn(5, 3, 1, [0, 0, 0]);
  const { weights, bias } = fitCalibration(data);
  weights.forEach((weight, j) => {
    if (j % 4 !== 0) expect(Math.abs(weight)).toBeLessThan(0.2);
  });
  for (const b of bias) expect(Math.abs(b)).toBeLessThan(0.5);
});

test("saturated probabilities do not make it certain", () => {
  const n = 400;
  const machine = new Float32Array(n * 2);
  const likelihood = new Float64Array(n * 2);
  for (let i = 0; i < n; i++) {
    machine[2 * i] = 1;
    likelihood[2 * i + (i % 10 === 0 ? 1 : 0)] = 1;
  }
  const read = calibration.parse(
    fitCalibration({ classes: 2, machine, likelihood, weight: new Float64Array(n).fill(1) }),
  );
  const [sure = NaN] = normalised(calibrated(read, machine, 0, new Float64Array(2)));
  expect(sure).toBeCloseTo(0.9, 1);
});
