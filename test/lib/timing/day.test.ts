import fc from "fast-check";
import { expect, test } from "vitest";
import { dayIn, dayOn, isZone, wallClock } from "#lib/timing/day.ts";

const hour = 60 * 60_000;
const zones = [
  "UTC",
  "Europe/Zurich",
  "America/New_York",
  "Asia/Kathmandu",
  "Pacific/Auckland",
  "America/Havana",
];

test("every instant lies in one day of its zone, which begins at midnight there or where the clock jumps over it", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.integer({ min: Date.UTC(2000, 0, 1) / 1000, max: Date.UTC(2040, 0, 1) / 1000 }),
      (zone, seconds) => {
        const now = seconds * 1000;
        const { start, end } = dayIn(zone, now);
        expect(start).toBeLessThanOrEqual(now);
        expect(end).toBeGreaterThan(now);
        expect(end - start).toBeGreaterThanOrEqual(23 * hour);
        expect(end - start).toBeLessThanOrEqual(25 * hour);
        const date = (at: number) => new Date(wallClock(zone, at)).toISOString().slice(0, 10);
        expect(date(start)).toBe(date(now));
        expect(date(end - 1)).toBe(date(now));
        expect(date(start - 1)).not.toBe(date(now));
        expect(dayIn(zone, end).start).toBe(end);
      },
    ),
    { numRuns: 300 },
  );
});

test("a day of the calendar is the one that its noon lies in, and where a clock leaves a day out it is empty", () => {
  const day = dayOn("Pacific/Auckland", "2026-11-27");
  expect(day).toEqual({ start: Date.UTC(2026, 10, 26, 11), end: Date.UTC(2026, 10, 27, 11) });
  expect(day).toEqual(dayIn("Pacific/Auckland", Date.UTC(2026, 10, 26, 23)));
  const skipped = dayOn("Pacific/Apia", "2011-12-30"); // the date line moved
  expect(skipped.end - skipped.start).toBe(0);
});

test("a summer's day in Zurich begins at 22:00 UTC, and there is no such zone as Mars", () => {
  expect(dayIn("Europe/Zurich", Date.UTC(2026, 6, 14, 12)).start).toBe(Date.UTC(2026, 6, 13, 22));
  expect(["Europe/Zurich", "UTC", "Mars/Olympus", "", "+02:00", "-05"].map(isZone)).toEqual([
    ...[true, true, false, false, false, false],
  ]);
});
