import { expect, test } from "vitest";
import { perProject } from "#db/views/per-project.ts";
import { newDatabase } from "./world.ts";

test("the projects used last are kept, as many as their items allow, and the newest whatever its size", () => {
  const of = perProject<number>((items) => items, 100);
  const [{ db }, { db: other }] = [newDatabase(), newDatabase()];
  const kept = of(db);
  const known = (...ids: number[]) => ids.filter((id) => kept.get(id) !== undefined);
  kept.set(1, 40);
  kept.set(2, 40);
  expect(known(1)).toEqual([1]); // used again: 2 is the oldest now
  kept.set(3, 40);
  expect(known(1, 2, 3)).toEqual([1, 3]);
  kept.set(4, 1000);
  expect(known(1, 2, 3, 4)).toEqual([4]);
  expect(of(db)).toBe(kept);
  expect(of(other).get(4)).toBeUndefined();
});
