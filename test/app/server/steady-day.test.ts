import { expect, test } from "vitest";
import { steadyDay } from "#app/_server/hot/steady-day.ts";

test("another day is believed a minute after the last, so that telling the server days cannot keep it counting", () => {
  let now = 0;
  const dayOf = steadyDay(() => now);
  const told = new Set<number>();
  for (now = 0; now < 60_000; now += 50) told.add(dayOf(1, now));
  expect([...told]).toEqual([0]);
  expect(dayOf(2, 7)).toBe(7); // everybody has a day of their own
  now = 60_000;
  expect(dayOf(1, 5)).toBe(5);
  expect(dayOf(1, 0)).toBe(5);
});
