import fc from "fast-check";
import { expect, test } from "vitest";
import { creditFor, fullCredit, mostVotes } from "#lib/teaming/votes.ts";

const votes = (labels: readonly number[]) => labels.map((label) => ({ label }));

test("a class has the majority only with more votes than every other", () => {
  expect(mostVotes(votes([2, 1, 2]))).toBe(2);
  expect(mostVotes(votes([1, 2]))).toBeNull();
  expect(mostVotes(votes([0, 1, 0, 1, 2]))).toBeNull();
  expect(mostVotes(votes([3]))).toBe(3);
  expect(mostVotes([])).toBeNull();
  expect(creditFor(1, votes([1, 2]))).toBe(fullCredit / 2);
  expect(creditFor(0, votes([1, 2]))).toBe(0);
});

test("credits of all classes make one vote, and neither order nor names of the classes matter", () => {
  const some = fc.array(fc.nat(4), { minLength: 1, maxLength: 9 });
  fc.assert(
    fc.property(some, (labels) => {
      const turned = labels.map((label) => 4 - label).reverse();
      const winner = mostVotes(votes(labels));
      expect(mostVotes(votes(turned))).toBe(winner === null ? null : 4 - winner);
      const all = [0, 1, 2, 3, 4].reduce((sum, label) => sum + creditFor(label, votes(labels)), 0);
      expect(all).toBe(fullCredit);
    }),
  );
});
