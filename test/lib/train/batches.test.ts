import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { epochBatches, peerBatch } from "#lib/train/batches.ts";
import { pictureSource, type Source } from "#lib/train/source.ts";
import { permutation, randomSource } from "#lib/random.ts";

const size = 3;
/** Image n is filled with n; the table gives the byte. */
const table = Float32Array.from({ length: 768 }, (_, i) => i & 255);
const sourceOf = (images: Uint8Array, side = size): Source =>
  pictureSource({ images, size: side, classes: 4 }, table);
const source = (n: number): Source =>
  sourceOf(Uint8Array.from({ length: n * size * size * 3 }, (_, i) => Math.floor(i / (size * size * 3))));
const items = (n: number) => ({
  rows: Int32Array.from({ length: n }, (_, i) => n - 1 - i),
  labels: Int32Array.from({ length: n }, (_, i) => i % 4),
});
const plain = { translate: 0, flip: false, cutout: 0, mixup: 0 };

describe("epochBatches", () => {
  it("serves each item at most once an epoch, all but a remainder, each with its own label", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 60 }),
        fc.integer({ min: 1, max: 20 }),
        fc.nat(5),
        (n, b, epoch) => {
          const batch = Math.min(b, n);
          const batches = epochBatches(source(n), items(n), plain, batch, { seed: 1, epoch, side: size });
          expect(batches.count).toBe(Math.floor(n / batch));
          const seen = new Set<number>();
          for (let index = 0; index < batches.count; index++) {
            const { positions, images, labels } = batches.at(index);
            expect(positions).toHaveLength(batch);
            positions.forEach((position, i) => {
              expect(seen.has(position)).toBe(false);
              seen.add(position);
              expect(images[i * size * size * 3]).toBe(items(n).rows[position]);
              expect(Array.from(labels.slice(i * 4, i * 4 + 4))).toEqual(
                [0, 1, 2, 3].map((k) => Number(k === position % 4)),
              );
            });
          }
          expect(seen.size).toBe(batches.count * batch);
        },
      ),
      { numRuns: 50 },
    );
  });

  it("repeats for the same seed and epoch, and changes with either", () => {
    const first = (seed: number, epoch: number) =>
      epochBatches(source(40), items(40), plain, 40, { seed, epoch, side: size }).at(0);
    expect(first(1, 2)).toEqual(first(1, 2));
    expect(first(1, 2).positions).not.toEqual(first(1, 3).positions);
    expect(first(1, 2).positions).not.toEqual(first(2, 2).positions);
  });

  it("cuts one square of the mean colour out of every image, of the asked side or cut off by the border", () => {
    const ones = sourceOf(new Uint8Array(30 * 8 * 8 * 3).fill(1), 8);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.nat(20), (cutout, epoch) => {
        const cut = { seed: 3, epoch, side: 8 };
        const { images } = epochBatches(ones, items(30), { ...plain, cutout }, 30, cut).at(0);
        for (let image = 0; image < 30; image++) {
          const holes: [x: number, y: number][] = [];
          for (let pixel = 0; pixel < 64; pixel++) {
            const at = (image * 64 + pixel) * 3;
            expect(new Set(images.subarray(at, at + 3)).size).toBe(1);
            if (images[at] === 0) holes.push([pixel % 8, pixel >> 3]);
          }
          const [xs, ys] = [holes.map(([x]) => x), holes.map(([, y]) => y)];
          const width = Math.max(...xs) - Math.min(...xs) + 1;
          const height = Math.max(...ys) - Math.min(...ys) + 1;
          expect(holes).toHaveLength(width * height);
          expect(Math.max(width, height)).toBeLessThanOrEqual(cutout);
          expect(Math.min(width, height)).toBeGreaterThanOrEqual(Math.floor(cutout / 2));
        }
      }),
      { numRuns: 20 },
    );
  });

  it("mirrors an item every other epoch, beginning with some half", () => {
    const ramp = sourceOf(Uint8Array.from({ length: 20 * 27 }, (_, i) => Math.floor(i / 3) % 3));
    const mirrored = (epoch: number) => {
      const { positions, images } = epochBatches(
        ramp,
        items(20),
        { translate: 0, flip: true, cutout: 0, mixup: 0 },
        20,
        {
          seed: 5,
          epoch,
          side: 3,
        },
      ).at(0);
      return new Map(Array.from(positions, (position, i) => [position, images[i * 27] === 2]));
    };
    const [first, second, third] = [mirrored(0), mirrored(1), mirrored(2)];
    for (const [position, flag] of first) {
      expect(second.get(position)).toBe(!flag);
      expect(third.get(position)).toBe(flag);
    }
    expect(new Set(first.values()).size).toBe(2);
  });
});

describe("parts of images", () => {
  it("cut out whole squares anywhere, in one piece, and mirror within the part", () => {
    const [n, whole, side] = [300, 8, 5];
    const grid = sourceOf(
      Uint8Array.from({ length: n * whole * whole * 3 }, (_, i) => Math.floor(i / 3) % (whole * whole)),
      whole,
    );
    const cut = { seed: 2, epoch: 0, side };
    const { images } = epochBatches(
      grid,
      items(n),
      { translate: 1, flip: true, cutout: 0, mixup: 0 },
      n,
      cut,
    ).at(0);
    expect(images).toHaveLength(n * side * side * 3);
    const corners = new Set<number>();
    for (let i = 0; i < n; i++) {
      const at = (y: number, x: number) => images[(i * side * side + y * side + x) * 3]!;
      const [y, x] = [Math.floor(at(2, 2) / whole), at(2, 2) % whole]; // the middle never is a reflection
      expect(Math.abs(at(2, 3) - at(2, 2))).toBe(1);
      expect(at(3, 2) - at(2, 2)).toBe(whole);
      corners.add(y * whole + x);
    }
    expect(corners.size).toBe(6 * 6); // centres from 1 to 6 each way: within, and one pixel beyond
  });
});

describe("peerBatch", () => {
  it("draws images and labels apart from each other", () => {
    const { images, labels } = peerBatch(
      source(200),
      items(200),
      plain,
      100,
      { seed: 1, epoch: 0, side: size },
      0,
    );
    const own = Array.from({ length: 100 }, (_, i) => {
      const position = 199 - images[i * 27]!;
      return labels[i * 4 + (position % 4)] === 1;
    });
    const agreeing = own.filter(Boolean).length;
    expect(agreeing).toBeGreaterThan(5);
    expect(agreeing).toBeLessThan(60);
  });
});

describe("random", () => {
  it("permutations hold every number once", () => {
    fc.assert(
      fc.property(fc.nat(100), fc.integer(), (n, seed) => {
        const order = permutation(n, randomSource(seed));
        expect(Array.from(order).sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i));
      }),
    );
  });

  it("neighbouring paths give unrelated numbers", () => {
    const draws = new Set(Array.from({ length: 200 }, (_, i) => randomSource(0, i >> 4, i & 15).unit()));
    expect(draws.size).toBe(200);
    const mean = [...draws].reduce((sum, x) => sum + x, 0) / 200;
    expect(mean).toBeGreaterThan(0.4);
    expect(mean).toBeLessThan(0.6);
  });
});
