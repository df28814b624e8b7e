import { expect, test } from "vitest";
import { openComplaints } from "#app/_server/complaints.ts";

test("each network may cause some lines, all together some more, and what is left out is counted", () => {
  let now = 0;
  const told: Record<string, number>[] = [];
  const { mention, count } = openComplaints(
    () => now,
    (leftOut) => told.push(leftOut),
  );
  const written = (network: string, times: number) => {
    let lines = 0;
    for (let i = 0; i < times; i++) mention(network, () => lines++);
    return lines;
  };
  expect(written("192.0.2.1", 1000)).toBe(20);
  expect(written("192.0.2.2", 5)).toBe(5);
  count();
  count();
  expect(told).toEqual([{ "192.0.2.1": 980 }]);
  now = 60_000;
  expect(written("192.0.2.1", 1000)).toBe(6);
  let lines = 0;
  for (let i = 0; i < 1000; i++) lines += written(`198.51.100.${i}`, 1);
  expect(lines).toBeLessThan(250);
  count();
  const last = told.at(-1) ?? {};
  expect(Object.keys(last).length).toBeLessThanOrEqual(21);
  expect(Object.values(last).reduce((a, b) => a + b, 0)).toBe(994 + 1000 - lines);
});
