import fc from "fast-check";
import { expect, test } from "vitest";
import { median } from "#lib/stats/median.ts";
import { RunningMedian } from "#lib/stats/running-median.ts";

test("after any coming and going it is the median of what is there", () => {
  const value = fc.integer({ min: 0, max: 40 }).map((n) => n / 4);
  fc.assert(
    fc.property(fc.array(fc.tuple(value, fc.boolean()), { maxLength: 200 }), (moves) => {
      const running = new RunningMedian();
      const there: number[] = [];
      for (const [value, comes] of moves) {
        const at = there.indexOf(value);
        if (comes || at < 0) {
          running.add(value);
          there.push(value);
        } else {
          running.remove(value);
          there.splice(at, 1);
        }
        expect(running.median()).toBe(median(there));
        expect(running.size).toBe(there.length);
      }
    }),
  );
});

test("what is not there cannot go", () => {
  const running = new RunningMedian();
  running.add(2);
  expect(() => running.remove(1)).toThrow(RangeError);
  expect(() => running.remove(3)).toThrow(RangeError);
});
