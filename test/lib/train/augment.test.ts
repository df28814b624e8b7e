import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { asStored, channelStatistics, normalisationTable, writeImage } from "#lib/train/augment.ts";
import { randomSource } from "#lib/random.ts";

const size = 6;
const length = size * size * 3;
const random = randomSource(3);
const images = Uint8Array.from({ length: 5 * length }, () => random.below(256));
/** the byte itself */
const identity = Float32Array.from({ length: 768 }, (_, i) => i & 255);
const view = fc.record({
  dx: fc.integer({ min: -3, max: 3 }),
  dy: fc.integer({ min: -3, max: 3 }),
  mirrored: fc.boolean(),
});

function written(row: number, how: { dx: number; dy: number; mirrored: boolean }): Float32Array {
  const out = new Float32Array(length);
  writeImage(out, 0, images, size, row, identity, how);
  return out;
}

describe("writeImage", () => {
  it("as stored: the image itself", () => {
    expect(Array.from(written(2, asStored))).toEqual(Array.from(images.slice(2 * length, 3 * length)));
  });

  it("invents nothing: every pixel is one of the image, the same for its three channels", () => {
    fc.assert(
      fc.property(view, (how) => {
        const pixels = new Set<string>();
        const original = images.subarray(length, 2 * length);
        for (let i = 0; i < length; i += 3) pixels.add(original.slice(i, i + 3).join());
        const out = written(1, how);
        for (let i = 0; i < length; i += 3) expect(pixels).toContain(out.slice(i, i + 3).join());
      }),
    );
  });

  it("shifts: away from the border a pixel comes from dx, dy further", () => {
    fc.assert(
      fc.property(view, ({ dx, dy }) => {
        const out = written(0, { dx, dy, mirrored: false });
        for (let y = 0; y < size; y++) {
          for (let x = 0; x < size; x++) {
            const [fromY, fromX] = [y + dy, x + dx];
            if (fromY < 0 || fromY >= size || fromX < 0 || fromX >= size) continue;
            expect(out[(y * size + x) * 3]).toBe(images[(fromY * size + fromX) * 3]);
          }
        }
      }),
    );
  });

  it("reflects at the border without repeating it", () => {
    const out = written(0, { dx: -2, dy: 0, mirrored: false });
    expect([0, 1, 2].map((x) => out[x * 3])).toEqual([2, 1, 0].map((x) => images[x * 3]));
  });

  it("mirrored twice is the original", () => {
    const once = written(0, { ...asStored, mirrored: true });
    for (let y = 0; y < size; y++) {
      for (let x = 0; x < size; x++) {
        expect(once[(y * size + size - 1 - x) * 3 + 1]).toBe(images[(y * size + x) * 3 + 1]);
      }
    }
  });
});

describe("normalisation", () => {
  it("gives the training images mean 0 and deviation 1 in each channel", () => {
    const rows = Int32Array.of(0, 2, 3);
    const table = normalisationTable(channelStatistics(images, size, rows));
    const out = new Float32Array(rows.length * length);
    rows.forEach((row, i) => writeImage(out, i * length, images, size, row, table, asStored));
    for (const channel of [0, 1, 2]) {
      const values = out.filter((_, i) => i % 3 === channel);
      const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
      expect(mean).toBeCloseTo(0, 5);
      expect(values.reduce((sum, x) => sum + x * x, 0) / values.length).toBeCloseTo(1, 5);
    }
  });

  it("survives a channel that never changes", () => {
    const flat = new Uint8Array(length).fill(128);
    expect(normalisationTable(channelStatistics(flat, size, Int32Array.of(0))).every(Number.isFinite)).toBe(
      true,
    );
  });
});
