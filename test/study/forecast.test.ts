import { describe, expect, test } from "vitest";
import { at } from "#lib/array.ts";
import { randomSource } from "#lib/random.ts";
import { argmax } from "#lib/stats/argmax.ts";
import { dependenceIn } from "#lib/teaming/dependence.ts";
import { crossFit, crossFitted, foldOf } from "#lib/teaming/folds.ts";
import {
  accuracyAfter,
  bestEta,
  corrected,
  type Expectation,
  forecast,
  inRandomOrder,
  type OpenItem,
} from "#lib/teaming/forecast.ts";
import { pPlusLParams } from "#lib/teaming/p-plus-l/params.ts";
import { pPlusL } from "#lib/teaming/policies/p-plus-l.ts";
import { threshold } from "#lib/teaming/policies/threshold.ts";
import { replay } from "#lib/teaming/replay.ts";
import { type Answer, TeamDataBuilder } from "#lib/teaming/team-data.ts";
import { panelTest } from "./panel-test.ts";

const etas = Array.from({ length: 101 }, (_, step) => step / 100);

describe("what asking is expected to bring", () => {
  panelTest(
    "CIFAR-10N: before any question, within a point and a half of what asking then brings",
    (panel) => {
      const K = panel.classes.length;
      const [from, n] = [40_000, 6000];
      const machine = panel.raters.find(({ machine }) => machine?.method === "CE")?.machine;
      const people = panel.raters.filter(({ name }) => /^human\d$/.test(name));
      if (!machine) throw new Error("no machine");
      expect(people).toHaveLength(3);
      const rowOf = (i: number) => machine.probabilities.subarray((from + i) * K, (from + i + 1) * K);
      const answerOf = (i: number, nth: number): Answer | null => {
        const rater = (i + nth) % 3;
        return nth < 3 ? { rater, label: at(at(people, rater).answers, from + i) } : null;
      };
      const builder = new TeamDataBuilder(K);
      for (let i = 0; i < n; i++)
        builder.push(
          rowOf(i),
          at(panel.gold, from + i),
          [0, 1, 2].flatMap((nth) => answerOf(i, nth) ?? []),
        );
      const ids = Int32Array.from({ length: n }, (_, i) => i);
      const fits = crossFit(pPlusL, builder.done(), ids, 2, 1);
      const teamOf = crossFitted(pPlusL, fits, K);
      const known = fits.map((fit) => pPlusLParams.parse(fit).people);
      const data = builder.done();
      const dependence = dependenceIn(data, (i) => ({ team: teamOf(i), people: at(known, foldOf(i, 2)) }));
      const items = Array.from({ length: n }, (_, i): OpenItem => {
        const [team, machine] = [teamOf(i), rowOf(i)];
        return { machine, answers: [], team, world: team, people: at(known, foldOf(i, 2)), dependence };
      });

      const shares = [0.1, 0.3, 0.6];
      const played = replay(
        {
          n,
          machine: rowOf,
          answer: answerOf,
          gold: (i) => at(panel.gold, from + i),
          most: 3,
          belief: (i, seen) => teamOf(i).belief({ ...seen, eta: 1 }),
        },
        shares.map((share) => share * n),
      ).points;
      const curve = forecast(items, { asks: "in turn", most: 3, from: "now" }, etas, randomSource(1, 1));
      shares.forEach((share, b) =>
        expect(Math.abs((accuracyAfter(curve, share) ?? 0) - at(played, b).right / n)).toBeLessThan(0.015),
      );

      // the threshold rule at its usual best, one person an item
      const study = threshold.team(null, K);
      const rule = forecast(
        items.map((item) => ({ ...item, team: study })),
        { asks: "together", most: 1, from: "nothing" },
        etas,
        randomSource(1, 2),
      );
      let [right, asked] = [0, 0];
      const eta = 0.6;
      for (let i = 0; i < n; i++) {
        const top = argmax(rowOf(i));
        const deferred = at(rowOf(i), top) <= eta;
        if (deferred) asked++;
        right += Number((deferred ? answerOf(i, 0)?.label : top) === at(panel.gold, from + i));
      }
      const found = rule.find((each) => each.eta === eta);
      expect(found?.questions).toBeCloseTo(asked / n, 10);
      expect(Math.abs((found?.accuracy ?? 0) - right / n)).toBeLessThan(0.01);

      // least sure first is ahead of random order at the same questions
      const random = inRandomOrder(items, { most: 3, from: "now" }, randomSource(1, 3));
      const [none, one] = [at(random, 0).accuracy, at(random, 1).accuracy];
      expect(accuracyAfter(curve, 0.3)).toBeGreaterThan(none + 0.3 * (one - none) + 0.02);
    },
  );

  test("the best η weighs questions against mistakes", () => {
    const curve: Expectation[] = [
      { eta: 0, questions: 0, accuracy: 0.8, error: 0 },
      { eta: 0.5, questions: 0.2, accuracy: 0.9, error: 0 },
      { eta: 1, questions: 1, accuracy: 0.95, error: 0 },
    ];
    expect(bestEta(curve, 0)?.eta).toBe(0);
    expect(bestEta(curve, 5)?.eta).toBe(0.5); // .2 questions for .1 mistakes
    expect(bestEta(curve, 20)?.eta).toBe(1); // .8 more for .05
    expect(bestEta([], 5)).toBeNull();
    expect(accuracyAfter(curve, 0.1)).toBeCloseTo(0.85, 12);
    expect(accuracyAfter(curve, 2)).toBeNull();
    expect(corrected(curve, 0.2, 0.1).map(({ accuracy }) => accuracy)).toEqual([0.9, 0.95, 0.975]);
  });
});
