import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeCheckpoint, encodeCheckpoint, type Checkpoint } from "#lib/train/checkpoint.ts";

const checkpoint: Checkpoint = {
  header: {
    options: { method: "ce", epochs: 3 },
    fingerprint: "abc",
    size: 32,
    width: null,
    classes: 10,
    normalisation: { mean: [0.1, 0.2, 0.3], deviation: [1, 2, 3] },
    temperature: 1.5,
    best: { epoch: 1, right: 0.75 },
    shared: 1,
    epoch: 2,
    history: [{ epoch: 1, loss: 1.5, trainAccuracy: 0.5, accuracy: null, validation: 0.5 }],
    seconds: 12.5,
    trainingSeconds: 10,
  },
  tensors: {
    "0/ä": { shape: [2, 2], data: Float32Array.of(1, -0, Infinity, 1e-40) },
    empty: { shape: [0], data: new Float32Array(0) },
    scalar: { shape: [], data: Float32Array.of(0.1) },
  },
};
const blob = encodeCheckpoint(checkpoint);

describe("checkpoint", () => {
  it("comes back as it was, bit for bit, also from the middle of a larger buffer", () => {
    expect(decodeCheckpoint(blob)).toEqual(checkpoint);
    const larger = new Uint8Array(blob.length + 7);
    larger.set(blob, 3);
    expect(decodeCheckpoint(larger.subarray(3, 3 + blob.length))).toEqual(checkpoint);
  });

  it("any changed or missing byte is noticed", () => {
    fc.assert(
      fc.property(fc.nat(blob.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const damaged = Uint8Array.from(blob);
        damaged[at]! ^= change;
        expect(() => decodeCheckpoint(damaged)).toThrow(/damaged|not a checkpoint|version/);
        expect(() => decodeCheckpoint(blob.subarray(0, at))).toThrow(/damaged|not a checkpoint|version/);
      }),
    );
  });

  it("another version is named", () => {
    const other = Uint8Array.from(blob);
    other[4] = 9;
    expect(() => decodeCheckpoint(other)).toThrow("version 9");
  });
});
