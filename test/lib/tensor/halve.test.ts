import fc from "fast-check";
import { expect, it } from "vitest";
import { halve } from "#lib/tensor/halve.ts";
import { ranked } from "#lib/tensor/rank.ts";
import { eager, numbers, once, traced, withGradients } from "#test/lib/tensor/compare.ts";

const [rows, columns] = [4, 6];
const shape = [1, rows, columns, 1];
const program = withGradients({ x: shape }, (inputs) => halve(ranked(inputs).rank4("x")));
/** what withGradients sends back through the six windows */
const upstream = numbers([1, rows / 2, columns / 2, 1], 1);

it("gives a window's gradient to its largest pixels, in equal shares", async () => {
  // few different values, so that most windows have more than one largest
  const images = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 24, maxLength: 24 });
  await fc.assert(
    fc.asyncProperty(images, async (pixels) => {
      for (const executor of [eager, traced()]) {
        const { outputs } = await once(executor, program, { x: Float32Array.from(pixels) });
        upstream.forEach((gradient, window) => {
          const first = 2 * Math.floor(window / 3) * columns + 2 * (window % 3);
          const places = [first, first + 1, first + columns, first + columns + 1];
          const largest = Math.max(...places.map((place) => pixels[place]!));
          const winners = places.filter((place) => pixels[place] === largest);
          expect(outputs["value"]![window]).toBe(largest);
          for (const place of places) {
            const share = winners.includes(place) ? gradient / winners.length : 0;
            expect(outputs["d_x"]![place]).toBeCloseTo(share, 5);
          }
        });
      }
    }),
    { numRuns: 20 },
  );
});
