import { expect, test } from "vitest";
import { formatCell, formatInterval, formatTick } from "#lib/figures/format.ts";
import { counted, duration, percent, points } from "#lib/numbers.ts";

test("each format as the pages write it", () => {
  expect(formatCell(0.853, "percent")).toBe("85.3 %");
  expect(formatCell(-0.004, "percent")).toBe("−0.4 %");
  expect(formatCell(0.012, "points")).toBe("+1.2");
  expect(formatCell(-0.012, "points")).toBe("−1.2");
  expect(formatCell(10_000, "count")).toBe("10,000");
  expect(formatCell(850.4, "ms")).toBe("850 ms");
  expect(formatCell(1240, "ms")).toBe("1.24 s");
  expect(formatCell(90_000, "ms")).toBe("1 min 30 s");
  expect(formatCell(12.571_234, "number")).toBe("12.57");
  expect(formatCell(-0.5, "number")).toBe("−0.5");
  expect(formatCell(0.000_012_345, "number")).toBe("1.23e−5");
  expect(formatCell("CE on human1", "text")).toBe("CE on human1");
});

test("durations carry over: never 60 s, 1000 ms or 60 min", () => {
  const said = [
    [999.4, "999 ms"],
    [999.6, "1.00 s"],
    [9994, "9.99 s"],
    [9996, "10.0 s"],
    [59_940, "59.9 s"],
    [59_960, "1 min"],
    [125_000, "2 min 5 s"],
    [3_599_600, "1 h 0 min"],
    [11_400_000, "3 h 10 min"],
    [-1240, "−1.24 s"],
    [null, "–"],
  ] as const;
  for (const [ms, text] of said) expect(duration(ms)).toBe(text);
});

test("more digits on demand, signs and dashes as in a table", () => {
  expect([percent(0.82825, 2), percent(0.8, 0), percent(undefined)]).toEqual(["82.83 %", "80 %", "–"]);
  expect([points(0.00254, 2), points(-0.00254, 2), points(-0.00004, 2)]).toEqual(["+0.25", "−0.25", "0.00"]);
  expect([counted(12_345), counted(null)]).toEqual(["12,345", "–"]);
});

test("p-values keep their size down to 1e-30; 0 and 1 stay as they are", () => {
  expect(formatCell(9.221e-26, "p")).toBe("9.2e-26");
  expect(formatCell(1.04e-30, "p")).toBe("1.0e-30");
  expect(formatCell(0.0312, "p")).toBe("0.031");
  expect(formatCell(0.00149, "p")).toBe("0.0015");
  expect(formatCell(1, "p")).toBe("1");
  expect(formatCell(0, "p")).toBe("0");
});

test("a difference that rounds to nothing has no sign", () => {
  for (const nothing of [0, 0.0004, -0.0004]) expect(formatCell(nothing, "points")).toBe("0.0");
});

test("what is unknown is a dash, never NaN or Infinity", () => {
  for (const format of ["percent", "points", "number", "count", "p", "ms"] as const)
    for (const unknown of [null, Number.NaN, Infinity]) expect(formatCell(unknown, format)).toBe("–");
  expect(formatCell({ value: 0.5, low: Number.NaN, high: Number.NaN }, "percent")).toBe("50.0 %");
});

test("an estimate brings its interval, the unit once", () => {
  const estimate = { value: 0.853, low: 0.846, high: 0.86 };
  expect(formatCell(estimate, "percent")).toBe("85.3 % (84.6 – 86.0)");
  expect(formatInterval({ value: -0.01, low: -0.02, high: 0.001 }, "points")).toBe("−2.0 – +0.1");
});

test("ticks leave out what is nothing", () => {
  expect(formatTick(0.8, "percent")).toBe("80 %");
  expect(formatTick(0.825, "percent")).toBe("82.5 %");
  expect(formatTick(-0.02, "points")).toBe("−2");
  expect(formatTick(1500, "ms")).toBe("1.5 s");
});
