import fc from "fast-check";
import { expect, test } from "vitest";
import { mergedClasses } from "#lib/merged-classes.ts";

test("merged, kept and added", () => {
  expect(mergedClasses(["cat", "kitten", "dog"], [0, 0, 2], ["fox"])).toEqual({
    classes: ["cat", "dog", "fox"],
    classOf: [0, 0, 1],
  });
  expect(mergedClasses(["a", "b"], [1, 0], [])).toBeNull();
  expect(mergedClasses(["a", "b"], [0], [])).toBeNull();
  expect(mergedClasses(["a", "b"], [0, 7], [])).toBeNull();
});

test("property: a class that stays keeps its name and order, one that goes has the name of the class that it becomes", () => {
  const some = fc
    .integer({ min: 2, max: 30 })
    .chain((n) =>
      fc.tuple(
        fc.array(fc.boolean(), { minLength: n, maxLength: n }),
        fc.array(fc.nat(), { minLength: n, maxLength: n }),
      ),
    );
  fc.assert(
    fc.property(some, ([stay, picks]) => {
      const staying = stay.flatMap((stays, k) => (stays || k === 0 ? [k] : []));
      const into = stay.map((_, k) => (staying.includes(k) ? k : staying[picks[k]! % staying.length]!));
      const names = stay.map((_, k) => `class ${k}`);
      const made = mergedClasses(names, into, ["new"]);
      expect(made?.classes).toEqual([...staying.map((k) => names[k]), "new"]);
      for (const [k, to] of into.entries()) expect(made?.classes[made.classOf[k]!]).toBe(names[to]);
    }),
  );
});
