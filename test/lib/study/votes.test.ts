import fc from "fast-check";
import { expect, test } from "vitest";
import { commonestShare, voteCounter, votesEntropy } from "#lib/study/data/votes.ts";
import { human } from "./small.ts";

const K = 4;
const votes = fc.array(fc.array(fc.integer({ min: -1, max: K - 1 }), { minLength: 3, maxLength: 3 }), {
  minLength: 1,
  maxLength: 7,
});
const counted = (answers: readonly number[]): number[] =>
  Array.from({ length: K }, (_, k) => answers.filter((answer) => answer === k).length);

/** H = −Σ p_k ln p_k, with 0·ln 0 = 0, in nats. */
const entropyNats = (counts: readonly number[]): number => {
  const n = counts.reduce((sum, one) => sum + one, 0);
  return counts.reduce((sum, one) => (one === 0 ? sum : sum - (one / n) * Math.log(one / n)), 0);
};

test("entropy of 5, 3, 0 and 2 votes (SciPy 1.10.1 stats.entropy)", () => {
  expect(entropyNats([5, 3, 0, 2])).toBeCloseTo(1.0296530140645737, 12);
});

test("entropies and commonest shares are those of the votes without one's own", () => {
  fc.assert(
    fc.property(votes, (columns) => {
      const count = voteCounter(
        columns.map((column, nth) => human(String(nth), column)),
        K,
      );
      // items one after the other: nothing of an item may be left over for the next
      for (let item = 0; item < 3; item++) {
        const answers = columns.map((column) => column[item]!);
        const given = count(item);
        for (const own of [-1, ...answers.filter((answer) => answer >= 0)]) {
          const others = counted(answers);
          if (own >= 0) others[own]!--;
          const n = others.reduce((sum, one) => sum + one, 0);
          const share = commonestShare(given, own);
          if (n === 0) expect(share).toBeNaN();
          else expect(share).toBeCloseTo(Math.max(...others) / n, 12);
          const entropy = votesEntropy(given, own, answers);
          if (n < 2) expect(entropy).toBeNaN();
          else expect(entropy).toBeCloseTo(entropyNats(others), 12);
        }
      }
    }),
  );
});

test("three people, two of whom agree", () => {
  const count = voteCounter([human("a", [0]), human("b", [0]), human("c", [1])], K);
  expect(votesEntropy(count(0), -1, [0, 0, 1])).toBeCloseTo(0.6365141682948128, 12);
  expect(votesEntropy(count(0), 0, [0, 0, 1])).toBeCloseTo(Math.LN2, 12);
  expect(votesEntropy(count(0), 1, [0, 0, 1])).toBe(0);
  expect(commonestShare(count(0), 0)).toBe(1 / 2);
  expect(commonestShare(count(0), 1)).toBe(1);
});
