import fc from "fast-check";
import { expect, test } from "vitest";
import { classNamed, mergedClasses, merging } from "#lib/merged-classes.ts";

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

test("property: however classes are merged one after the other, each becomes one that stays, and the last wish holds", () => {
  const wishes = fc
    .integer({ min: 2, max: 12 })
    .chain((n) =>
      fc.tuple(fc.constant(n), fc.array(fc.tuple(fc.nat(n - 1), fc.nat(n - 1)), { maxLength: 30 })),
    );
  fc.assert(
    fc.property(wishes, ([n, pairs]) => {
      let into = Array.from({ length: n }, (_, label) => label);
      for (const [from, to] of pairs) {
        if (from === to) continue;
        const before = into;
        into = merging(into, from, to);
        expect(into.every((target) => into[target] === target)).toBe(true);
        expect(into[from]).toBe(into[to]);
        // whoever was one with `from` still is
        for (const [label, target] of before.entries())
          if (target === from) expect(into[label]).toBe(into[from]);
      }
      expect(mergedClasses(into.map(String), into, [])).not.toBeNull();
    }),
  );
});

test("a class is found by its name, whatever the case where that names one", () => {
  const classes = ["Cat", "dog", "DOG", "cow"];
  expect(
    ["Cat", "cat ", "COW", "dog", "DOG", "Dog", "sheep", ""].map((typed) => classNamed(classes, typed)),
  ).toEqual([0, 0, 3, 1, 2, null, null, null]);
});
