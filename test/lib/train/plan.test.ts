import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { phase } from "#lib/methods/method.ts";
import { planEpochs, sideOf } from "#lib/train/plan.ts";
import { lookaheadKeep, triangle } from "#lib/train/schedule.ts";

const part = (share: number, restart = false) => phase({ share, restart, loss: () => [tf.tensor1d([])] });

describe("planEpochs", () => {
  it("plans every epoch once, phases in order, whatever the shares", () => {
    const shares = fc.array(fc.double({ min: 0.01, max: 1, noNaN: true }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(shares, fc.integer({ min: 1, max: 60 }), (given, epochs) => {
        const plan = planEpochs(
          given.map((share) => part(share)),
          epochs,
        );
        expect(plan).toHaveLength(epochs);
        plan.forEach(({ index, done, length }, epoch) => {
          expect(done).toBeLessThan(length);
          if (epoch > 0) expect(index).toBeGreaterThanOrEqual(plan[epoch - 1]!.index);
        });
      }),
    );
  });

  it("the schedule begins anew where a phase restarts", () => {
    const plan = planEpochs([part(0.25), part(0.25), part(0.5, true)], 8);
    expect(plan.map(({ index }) => index)).toEqual([0, 0, 1, 1, 2, 2, 2, 2]);
    expect(plan.map(({ done }) => done)).toEqual([0, 1, 0, 1, 0, 1, 2, 3]);
    expect(plan.map(({ from, to }) => [from, to])).toEqual([
      ...Array.from({ length: 4 }, () => [0, 4]),
      ...Array.from({ length: 4 }, () => [4, 8]),
    ]);
  });
});

describe("schedules", () => {
  it("the triangle goes 0.2 → 1 at 23 % → 0.07", () => {
    expect([0, 0.23, 1].map(triangle)).toEqual([
      expect.closeTo(0.2),
      expect.closeTo(1),
      expect.closeTo(0.07),
    ]);
    expect(triangle(0.115)).toBeCloseTo(0.6);
  });

  it("the lookahead keeps nothing at first", () => {
    expect(lookaheadKeep(0)).toBe(0);
    expect(lookaheadKeep(1)).toBeCloseTo(0.7738, 4);
  });
});

describe("sideOf", () => {
  const options = { earlySide: 0.75, earlyShare: 0.6 };

  it("shows parts first and whole images at the end of each schedule", () => {
    const sides = (from: number, to: number, size: number) =>
      Array.from({ length: to - from }, (_, i) => sideOf(from + i, { from, to }, size, options));
    expect(sides(0, 5, 32)).toEqual([24, 24, 24, 32, 32]);
    expect(sides(5, 10, 32)).toEqual([24, 24, 24, 32, 32]);
    expect(sides(0, 1, 32)).toEqual([32]);
    expect(sides(0, 4, 16)).toEqual([16, 16, 16, 16]);
  });

  it("shows whole images only when no share is early", () => {
    expect(sideOf(0, { from: 0, to: 9 }, 32, { earlySide: 0.75, earlyShare: 0 })).toBe(32);
  });
});
