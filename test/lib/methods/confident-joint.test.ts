import { describe, expect, it } from "vitest";
import {
  classThresholds,
  confidentJoint,
  labelErrors,
  transitionFromJoint,
} from "#lib/methods/confident-joint.ts";
import { backward } from "#lib/methods/backward.ts";
import { forward } from "#lib/methods/forward.ts";

/** Worked by hand: six items, three classes. */
const labels = Int32Array.of(0, 0, 0, 1, 1, 2);
const p = Float32Array.from(
  [
    [0.9, 0.1, 0.0],
    [0.6, 0.3, 0.1],
    [0.1, 0.9, 0.0], // labelled 0, surely a 1
    [0.2, 0.7, 0.1],
    [0.5, 0.5, 0.0],
    [0.0, 0.2, 0.8],
  ].flat(),
);
// thresholds: (0.9 + 0.6 + 0.1)/3 = 0.5333, (0.7 + 0.5)/2 = 0.6, 0.8
// counted: 0→0, 0→0, 0→1, 1→1, item 4 reaches no threshold, 2→2

describe("confident joint", () => {
  it("agrees with the worked example", () => {
    const thresholds = classThresholds(p, labels, 3);
    [1.6 / 3, 0.6, 0.8].forEach((wanted, k) => expect(thresholds[k]!).toBeCloseTo(wanted, 6));
    expect(Array.from(confidentJoint(p, labels, 3))).toEqual([2, 1, 0, 0, 2, 0, 0, 0, 1]);
    const transition = transitionFromJoint(confidentJoint(p, labels, 3), 3);
    // of class 1: one labelled 0, two labelled 1
    [1, 0, 0, 1 / 3, 2 / 3, 0, 0, 0, 1].forEach((wanted, i) => expect(transition[i]!).toBeCloseTo(wanted, 4));
    expect(Array.from(labelErrors(p, labels, 3))).toEqual([0, 0, 1, 0, 0, 0]);
  });

  it("keeps labels that nobody else has, and classes that nobody is", () => {
    const joint = confidentJoint(Float32Array.of(0.5, 0.5, 0, 0.5, 0.5, 0), Int32Array.of(0, 0), 3);
    expect(joint.reduce((sum, count) => sum + count, 0)).toBe(2);
    const transition = transitionFromJoint(joint, 3);
    expect(transition[8]).toBeCloseTo(1, 4);
    expect(transition.every(Number.isFinite)).toBe(true);
  });

  it("finds flipped labels among sure predictions, and few others", () => {
    const n = 300;
    const truth = Int32Array.from({ length: n }, (_, i) => i % 3);
    const given = truth.map((label, i) => (i % 10 === 0 ? (label + 1) % 3 : label));
    const sure = Float32Array.from({ length: n * 3 }, (_, i) =>
      truth[Math.floor(i / 3)] === i % 3 ? 0.8 : 0.1,
    );
    const errors = labelErrors(sure, given, 3);
    expect(Array.from(errors)).toEqual(Array.from(given, (label, i) => Number(label !== truth[i])));
  });
});

describe("transition matrix given by hand", () => {
  const given = [
    [0.9, 0.1],
    [0.2, 0.8],
  ];
  it("is taken as it is by forward and backward correction", async () => {
    for (const method of [forward, backward]) {
      const phase = method.plan({ transition: given }).at(-1)!;
      const view = {
        classes: 2,
        labels,
        epoch: 0,
        progress: 0,
        memory: {},
        predict: () => Promise.reject(new Error()),
      };
      const memory = await phase.between!(view);
      expect(Array.from(memory.transition!)).toEqual([0.9, 0.1, 0.2, 0.8].map(Math.fround));
      await expect(Promise.resolve().then(() => phase.between!({ ...view, classes: 3 }))).rejects.toThrow(
        "is for 2 classes, not 3",
      );
    }
  });

  it("is refused when it is none", () => {
    expect(() =>
      forward.plan({
        transition: [
          [0.5, 0.4],
          [0, 1],
        ],
      }),
    ).toThrow(/sum to 1/);
    expect(() => forward.plan({ transition: [[1]].concat([[0, 1]]) })).toThrow(/square/);
    expect(() => forward.plan({ transition: "oracle" })).toThrow();
  });
});
