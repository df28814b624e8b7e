import { describe, expect, test } from "vitest";
import { proportion } from "#lib/stats/proportion.ts";
import { outlookOf, type Reckoned } from "#lib/teaming/outlook.ts";

const point = (eta: number, questions: number, accuracy: number) => ({
  eta,
  questions,
  accuracy,
  error: 0.01,
});
const reckoned: Reckoned = {
  asked: 0.2,
  now: 0.9,
  // items without a prediction are asked at any η
  fromHere: [point(0, 0.5, 0.92), point(1, 2, 0.96)],
  fromNothing: [point(0, 0, 0.85), point(1, 2.5, 0.96)],
  random: [{ questions: 1, accuracy: 0.9 }],
  threshold: [point(0, 0, 0.85)],
};

describe("what asking is expected to bring", () => {
  test("begins with what the team is now, after what was asked; every η costs what is still to be asked", () => {
    const { now, fromHere, measured } = outlookOf(reckoned, proportion(0, 0));
    expect(measured).toBe(false);
    expect(now).toMatchObject({ questions: 0.2, accuracy: 0.9 });
    expect(fromHere.map(({ questions }) => questions)).toEqual([0.7, 2.2]);
  });

  test("is brought into line with the errors that gold shows", () => {
    const { now, fromHere } = outlookOf(reckoned, proportion(160, 200));
    expect(now.accuracy).toBeCloseTo(0.8, 12);
    expect(1 - (fromHere[1]?.accuracy ?? 0)).toBeCloseTo(0.08, 12);
    // twenty percent of errors are known to a fourteenth of themselves
    const { low, high } = proportion(160, 200);
    expect(now.high - now.low).toBeCloseTo((high ?? 0) - (low ?? 0), 12);
  });

  test("no error found is no certainty", () => {
    const { fromHere } = outlookOf(reckoned, proportion(50, 50));
    for (const { accuracy, low, high } of fromHere) {
      expect(low).toBeLessThan(accuracy - 0.01);
      expect(high).toBeGreaterThan(accuracy);
    }
  });
});
