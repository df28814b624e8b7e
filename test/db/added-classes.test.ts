import { expect, test } from "vitest";
import { findProject } from "#db/dataset/projects.ts";
import type { ImportRequest } from "#lib/formats/import-options.ts";
import { previewImport } from "#lib/formats/preview.ts";
import { newDataset, newStore, runImport } from "./datasets.ts";

/** Counts taken for labels once made a project of 72 classes: what gold lacks is asked about before it is stored. */
const files = Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`${n}.png`, n + 1]));
const labelled = (human: (n: number) => string) =>
  newDataset(
    files,
    [
      "file,gold,anna",
      ...Object.keys(files).map((file, n) => `${file},${n % 2 ? "cat" : "dog"},${human(n)}`),
    ].join("\n"),
  );
const columns = { file: "file", gold: "gold", humans: ["anna"] };

test.each<[string, (n: number) => string, number]>([
  ["counts", (n) => String(40 + n), 14],
  ["a single fox", (n) => (n === 7 ? "fox" : "cat"), 3],
])("%s: nothing is stored unless the classes are listed or accepted", async (_, human, classes) => {
  const request = await labelled(human);
  const attempt = async (change: Partial<ImportRequest>) => {
    const store = newStore();
    const row = await runImport(store, { ...request, columns, ...change });
    return { state: row.state, error: row.error, classes: findProject(store.db, "pets")?.classes.length };
  };
  const asked = await attempt({});
  expect(asked).toMatchObject({ state: "failed", classes: undefined });
  expect(asked.error).toContain("“anna”");
  expect(await attempt({ addClasses: true })).toMatchObject({ state: "finished", classes });
  const listed = ["cat", "dog", "fox", ...Array.from({ length: 12 }, (__, n) => String(40 + n))];
  expect(await attempt({ classes: listed })).toMatchObject({ state: "finished", classes: 15 });
  const { images, labels = null } = request;
  const roles = { ...columns, split: null };
  const preview = await previewImport({ images, labels, roles, classes: null, known: null });
  expect(preview.doubts.join(" ")).toContain("“anna”");
});

test("labels that gold has, and labels without any gold, are not asked about", async () => {
  const request = await labelled((n) => (n % 3 ? "cat" : "dog"));
  expect(await runImport(newStore(), { ...request, columns })).toMatchObject({ state: "finished" });
  const withoutGold = { ...columns, gold: null };
  expect(await runImport(newStore(), { ...request, columns: withoutGold })).toMatchObject({
    state: "finished",
  });
});
