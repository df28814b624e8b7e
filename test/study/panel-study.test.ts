import { describe, expect, test } from "vitest";
import { aggregateOf, machinesOf, singleHumans, type Study } from "#lib/study/data/study.ts";
import { talliesOf } from "#lib/study/data/tallies.ts";
import { panelStudy } from "./panel-study.ts";

const study = panelStudy();

// Counts of the published label file, made once with Python's collections.Counter.
describe.skipIf(study === null)("CIFAR-10N, counted (skipped without ../shared/data)", () => {
  const N = 50_000;
  const whole = study!;
  /** gold on the images that the machines predicted only */
  const last = () => ({ ...whole, gold: whole.gold.map((label, item) => (item < N - 10_000 ? -1 : label)) });
  const right = (of: Study) => {
    const tallies = talliesOf(of);
    return [...singleHumans(of), aggregateOf(of)!].map((rater) => tallies.own(rater).right);
  };

  test("people are right on 82.766, 81.878 and 82.360 % of all images, and 82.78, 82.15, 83.23 % of the last", () => {
    expect(right(whole).slice(0, 3)).toEqual([41_383, 40_939, 41_180]);
    expect(right(last()).slice(0, 3)).toEqual([8278, 8215, 8323]);
  });

  test("their majority is on 91.18 %, one of the three drawn where all are different", () => {
    // 44,673 of the untied; gold is among the three on 2,749 of the 3,041 tied: a third of these, give or take 25
    expect(Math.abs((right(whole)[3] ?? 0) - (44_673 + 2749 / 3))).toBeLessThan(75);
  });

  test("two people agree on .716, .718, .712 of the images; 1 and 2 are both wrong on 5.02 %", () => {
    const { pair } = talliesOf(whole);
    const [one, two, three] = singleHumans(whole);
    const pairs = [pair(one!, two!), pair(one!, three!), pair(two!, three!)];
    expect(pairs.map(({ agree }) => agree / N)).toEqual([0.71612, 0.71818, 0.712]);
    expect(pairs[0]!.bothWrong).toBe(2512);
  });

  test("thirteen machines predicted the last 10,000 images, each its most probable class", () => {
    const machines = machinesOf(whole);
    expect(machines).toHaveLength(13);
    for (const { answers, machine } of machines) {
      expect(answers.findIndex((answer) => answer >= 0)).toBe(N - 10_000);
      expect(answers.slice(N - 10_000).every((answer) => answer >= 0)).toBe(true);
      expect(machine!.confidence[N - 10_001]).toBeNaN();
      expect(machine!.probabilities[(N - 1) * 10 + answers[N - 1]!]).toBe(machine!.confidence[N - 1]);
    }
  });
});
