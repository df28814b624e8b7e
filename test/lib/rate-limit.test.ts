import { expect, test } from "vitest";
import { rateLimit } from "#lib/rate-limit.ts";

test("a burst, then one at a time, each key for itself", () => {
  const limit = rateLimit({ size: 3, everyMs: 100 });
  expect([0, 0, 0].map((now) => limit.take("a", now))).toEqual([0, 0, 0]);
  expect(limit.take("a", 0)).toBe(100);
  expect(limit.take("b", 0)).toBe(0);
  // waiting as long as it says is enough, and a refused try costs nothing
  expect(limit.take("a", 50)).toBe(50);
  expect(limit.take("a", 100)).toBe(0);
  expect(limit.take("a", 100)).toBe(100);
  expect([1000, 1000, 1000, 1000].map((now) => limit.take("a", now))).toEqual([0, 0, 0, 100]);
});
