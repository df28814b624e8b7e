import { describe, expect, test } from "vitest";
import type { OutlookPoint } from "#lib/teaming/outlook.ts";
import { toTheAim } from "#lib/teaming/to-the-aim.ts";

const point = (questions: number, accuracy: number, half = 0.02): OutlookPoint => ({
  ...{ eta: 0, questions, accuracy },
  ...{ low: accuracy - half, high: accuracy + half },
});
const now = point(0.5, 0.8);
const points: [OutlookPoint, ...OutlookPoint[]] = [now, point(0.7, 0.9), point(1.5, 0.94)];

describe("the way to an accuracy", () => {
  test("lies on the line between two points; its reach is where the interval's ends come to it", () => {
    // halfway to the first point: 0.1 questions more for each of 1,000 items; 0.8 ± 0.02 reach it a fifth before and after
    const way = toTheAim(points, 1000, 0.85);
    if (way.state !== "ahead") throw new Error(way.state);
    expect(way.questions).toBeCloseTo(100, 9);
    expect(way.low).toBeCloseTo(60, 9);
    expect(way.high).toBeCloseTo(140, 9);
  });
  test("where only the hopeful end comes to it in the end, the most that it may cost is not known", () => {
    expect(toTheAim(points, 1000, 0.935)).toMatchObject({ state: "ahead", high: null });
  });
  test("there already, and out of reach", () => {
    expect(toTheAim(points, 1000, 0.8)).toEqual({ state: "there" });
    expect(toTheAim(points, 1000, 0.8001)).toMatchObject({ state: "there" }); // less than half a question
    expect(toTheAim(points, 1000, 0.95)).toEqual({ state: "out of reach", best: 0.94 });
    expect(toTheAim([now], 1000, 0.9)).toEqual({ state: "out of reach", best: 0.8 });
  });
});
