import fc from "fast-check";
import { expect, test } from "vitest";
import { argmax } from "#lib/stats/argmax.ts";
import { normalised } from "#lib/teaming/belief.ts";
import { replay } from "#lib/teaming/replay.ts";
import type { Answer } from "#lib/teaming/team-data.ts";

const classes = 3;
const item = fc.record({
  machine: fc.array(fc.double({ min: 0.01, max: 1, noNaN: true }), {
    minLength: classes,
    maxLength: classes,
  }),
  answers: fc.array(fc.nat(classes - 1), { maxLength: 4 }),
  gold: fc.integer({ min: -1, max: classes - 1 }),
});

/** Votes on top of the machine's word. */
const belief = (machine: readonly number[], answers: readonly Answer[]): Float64Array => {
  const logs = Float64Array.from(machine, Math.log);
  for (const { label } of answers) logs[label] = (logs[label] ?? 0) + 1;
  return normalised(logs);
};

test("the heap asks as a search through all items does, one question after the other", () => {
  fc.assert(
    fc.property(fc.array(item, { minLength: 1, maxLength: 12 }), fc.nat(30), (items, questions) => {
      const answersOf = (i: number, n: number): Answer[] =>
        (items[i]?.answers ?? []).slice(0, n).map((label, rater) => ({ rater, label }));
      const beliefOf = (i: number, n: number) => belief(items[i]?.machine ?? [], answersOf(i, n));
      const given = items.map(() => 0);
      let asked = 0;
      while (asked < questions) {
        const scores = items.map(({ answers }, i) =>
          (given[i] ?? 0) < answers.length ? Math.max(...beliefOf(i, given[i] ?? 0)) : Infinity,
        );
        const least = Math.min(...scores);
        if (least === Infinity) break;
        const next = scores.indexOf(least);
        given[next] = (given[next] ?? 0) + 1;
        asked++;
      }
      const right = items.filter(({ gold }, i) => argmax(beliefOf(i, given[i] ?? 0)) === gold).length;
      const { points, evaluated } = replay(
        {
          n: items.length,
          machine: (i) => items[i]?.machine ?? null,
          answer: (i, nth) => answersOf(i, 9)[nth] ?? null,
          most: 9,
          belief: (_, { machine, answers }) => belief(Array.from(machine ?? []), answers),
          gold: (i) => items[i]?.gold ?? -1,
        },
        [questions],
      );
      const labels = Int32Array.from(items, (_, i) => argmax(beliefOf(i, given[i] ?? 0)));
      expect(points).toEqual([{ questions: asked, right, labels }]);
      expect(evaluated).toBe(items.filter(({ gold }) => gold >= 0).length);
    }),
  );
});
