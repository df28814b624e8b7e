import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { openLabels } from "#lib/formats/label-table.ts";
import { imports } from "#db/schema.ts";
import { readTensor } from "#db/dataset/tensors.ts";
import { readArguments } from "#workers/commands/arguments.ts";
import { command, flags, requestFrom } from "#workers/commands/import.ts";
import { makeDemo } from "#workers/commands/make-demo.ts";
import { contents, newDataset, newStore, runImport } from "../db/datasets.ts";

const node = (...args: string[]) => spawnSync(process.execPath, args, { encoding: "utf8" });
const tandem = (...args: string[]) => node("workers/tandem.js", ...args);
describe("the command line", () => {
  test("imports, lists problems, exports, and fails with a sentence", async () => {
    const store = newStore();
    const request = await newDataset(
      { "a.png": 1, "b.png": 2 },
      "file,clean,h\na.png,cat,dog\nb.png,dog,\nno.png,cat,cat\n",
    );
    const args = [
      ...["--images", request.images, "--labels", request.labels ?? "", "--gold", "clean", "--humans", "h"],
      ...["--project", "pets", "--split", "fraction:0.5:1", "--data", store.folder],
    ];
    const imported = tandem("import", ...args);
    expect(imported.stderr).toBe("");
    expect(imported.status).toBe(0);
    expect(imported.stdout).toContain('row 4: "no.png": There is no such image.');
    expect(imported.stdout).toContain("3 rows: 2 items and 1 label added, 0 unchanged, 1 problem.");

    const out = join(store.folder, "out.csv");
    const exported = tandem("export", "--project", "pets", "--data", store.folder, "--out", out);
    expect(exported.status).toBe(0);
    expect(readFileSync(out, "utf8").split("\r\n")).toHaveLength(4);

    for (const only of ["spilt=test", "split=zzz", "said=x"]) {
      const misspelt = tandem("export", "--project", "pets", "--data", store.folder, "--only", only);
      expect([misspelt.status, misspelt.stdout]).toEqual([1, ""]);
      expect(misspelt.stderr).toContain(only);
    }

    const failed = tandem("import", ...args, "--on-problem", "abort");
    expect(failed.status).toBe(1);
    expect(failed.stdout).toContain("1 problem was found, so nothing was imported.");
    const lost = tandem("export", "--project", "x", "--data", store.folder);
    expect([lost.status, lost.stdout]).toEqual([1, ""]);
    expect(lost.stderr).toContain("There is no project x; there is pets.");
  }, 300_000);

  test("labels and predictions of others come in, or are refused with the row", async () => {
    const store = newStore();
    const request = await newDataset({ "a.png": 1, "b.png": 2 }, "file,clean\na.png,cat\nb.png,dog\n");
    await runImport(store, { ...request, columns: { gold: "clean" } });
    const table = (name: string, text: string) => {
      const path = join(store.folder, name);
      writeFileSync(path, text);
      return ["--project", "pets", "--data", store.folder, "--file", path, "--name", name];
    };
    const labels = tandem("labels", ...table("crowd", "file,cat,dog\na.png,9,1\nb.png,2,8\n"));
    expect([labels.status, labels.stderr]).toEqual([0, ""]);
    expect(labels.stdout).toContain("2 rows: 2 added, 0 unchanged, 0 problems.");
    const bad = table("vit", "file,cat,dog\na.png,0.9,0.1\nb.png,0.9,0.9\nc.png,1,0\n");
    const refused = tandem("predictions", ...bad);
    expect(refused.status).toBe(1);
    expect(refused.stdout).toContain('row 3: "b.png"');
    expect(refused.stdout).toContain('row 4: "c.png"');
    const skipped = tandem("predictions", ...bad, "--on-problem", "skip");
    expect([skipped.status, skipped.stderr]).toEqual([0, ""]);
    expect(skipped.stdout).toContain("3 rows: 1 added");
    const model = tandem("model", "--run", "1", "--data", store.folder);
    expect(model.status).toBe(1);
    expect(model.stderr).toContain("was not trained here");
  }, 300_000);

  test("says what takes room, and keeps the rule for weights", () => {
    const store = newStore();
    const storage = (...args: string[]) => tandem("storage", ...args, "--data", store.folder);
    expect(storage("--keep", "0").status).toBe(1);
    expect(storage("--keep", "3").status).toBe(0);
    const report = z
      .object({ kinds: z.object({ database: z.object({ bytes: z.number() }) }), weights: z.unknown() })
      .parse(JSON.parse(storage("--json").stdout));
    expect(report.kinds.database.bytes).toBeGreaterThan(100_000);
    expect(report.weights).toEqual({ keep: 3, due: [], dueBytes: 0 });
  }, 300_000);

  test("a token is made, listed without itself, and revoked", () => {
    const store = newStore();
    const run = (...args: string[]) => tandem("token", ...args, "--data", store.folder);
    expect(run("add", "anna", "--name", "ci").status).toBe(1);
    expect(tandem("user", "add", "anna", "--data", store.folder).status).toBe(0);
    const made = run("add", "anna", "--name", "ci", "--allow", "read,write", "--days", "3");
    expect([made.status, made.stderr]).toEqual([0, ""]);
    expect(made.stdout).toMatch(/^tandem_[\w-]{43}\n$/);
    const listed = run("list", "anna").stdout;
    expect(listed).toContain("read,write");
    expect(listed).not.toContain(made.stdout.trim());
    const wrong = run("add", "anna", "--name", "x", "--allow", "all");
    expect([wrong.status, wrong.stderr]).toEqual([1, expect.stringMatching(/--allow: .*read/)]);
    expect(run("add", "anna", "--name", "x", "--projects", "none").status).toBe(1);
    expect(run("revoke", "anna", "--name", "ci").status).toBe(0);
    expect(run("revoke", "anna", "--name", "ci").status).toBe(1);
    expect(run("list", "anna").stdout).toBe("");
  }, 120_000);

  test("arguments that make no sense are told, each in its words", () => {
    const read = (args: readonly string[]) => requestFrom(flags.parse(readArguments(command, args)));
    const images = ["--images", "My Pets.zip"];
    for (const [args, sentence] of [
      [[], "--images is missing"],
      [[...images, "--split", "half"], "--split half does not fit"],
      [[...images, "--split", "first:x"], "--split first:x does not fit"],
      [[...images, "--split", "fraction:2"], "--split fraction:2 does not fit"],
      [[...images, "--size", "big"], "--size cannot be “big”; it is a whole number from 8 to 512"],
      [[...images, "--size", "4"], "--size cannot be 4"],
      [[...images, "--project", "My Pets"], "small letters"],
      [[...images, "--on-problem", "panic"], "--on-problem cannot be “panic”; it is one of skip, abort"],
      [[...images, "--colour"], "--colour"],
      [[...images, "--labels"], "--labels wants a value"],
      [[...images, "--labels", "--gold", "x"], "--labels wants a value"],
      [[...images, "again"], "“again” is one word too many"],
    ] as const)
      expect(() => read(args)).toThrow(sentence);
    expect(read([...images, "--split", "fraction:0.2:7", "--classes", "cat, dog"])).toMatchObject({
      project: { slug: "my-pets" },
      classes: ["cat", "dog"],
      split: { kind: "fraction", test: 0.2, seed: 7 },
      labels: null,
      imageSize: 32,
      onProblem: "skip",
    });
  });
});

test("the demo is made once, through the import, and said to be synthetic", async () => {
  const store = newStore();
  const size = { train: 150, test: 50 };
  const project = await makeDemo(store.db, store.dir, () => 1, size);
  expect(project).toMatchObject({ slug: "demo", synthetic: true, imageSize: 32 });
  expect(project.classes).toHaveLength(10);
  expect(readTensor(store.db, store.dir, project)).toHaveLength(200 * 3072);
  const splits = contents(store.db).map(({ split }) => split);
  expect([splits.lastIndexOf("train"), splits.indexOf("test")]).toEqual([149, 150]);
  await makeDemo(store.db, store.dir, () => 2, size);
  const rows = store.db.select().from(imports).where(eq(imports.projectId, project.id)).all();
  expect(rows).toMatchObject([
    { itemsAdded: 200, labelsAdded: 600, problems: 0 },
    { itemsAdded: 0, labelsAdded: 0, unchanged: 200, problems: 0 },
  ]);
});

const cifar = { images: "../shared/data/cifar10/train.zip", labels: "../shared/data/cifar10n/labels.csv" };

/** The facts that are known of CIFAR-10N; its images are not part of the project. */
describe.skipIf(!existsSync(cifar.labels))("CIFAR-10N (skipped where ../shared/data is missing)", () => {
  const humans = ["human1", "human2", "human3", "aggregate", "worst"];

  test("the label file reads as published", async () => {
    const table = await openLabels(cifar.labels, { file: "file", gold: "clean", humans, split: null });
    const right = humans.map(() => 0);
    const lastRight = humans.map(() => 0);
    let [rows, agree] = [0, 0];
    for await (const { row, gold, humans: labels } of table.rows) {
      expect(row).toBe(++rows + 1);
      for (const [i, label] of labels.entries())
        if (label === gold) {
          right[i] = (right[i] ?? 0) + 1;
          if (rows > 40_000) lastRight[i] = (lastRight[i] ?? 0) + 1;
        }
      if (labels[0] === labels[1] && labels[1] === labels[2]) agree++;
    }
    expect(rows).toBe(50_000);
    expect(right.map((n) => n / 500)).toEqual([82.766, 81.878, 82.36, 90.99, 59.792]);
    expect(lastRight.map((n) => n / 100)).toEqual([82.78, 82.15, 83.23, 91.13, 60.66]);
    expect(Math.round(agree / 50) / 10).toBe(60.4);
  });

  test("a slice of the real zip imports", async () => {
    const store = newStore();
    const labels = join(store.folder, "slice.csv");
    writeFileSync(labels, readFileSync(cifar.labels, "utf8").split("\n").slice(0, 301).join("\n"));
    const result = await runImport(store, {
      ...{ project: { slug: "cifar" }, images: cifar.images, labels },
      columns: { gold: "clean", humans: ["human1", "human2", "human3"] },
      split: { kind: "first", train: 240 },
    });
    expect(result).toMatchObject({
      state: "finished",
      rows: 300,
      itemsAdded: 300,
      labelsAdded: 900,
      problems: 0,
    });
  });
});
