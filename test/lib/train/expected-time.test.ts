import fc from "fast-check";
import { expect, test } from "vitest";
import { methods } from "#lib/methods/index.ts";
import {
  expectedTime,
  expectedTimeOfPanel,
  type TimedTraining,
  type TrainingShape,
} from "#lib/train/expected-time.ts";

const shape: TrainingShape = {
  ...{ method: "ce", backbone: "quick", network: "{}", encoderId: null, imageSize: 32 },
  ...{ epochs: 12, folds: 1, trainItems: 1000, predictedItems: 100 },
};
const timed = (change: Partial<TimedTraining> = {}): TimedTraining => ({ ...shape, seconds: 60, ...change });

test("the same training again is expected to take as long, in a range that holds it", () => {
  const range = expectedTime(shape, [timed()]);
  expect(range).toMatchObject({ trainings: 1, sameMethod: true });
  expect(range?.low).toBeLessThan(60);
  expect(range?.high).toBeGreaterThan(60);
});

test("what was never timed with the network is not guessed: other backbones, encoders and sizes say nothing", () => {
  const others = [timed({ backbone: "resnet20" }), timed({ encoderId: 1 }), timed({ imageSize: 64 })];
  others.push(timed({ network: '{"widths":[64,256,256]}' }));
  expect(expectedTime(shape, others)).toBeNull();
  expect(expectedTime(shape, [])).toBeNull();
  // features have no size
  const head = { ...shape, backbone: "linear", encoderId: 3 };
  expect(expectedTime(head, [timed({ ...head, imageSize: 128 })])).not.toBeNull();
});

const amounts = fc.record({
  epochs: fc.integer({ min: 1, max: 100 }),
  trainItems: fc.integer({ min: 1, max: 100_000 }),
  predictedItems: fc.integer({ min: 0, max: 100_000 }),
  folds: fc.integer({ min: 1, max: 10 }),
});

test("property: more epochs, items or folds never take less; more that was measured never widens the range", () => {
  fc.assert(
    fc.property(amounts, amounts, fc.double({ min: 0.1, max: 1e4, noNaN: true }), (a, b, seconds) => {
      const known = [timed({ seconds })];
      const less = {
        epochs: Math.min(a.epochs, b.epochs),
        trainItems: Math.min(a.trainItems, b.trainItems),
        predictedItems: Math.min(a.predictedItems, b.predictedItems),
        folds: Math.min(a.folds, b.folds),
      };
      const [one, other] = [less, a].map((each) => expectedTime({ ...shape, ...each }, known));
      expect(one!.low).toBeLessThanOrEqual(other!.low * (1 + 1e-9));
      expect(one!.high).toBeLessThanOrEqual(other!.high * (1 + 1e-9));
      const more = expectedTime(
        { ...shape, ...a },
        Array.from({ length: 5 }, () => known[0]!),
      );
      expect(more!.low).toBeGreaterThanOrEqual(other!.low * (1 - 1e-9));
      expect(more!.high).toBeLessThanOrEqual(other!.high * (1 + 1e-9));
    }),
  );
});

test("two networks take twice as long; another method's time stands in, with a wider range", () => {
  const [ce, two] = ["ce", "co-teaching"].map((method) => expectedTime({ ...shape, method }, [timed()]));
  expect(two?.sameMethod).toBe(false);
  expect(two!.high / ce!.high).toBeGreaterThan(2);
  expect(two!.high / two!.low).toBeGreaterThan(ce!.high / ce!.low);
});

test("a panel: the high end is the sum, the low end counts shared first epochs once, and one unknown makes all unknown", () => {
  const all = methods.map(({ id }) => ({ ...shape, method: id }));
  const known = [timed()];
  const sum = (end: "low" | "high") => all.reduce((total, one) => total + expectedTime(one, known)![end], 0);
  const panel = expectedTimeOfPanel([all], known);
  expect(panel?.high).toBeCloseTo(sum("high"), 6);
  expect(panel!.low).toBeLessThan(sum("low"));
  expect(panel!.low).toBeGreaterThan(sum("low") / 3);
  expect(expectedTimeOfPanel([all, [{ ...shape, backbone: "vgg" }]], known)).toBeNull();
  expect(expectedTimeOfPanel([], known)).toBeNull();
});
