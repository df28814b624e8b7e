import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { randomSource } from "#lib/random.ts";
import { beta, mixUp } from "#lib/train/mixup.ts";
import { train } from "#lib/train/train.ts";
import { colourWorld, recorder, small } from "#test/lib/train/world.ts";

test("draws are Beta(α, α)'s: mean ½, variance 1/(8α + 4)", () => {
  for (const alpha of [0.05, 0.2, 0.5, 1]) {
    const random = randomSource(7, alpha * 100);
    const drawn = Array.from({ length: 20_000 }, () => beta(alpha, random));
    const mean = drawn.reduce((sum, x) => sum + x, 0) / drawn.length;
    const variance = drawn.reduce((sum, x) => sum + (x - mean) ** 2, 0) / drawn.length;
    expect(drawn.every((x) => x >= 0 && x <= 1)).toBe(true);
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.015);
    expect(Math.abs(variance - 1 / (8 * alpha + 4))).toBeLessThan(0.006);
  }
});

describe("mixUp", () => {
  it("blends each example with its partner, images and labels by the same share, its own the larger", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.nat(50), (rows, seed) => {
        const images = Float32Array.from({ length: rows * 2 }, (_, i) => Math.sin(3 * i));
        const labels = Float32Array.from({ length: rows * rows }, (_, i) => Number(i % (rows + 1) === 0));
        const batch = { images: images.slice(), labels: labels.slice() };
        mixUp(batch, rows, 0.5, randomSource(seed));
        for (let row = 0; row < rows; row++) {
          const partner = rows - 1 - row;
          const own = batch.labels[row * rows + row] ?? NaN;
          if (partner !== row) expect(batch.labels[row * rows + partner]).toBeCloseTo(1 - own, 5);
          expect(own).toBeGreaterThanOrEqual(0.5);
          for (const i of [0, 1]) {
            const [here, there] = [images[row * 2 + i] ?? NaN, images[partner * 2 + i] ?? NaN];
            const wanted = partner === row ? here : own * here + (1 - own) * there;
            expect(batch.images[row * 2 + i]).toBeCloseTo(wanted, 5);
          }
        }
      }),
      { numRuns: 40 },
    );
  });
});

const world = colourWorld(96, 10, 3);

test("a training with blends is another one, and resumes exactly", async () => {
  const undisturbed = recorder();
  const whole = await train(world, { ...small, mixup: 0.4 }, undisturbed);
  expect(whole.probabilities).not.toEqual((await train(world, small, recorder())).probabilities);
  const rest = await train(world, { ...small, mixup: 0.4 }, recorder({}, undisturbed.saved[1]));
  expect(rest.probabilities).toEqual(whole.probabilities);
});

test("methods that cannot learn blends refuse them", async () => {
  for (const method of ["gce", "consistency"] as const)
    await expect(train(world, { ...small, method, mixup: 0.2 }, recorder())).rejects.toMatchObject({
      code: "invalid",
    });
});
