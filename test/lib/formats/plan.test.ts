import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkClasses, parseClasses, sortClasses } from "#lib/formats/classes.ts";
import type { ImageSource } from "#lib/formats/image-source.ts";
import { type SplitOption, splitOption } from "#lib/formats/import-options.ts";
import type { LabelRow, LabelTable } from "#lib/formats/label-table.ts";
import { planImport } from "#lib/formats/plan.ts";
import { assignSplits } from "#lib/formats/split.ts";
import { uniform } from "#lib/uniform.ts";

const sourceOf = (names: string[], extra: Partial<ImageSource> = {}): ImageSource => ({
  names,
  problems: [],
  skipped: [],
  read: () => Promise.resolve(new Uint8Array()),
  close: () => Promise.resolve(),
  ...extra,
});

function tableOf(rows: (Partial<LabelRow> & { file: string })[], humans: string[] = []): LabelTable {
  async function* all(): AsyncGenerator<LabelRow> {
    for (const [index, row] of rows.entries())
      yield await Promise.resolve({
        row: index + 2,
        gold: "",
        humans: humans.map(() => ""),
        times: humans.map(() => null),
        split: "",
        ...row,
      });
  }
  return { humans, rows: all() };
}

const none: { classes: string[] | null; split: SplitOption } = { classes: null, split: { kind: "none" } };

describe("classes", () => {
  test("those that occur, in alphabetical order with numbers by value", async () => {
    const table = tableOf([
      { file: "a", gold: "10" },
      { file: "b", gold: "9" },
      { file: "c", gold: "cat" },
    ]);
    const plan = await planImport(sourceOf(["a", "b", "c"]), table, none, null);
    expect(plan.classes).toEqual(["9", "10", "cat"]);
    expect(plan.items.map(({ gold }) => gold)).toEqual([1, 0, 2]);
    expect(sortClasses(["b", "A", "a", "class 10", "class 9"])).toEqual([
      "a",
      "A",
      "b",
      "class 9",
      "class 10",
    ]);
  });

  test("a given list keeps its order, and what is not in it is a problem", async () => {
    const table = tableOf(
      [
        { file: "a", gold: "dog" },
        { file: "b", gold: "cow", humans: ["cat"] },
      ],
      ["h"],
    );
    const plan = await planImport(sourceOf(["a", "b"]), table, { ...none, classes: [" dog", "cat"] }, null);
    expect(plan.classes).toEqual(["dog", "cat"]);
    expect(plan.items.map(({ name, gold }) => [name, gold])).toEqual([["a", 0]]);
    expect(plan.problems).toEqual([{ row: 3, file: "b", reason: "“cow” is not one of the classes." }]);
  });

  test("a project needs two", () => {
    for (const names of [[], ["cat"]]) expect(() => checkClasses(names)).toThrow("at least two");
  });

  test("are typed one a line, where commas belong to a name, or on one line between commas", () => {
    expect(parseClasses(" cat, dog ,cow")).toEqual(["cat", "dog", "cow"]);
    expect(parseClasses("tench, Tinca tinca\r\n\n  goldfish \n")).toEqual(["tench, Tinca tinca", "goldfish"]);
    expect(parseClasses(" \n ")).toBeNull();
    expect(() => checkClasses(parseClasses("cat,,dog") ?? [])).toThrow("blank");
  });

  test("a project keeps its classes", async () => {
    const plan = () =>
      planImport(sourceOf(["a"]), tableOf([{ file: "a", gold: "cow" }]), none, ["cat", "dog"]);
    expect((await plan()).problems).toHaveLength(1);
    const other = { ...none, classes: ["dog", "cat"] };
    await expect(planImport(sourceOf(["a"]), null, other, ["cat", "dog"])).rejects.toThrow(
      "with other classes",
    );
  });

  test("without any there is nothing to import", async () => {
    await expect(planImport(sourceOf(["a.png"]), null, none, null)).rejects.toThrow(
      "There are no classes yet",
    );
    await expect(planImport(sourceOf([]), null, none, null)).rejects.toThrow("no images");
  });
});

describe("rows and images", () => {
  test("without a table, folders name the class", async () => {
    const plan = await planImport(
      sourceOf(["train/cat/1.png", "train/dog/1.png", "x.png"]),
      null,
      none,
      null,
    );
    expect(plan.items.map(({ name, gold }) => [name, gold])).toEqual([
      ["train/cat/1.png", 0],
      ["train/dog/1.png", 1],
      ["x.png", null],
    ]);
  });

  test("folders that are none of the listed classes, or hold everything, are no labels", async () => {
    const golds = async (names: string[], classes: string[] | null, known: string[] | null = null) =>
      (await planImport(sourceOf(names), null, { ...none, classes }, known)).items.map(({ gold }) => gold);
    expect(await golds(["batch/1.png", "batch/2.png"], ["cat", "dog"])).toEqual([null, null]);
    expect(await golds(["a/1.png", "b/2.png"], null, ["cat", "dog"])).toEqual([null, null]);
    expect(await golds(["cat/1.png", "dog/2.png"], ["dog", "cat"])).toEqual([1, 0]);
    const mixed = await planImport(
      sourceOf(["cat/1.png", "catt/2.png"]),
      null,
      { ...none, classes: ["cat", "dog"] },
      null,
    );
    expect(mixed.problems).toEqual([
      { row: null, file: "catt/2.png", reason: "“catt” is not one of the classes." },
    ]);
    await expect(golds(["batch/1.png", "batch/2.png"], null)).rejects.toThrow("There are no classes yet");
  });

  test("every kind of bad row is named with its row; the others stay", async () => {
    const source = sourceOf(["a.png", "b.png", "c.png", "d.png"], {
      problems: [{ file: "b.png", reason: "twice" }],
      skipped: [".DS_Store", "Thumbs.db"],
    });
    const table = tableOf([
      { file: "a.png", gold: "cat" },
      { file: "" },
      { file: "no.png", gold: "cat" },
      { file: "a.png", gold: "dog" },
      { file: "b.png", gold: "dog", problem: "The row is too short." },
      { file: "../a.png", gold: "dog" },
      { file: "d.png", gold: "dog" },
    ]);
    const plan = await planImport(source, table, none, null);
    expect(plan.rows).toBe(7);
    expect(plan.items.map(({ name }) => name)).toEqual(["a.png", "d.png"]);
    expect(plan.problems).toEqual([
      { row: null, file: "b.png", reason: "twice" },
      { row: 3, file: "", reason: "The row names no file." },
      { row: 4, file: "no.png", reason: "There is no such image." },
      { row: 5, file: "a.png", reason: "The image is named before, in row 2." },
      { row: 6, file: "b.png", reason: "The row is too short." },
      { row: 7, file: "../a.png", reason: "There is no such image." },
    ]);
    expect(plan.notes).toEqual([
      {
        row: null,
        file: "b.png",
        reason: "Note: not named in the label file, so not imported (and 1 more).",
      },
      { row: null, file: ".DS_Store", reason: "Note: a system file or a link, so passed over (and 1 more)." },
    ]);
  });

  test("names are found below one common folder, in another Unicode form and with a leading ./", async () => {
    const source = sourceOf(["data/b/x.png", "data/e\u0301.png"]);
    const table = tableOf([
      { file: "./b/x.png", gold: "p" },
      { file: "é.png", gold: "q" },
    ]);
    const plan = await planImport(source, table, none, null);
    expect(plan.items.map(({ name, image }) => [name, image])).toEqual([
      ["b/x.png", "data/b/x.png"],
      ["é.png", "data/e\u0301.png"],
    ]);
  });
});

describe("splits", () => {
  const named = (names: string[]) =>
    names.map((name, position) => ({ name, position, split: null as "train" | "test" | null }));

  test("first: by row, so that a bad row shifts nothing", async () => {
    const table = tableOf([
      { file: "no", gold: "x" },
      { file: "a", gold: "x" },
      { file: "b", gold: "y" },
    ]);
    const plan = await planImport(
      sourceOf(["a", "b"]),
      table,
      { ...none, split: { kind: "first", train: 2 } },
      null,
    );
    expect(plan.items.map(({ split }) => split)).toEqual(["train", "test"]);
  });

  test("fraction: exact, the same for the same names in any order, another for another seed", () =>
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 60 }),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        (names, share) => {
          const items = named(names);
          const backwards = named([...names].reverse());
          assignSplits(items, { kind: "fraction", test: share, seed: 3 });
          assignSplits(backwards, { kind: "fraction", test: share, seed: 3 });
          const test = (list: typeof items) =>
            new Set(list.filter((i) => i.split === "test").map((i) => i.name));
          expect(test(items).size).toBe(Math.round(share * names.length));
          expect(test(backwards)).toEqual(test(items));
        },
      ),
    ));

  test("fraction: the seed chooses", () => {
    const [one, two] = [1, 2].map((seed) => {
      const items = named(Array.from({ length: 100 }, (_, i) => `${i}`));
      assignSplits(items, { kind: "fraction", test: 0.5, seed });
      return items.map((item) => item.split).join();
    });
    expect(one).not.toBe(two);
  });

  test("column: train, test, nothing, and everything else a problem", async () => {
    const rows = ["train", "test", "", "val"].map((split, i) => ({ file: `${i}`, gold: `${i % 2}`, split }));
    const options = { ...none, split: { kind: "column", name: "s" } as const };
    const plan = await planImport(sourceOf(["0", "1", "2", "3"]), tableOf(rows), options, null);
    expect(plan.items.map(({ split }) => split)).toEqual(["train", "test", null]);
    expect(plan.problems).toEqual([
      { row: 5, file: "3", reason: "The split “val” is neither train nor test." },
    ]);
  });

  test("impossible splits are refused", () => {
    for (const bad of [
      { kind: "fraction", test: 1 },
      { kind: "fraction", test: 0 },
      { kind: "first", train: 0 },
      { kind: "first", train: Number.NaN },
      { kind: "half" },
    ])
      expect(splitOption.safeParse(bad).success).toBe(false);
  });

  test("uniform numbers are what they were, in [0, 1), and spread evenly", () => {
    expect(uniform("demo\u00000001.png")).toBe(uniform("demo\u00000001.png"));
    // First 52 bits of the SHA-256 of "abc", ba7816bf8f01c, as in FIPS 180-4.
    expect(uniform("abc")).toBe(0xba7816bf8f01c / 2 ** 52);
    const numbers = Array.from({ length: 4000 }, (_, i) => uniform(String(i)));
    expect(Math.max(...numbers)).toBeLessThan(1);
    const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
    expect(mean).toBeGreaterThan(0.48);
    expect(mean).toBeLessThan(0.52);
  });
});

describe("what a dataset says itself", () => {
  const parts = [
    ["train/0", "0", "train"],
    ["train/1", "1", "train"],
    ["train/2", "1", "train"],
    ["test/0", "0", "test"],
  ] as const;
  const dataset = (classes: string[] | null) =>
    sourceOf(
      parts.map(([name]) => name),
      {
        own: {
          classes,
          async *rows() {
            for (const [file, gold, split] of parts)
              yield await Promise.resolve({ row: null, file, gold, humans: [], times: [], split });
          },
        },
      },
    );
  const seen = ({ items }: Awaited<ReturnType<typeof planImport>>) =>
    items.map(({ name, gold, labels, split }) => [name, gold, ...labels, split]);

  test("its labels are numbers of its classes, and its split holds unless another is asked for", async () => {
    const plan = await planImport(dataset(["cat", "dog", "none"]), null, none, null);
    expect(plan.classes).toEqual(["cat", "dog", "none"]);
    expect(seen(plan)).toEqual([
      ["train/0", 0, "train"],
      ["train/1", 1, "train"],
      ["train/2", 1, "train"],
      ["test/0", 0, "test"],
    ]);
    const split = splitOption.parse({ kind: "first", train: 1 });
    const other = await planImport(dataset(null), null, { classes: ["cat", "dog"], split }, null);
    expect(other.items.map((item) => item.split)).toEqual(["train", "test", "test", "test"]);
  });

  test("a table without names is about the part that has as many pictures as it has rows", async () => {
    const table = (n: number, gold = "") => ({
      ...tableOf(
        Array.from({ length: n }, () => ({ file: "", gold, humans: ["1"] })),
        ["a"],
      ),
      places: n,
    });
    expect(seen(await planImport(dataset(["cat", "dog"]), table(3), none, null))).toEqual([
      ["train/0", 0, 1, "train"],
      ["train/1", 1, 1, "train"],
      ["train/2", 1, 1, "train"],
    ]);
    expect(seen(await planImport(dataset(["cat", "dog"]), table(1, "dog"), none, null))).toEqual([
      ["test/0", 1, 1, "test"],
    ]);
    expect((await planImport(dataset(["cat", "dog"]), table(4), none, null)).items).toHaveLength(4);
    await expect(planImport(dataset(["cat", "dog"]), table(2), none, null)).rejects.toThrow(
      "4 pictures (3 train, 1 test)",
    );
  });
});

test("folders called train and test are the split, unless anything lies beside them", async () => {
  const splits = async (...names: string[]) =>
    (await planImport(sourceOf(names), null, { ...none, classes: ["cat", "dog"] }, null)).items.map(
      ({ split, gold }) => [split, gold],
    );
  expect(await splits("pets/Train/cat/1.png", "pets/validation/dog/1.png")).toEqual([
    ["train", 0],
    ["test", 1],
  ]);
  expect(await splits("train/cat/1.png", "test/dog/1.png", "other/dog/1.png")).toEqual([
    [null, 0],
    [null, 1],
    [null, 1],
  ]);
  expect(await splits("train/cat/1.png", "train/dog/1.png")).toEqual([
    [null, 0],
    [null, 1],
  ]);
});
