import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { guessColumns, type Looks, rolesOf } from "#lib/formats/column-guess.ts";
import { scanColumns } from "#lib/formats/column-scan.ts";
import { importPreview } from "#lib/formats/import-preview.ts";
import { samePictures } from "#lib/formats/plan.ts";
import { previewImport, type PreviewRequest } from "#lib/formats/preview.ts";
import { newFolder, png, writeZip } from "./files.ts";
import { fixture } from "./fixtures.ts";
import { npy } from "./tables/npy.ts";

type Cell = string | number;

/** A label file of n rows, a column a function of the row. */
function tableOf(n: number, columns: Record<string, (row: number) => Cell>): string {
  const path = join(newFolder(), "labels.csv");
  const lines = Array.from({ length: n }, (_, row) =>
    Object.values(columns)
      .map((cell) => cell(row))
      .join(","),
  );
  writeFileSync(path, [Object.keys(columns).join(","), ...lines].join("\n"));
  return path;
}

async function guess(
  path: string,
  isImage: ((file: string) => boolean) | null = null,
): Promise<Record<string, Looks>> {
  const scan = await scanColumns(path);
  const looks = guessColumns(scan, isImage);
  return Object.fromEntries(scan.columns.map(({ name }, index) => [name, looks[index] ?? "empty"]));
}

const pets = ["cat", "dog", "cow"] as const;
const pet = (row: number) => pets[row % 3] ?? "";
/** A person who errs at every fifth row. */
const noisy = (row: number) => pet(row % 5 === 0 ? row + 1 : row);
const file = (row: number) => `${row}.png`;

describe("what columns look like", () => {
  test("a table with everything", async () => {
    const path = tableOf(120, {
      nr: (row) => row,
      picture: file,
      clean: pet,
      anna: noisy,
      anna_ms: (row) => 600 + row * 7,
      ben: (row) => (row % 4 === 0 ? "" : noisy(row + 2)),
      majority: pet,
      part: (row) => (row < 90 ? "train" : "test"),
      notes: (row) => `seen at dusk near tree ${row % 49}`,
      comment: (row) => (row % 10 === 0 ? `blurred ${row}` : ""),
      site: (row) => `site ${row % 4}`,
      code: (row) => `x${row * 31}`,
      nothing: () => "",
    });
    const expected = {
      nr: "id",
      picture: "file",
      clean: "gold",
      anna: "human",
      anna_ms: "time",
      ben: "human",
      majority: "derived",
      part: "split",
      notes: "text",
      comment: "text",
      site: "text",
      code: "id",
      nothing: "empty",
    };
    expect(await guess(path, (name) => name.endsWith(".png"))).toEqual(expected);
    const scan = await scanColumns(path);
    expect(
      rolesOf(
        scan,
        guessColumns(scan, (name) => name.endsWith(".png")),
      ),
    ).toEqual({
      file: "picture",
      gold: "clean",
      humans: ["anna", "ben"],
      split: "part",
    });
  });

  test("without gold, columns that speak of the same classes are labels; notes that repeat are not", async () => {
    const path = tableOf(200, { file, a: noisy, notes: (row) => `note ${row % 49}`, b: pet });
    expect(await guess(path)).toEqual({ file: "file", a: "human", notes: "text", b: "human" });
  });

  test("a lone label column goes by how often its values repeat, or by its name", async () => {
    expect(await guess(tableOf(60, { file, y: pet }))).toMatchObject({ y: "human" });
    expect(await guess(tableOf(60, { file, notes: (row) => `note ${row % 25}` }))).toMatchObject({
      notes: "text",
    });
    expect(await guess(tableOf(60, { file, label: (row) => `c${row % 25}` }))).toMatchObject({
      label: "human",
    });
    expect(await guess(tableOf(60, { file, label: pet, sex: (row) => "mf"[row % 2] ?? "" }))).toMatchObject({
      label: "human",
      sex: "text",
    });
  });

  test("long texts are never classes, and more values than are kept are judged by how often they repeat", async () => {
    expect(
      await guess(tableOf(60, { file, label: (row) => `${"very ".repeat(20)}${row % 2}` })),
    ).toMatchObject({ label: "text" });
    const many = tableOf(5000, { file, label: (row) => `c${row % 100}`, remark: (row) => `r ${row}` });
    const scan = await scanColumns(many, { rows: 5000, distinct: 50 });
    expect(guessColumns(scan, null)).toEqual(["file", "human", "text"]);
  });

  test("the file column is the one that names images, whatever it is called", async () => {
    const path = tableOf(30, { file: pet, where: file });
    expect(await guess(path, (name) => name.endsWith(".png"))).toEqual({ file: "human", where: "file" });
  });

  test("every column gets a guess, and no column two roles, for any table", () =>
    fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.stringMatching(/^[a-z]{1,6}$/), { minLength: 1, maxLength: 6 }),
        fc.array(
          fc.array(fc.constantFrom("cat", "dog", "train", "1", "2.5", "", "a b"), {
            minLength: 6,
            maxLength: 6,
          }),
          { maxLength: 20 },
        ),
        async (names, rows) => {
          const path = join(newFolder(), "labels.csv");
          writeFileSync(
            path,
            [names, ...rows.map((row) => row.slice(0, names.length))].map((row) => row.join(",")).join("\n"),
          );
          const scan = await scanColumns(path);
          const looks = guessColumns(scan, null);
          expect(looks).toHaveLength(names.length);
          const { file: chosen, gold, humans, split } = rolesOf(scan, looks);
          const used = [chosen, ...humans, ...(gold ? [gold] : []), ...(split ? [split] : [])];
          expect(new Set(used).size).toBe(used.length);
        },
      ),
      { numRuns: 40 },
    ));

  test("a scan stops at its bound and says so", async () => {
    const path = tableOf(50, { file, label: pet });
    expect(await scanColumns(path, { rows: 20, distinct: 5 })).toMatchObject({ rows: 20, complete: false });
    expect(await scanColumns(path, { rows: 50, distinct: 5 })).toMatchObject({
      rows: 50,
      complete: true,
      columns: [
        { filled: 50, more: true },
        { filled: 50, more: false, longest: 3 },
      ],
    });
  });
});

describe("a preview", () => {
  /** @param different pictures that are not the same as another */
  async function zipOf(n: number, name = file, different = n): Promise<string> {
    const bytes = await png(1, 8);
    const path = join(newFolder(), "pictures.zip");
    const nth = (row: number) => Buffer.concat([bytes, Buffer.from(row < different ? `${row}` : "again")]);
    await writeZip(path, Object.fromEntries(Array.from({ length: n }, (_, row) => [name(row), nth(row)])));
    return path;
  }
  const request = (given: Partial<PreviewRequest> & { images: string }): PreviewRequest => ({
    labels: null,
    roles: null,
    classes: null,
    known: null,
    ...given,
  });

  test("tells rows, matches, classes and problems, and survives the way to the page", async () => {
    const images = await zipOf(40);
    const labels = tableOf(44, { file, clean: pet, anna: noisy });
    const preview = await previewImport(request({ images, labels }));
    expect(preview).toMatchObject({
      rows: 44,
      complete: true,
      matched: 40,
      notes: [],
      roles: { file: "file", gold: "clean", humans: ["anna"], split: null },
      classes: { count: 3, first: ["cat", "cow", "dog"] },
      labelled: { gold: 40, human: 40 },
      problems: { count: 4 },
      refusal: null,
      doubts: [],
    });
    expect(preview.problems.first.map(({ row }) => row)).toEqual([42, 43, 44, 45]);
    expect(preview.samples).toHaveLength(6);
    expect(importPreview.parse(JSON.parse(JSON.stringify(preview)))).toEqual(preview);
  });

  test("files that no row names are noted", async () => {
    const labels = tableOf(40, { file, clean: pet, anna: noisy });
    const { matched, notes } = await previewImport(request({ images: await zipOf(43), labels }));
    expect([matched, notes.length]).toEqual([40, 1]);
  });

  test("pictures that are the same by checksum and size are counted", async () => {
    const images = await zipOf(30, file, 6);
    const { notes } = await previewImport(request({ images, labels: null, classes: ["cat", "dog"] }));
    expect(notes).toEqual([{ row: null, file: "", reason: samePictures(24) }]);
  });

  test("free text ticked as human labels is questioned, with the classes it would add", async () => {
    const images = await zipOf(120);
    const labels = tableOf(120, { file, clean: pet, anna: noisy, notes: (row) => `note ${row % 46}` });
    const honest = await previewImport(request({ images, labels }));
    expect(honest.roles?.humans).toEqual(["anna"]);
    expect(honest.doubts).toEqual([]);
    const roles = { file: "file", gold: "clean", humans: ["anna", "notes"], split: null };
    const wrong = await previewImport(request({ images, labels, roles }));
    expect(wrong.classes.count).toBe(49);
    expect(wrong.columns.find(({ name }) => name === "notes")?.adds).toMatchObject({ count: 46 });
    expect(wrong.columns.find(({ name }) => name === "anna")?.adds).toBeNull();
    expect(wrong.doubts).toHaveLength(2);
  });

  test("many classes are questioned, unless they were typed or are the project's", async () => {
    const images = await zipOf(500);
    const labels = tableOf(500, { file, label: (row) => `c${row % 250}` });
    const roles = { file: "file", gold: "label", humans: [], split: null };
    expect((await previewImport(request({ images, labels, roles }))).doubts).toHaveLength(1);
    const classes = Array.from({ length: 250 }, (_, index) => `c${index}`);
    expect((await previewImport(request({ images, labels, roles, classes }))).doubts).toEqual([]);
    expect((await previewImport(request({ images, labels, roles, known: classes }))).doubts).toEqual([]);
  });

  test("unlabelled pictures need a list of classes, and folders of other names are no labels", async () => {
    const images = await zipOf(5, (row) => `batch/${row}.png`);
    const without = await previewImport(request({ images }));
    expect(without.refusal).toContain("list the classes");
    const preview = await previewImport(request({ images, classes: ["cat", "dog"] }));
    expect(preview).toMatchObject({
      refusal: null,
      matched: 5,
      classes: { count: 2, first: ["cat", "dog"] },
      labelled: { gold: 0, human: 0 },
      samples: [{ gold: null }, { gold: null }, { gold: null }, { gold: null }, { gold: null }],
    });
    expect((await previewImport(request({ images, classes: ["cat", "Cat"] }))).refusal).toContain("spelling");
  });

  test("a choice under which nothing fits is refused with the first reason", async () => {
    const images = await zipOf(6);
    const labels = tableOf(6, { file: (row) => `other-${row}.png`, clean: pet });
    expect((await previewImport(request({ images, labels }))).refusal).toContain("There is no such image");
    const roles = { file: "file", gold: "missing", humans: [], split: null };
    expect((await previewImport(request({ images, labels, roles }))).refusal).toContain(
      "no column “missing”",
    );
  });

  test("when most rows are bad, that is questioned", async () => {
    const images = await zipOf(10);
    const labels = tableOf(30, { file, clean: pet });
    expect((await previewImport(request({ images, labels }))).doubts).toHaveLength(1);
  });

  test("a published dataset with a file of labels that names no pictures", async () => {
    const folder = newFolder();
    const ten = gunzipSync(readFileSync(fixture("cifar-10-python.tar.gz")));
    writeFileSync(join(folder, "dataset"), ten);
    const images = join(folder, "dataset");
    const labels = join(folder, "labels");
    writeFileSync(labels, npy([[0], [2], [1], [1]], "<i8", false, "(4,)"));
    const preview = await previewImport(
      request({ images, labels, roles: { file: null, gold: null, humans: ["labels"], split: null } }),
    );
    expect(preview.refusal).toBeNull();
    expect(preview.ownSplit).toEqual({ train: 4, test: 0 });
    expect([preview.matched, preview.labelled, preview.classes.count]).toEqual([4, { gold: 4, human: 4 }, 3]);
    const alone = await previewImport(request({ images }));
    expect([alone.matched, alone.ownSplit]).toEqual([6, { train: 4, test: 2 }]);
    const cifar10n = await previewImport(request({ images, labels: fixture("labels", "tensors.pt") }));
    expect(cifar10n.roles).toEqual({
      ...{ file: null, gold: "clean_label", split: null },
      humans: ["random_label1", "random_label2"],
    });
    expect(cifar10n.refusal).toContain("12 rows");
  });
});
