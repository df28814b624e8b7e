import fc from "fast-check";
import { expect, test } from "vitest";
import { LabelsByItem } from "#lib/teaming/labels-by-item.ts";

test("holds what a map of maps would", () => {
  const move = fc.tuple(fc.nat(2), fc.nat(3), fc.option(fc.nat(4)));
  fc.assert(
    fc.property(fc.array(move, { maxLength: 60 }), (moves) => {
      const labels = new LabelsByItem(3);
      const plain = [0, 1, 2].map(() => new Map<number, number>());
      for (const [item, rater, label] of moves) {
        labels.set(item, rater, label);
        if (label === null) plain[item]?.delete(rater);
        else plain[item]?.set(rater, label);
        for (const [i, expected] of plain.entries()) {
          expect(new Map(labels.of(i).map((answer) => [answer.rater, answer.label]))).toEqual(expected);
          expect(labels.of(i)).toHaveLength(expected.size);
          for (const r of [0, 1, 2, 3]) expect(labels.get(i, r)).toBe(expected.get(r) ?? null);
        }
      }
    }),
  );
});
