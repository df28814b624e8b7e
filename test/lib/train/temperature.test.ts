import { describe, expect, it } from "vitest";
import { randomSource } from "#lib/random.ts";
import { softmaxRows } from "#lib/stats/softmax.ts";
import { fitNoisyTemperature, fitTemperature, likelihoodAt } from "#lib/train/temperature.ts";

describe("temperature", () => {
  // teaming_vectors.json, minimised in float64 with SciPy
  const logits = Float32Array.of(3, 0, 0, 0, 4, 1, 2, 2.2, 0, 0, 0, 5, 1, 3, 0, 4, 0, 1);
  const labels = Int32Array.of(0, 1, 0, 2, 0, 0);

  it("agrees with an independent minimiser", () => {
    expect(fitTemperature([logits], labels, 3)).toBeCloseTo(1.24979, 3);
    expect(likelihoodAt(1, [logits], labels, 3, null)).toBeCloseTo(0.5445335, 6);
    expect(likelihoodAt(1.24979, [logits], labels, 3, null)).toBeCloseTo(0.5285993, 6);
  });

  it("bears logits of any size", () => {
    const p = softmaxRows(Float32Array.of(8000, -8000, 0), 3, 2);
    expect(Array.from(p)).toEqual([1, 0, 0]);
  });

  it("finds the temperature behind noisy labels, where taking them at their word goes astray", () => {
    const random = randomSource(3);
    const [n, classes, distortion] = [6000, 4, 2.5];
    const normal = () => Math.sqrt(-2 * Math.log(1 - random.unit())) * Math.cos(2 * Math.PI * random.unit());
    const right = Float32Array.from({ length: n * classes }, () => 2.5 * normal());
    const p = softmaxRows(right, classes);
    const noisy = Int32Array.from({ length: n }, (_, row) => {
      let [class_, rest] = [0, random.unit() - p[row * classes]!];
      while (rest > 0 && class_ < classes - 1) rest -= p[row * classes + ++class_]!;
      return random.unit() < 0.2 ? (class_ + 1) % classes : class_;
    });
    const shown = right.map((z) => z * distortion); // a network that is 2.5 times too sure
    const fitted = fitNoisyTemperature([shown], noisy, classes);
    expect(fitted.temperature / distortion).toBeGreaterThan(0.9);
    expect(fitted.temperature / distortion).toBeLessThan(1.1);
    expect(fitted.transition[1]).toBeCloseTo(0.2, 1);
    expect(fitTemperature([shown], noisy, classes) / distortion).toBeGreaterThan(1.3);
  });
});
