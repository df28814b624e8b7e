import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { pino } from "pino";
import { describe, expect, test } from "vitest";
import { write } from "#db/client.ts";
import { openLabels } from "#lib/formats/labels-csv.ts";
import { findImport } from "#db/dataset/import-record.ts";
import { startImport } from "#db/dataset/imports.ts";
import { findProject } from "#db/dataset/projects.ts";
import { imports, type Job } from "#db/schema.ts";
import { readTensor } from "#db/dataset/tensors.ts";
import { type JobContext, JobFailure } from "#workers/job.ts";
import { importJob } from "#workers/jobs/import.ts";
import { parseImportArguments } from "#workers/commands/import.ts";
import { makeDemo } from "#workers/commands/make-demo.ts";
import { contents, newDataset, newStore, runImport, type Store } from "../db/datasets.ts";
import { png, writeZip } from "../lib/formats/files.ts";

const command = (name: string, args: string[]) =>
  spawnSync(process.execPath, [name, ...args], { encoding: "utf8" });

function contextOf(store: Store, job: Job): JobContext & { reported: number[] } {
  const reported: number[] = [];
  return {
    ...{ db: store.db, dir: store.dir, job, reported },
    now: () => 2000,
    log: pino({ level: "silent" }),
    report: (progress) => void reported.push(progress),
    cancelled: () => false,
    commit: (fn) => write(store.db, fn),
  };
}

describe("a killed import", () => {
  test("leaves whole batches; the same import completes it, equal to one in a single go", async () => {
    // 256 × 256 training pixels: a batch is 170 pictures.
    const bytes = await Promise.all(Array.from({ length: 40 }, (_, i) => png(i, 8)));
    const files = Object.fromEntries(Array.from({ length: 400 }, (_, i) => [`${i}.png`, bytes[i % 40] ?? 0]));
    const csv = `file,clean,human1\n${Object.keys(files)
      .map((name, i) => `${name},${"ab"[i % 2]},${"ab"[i % 3 ? 0 : 1]}`)
      .join("\n")}\n`;
    const request = {
      ...(await newDataset(files, csv)),
      columns: { gold: "clean", humans: ["human1"] },
      imageSize: 256,
    };
    const store = newStore();
    const killed = command("test/workers/import-process.ts", [
      store.folder,
      request.images,
      request.labels ?? "",
      "250",
    ]);
    expect(killed.signal).toBe("SIGKILL");
    expect(contents(store.db).map(({ ordinal }) => ordinal)).toEqual(
      Array.from({ length: 170 }, (_, i) => i),
    );
    expect(store.db.select().from(imports).all()).toMatchObject([{ state: "running", itemsAdded: 170 }]);

    const rest = await runImport(store, request);
    expect(rest).toMatchObject({ state: "finished", itemsAdded: 230, unchanged: 170, problems: 0 });
    const other = newStore();
    await runImport(other, request);
    expect(contents(store.db)).toEqual(contents(other.db));
    const tensor = ({ db, dir }: Store) =>
      readTensor(db, dir, findProject(db, "pets") ?? { id: 0, imageSize: 0 });
    expect(Buffer.from(tensor(store)).equals(tensor(other))).toBe(true);
  });
});

describe("the import job", () => {
  async function uploaded(store: Store) {
    const folder = join(store.dir.uploads, "1");
    mkdirSync(folder);
    const images = join(folder, "images");
    const labels = join(folder, "labels.csv");
    await writeZip(images, { "a.png": await png(1), "b.png": await png(2) });
    writeFileSync(labels, "file,clean\na.png,cat\nb.png,dog\n");
    return { project: { slug: "pets" }, images, labels, columns: { gold: "clean" } };
  }

  test("imports, reports, and removes the uploads", async () => {
    const store = newStore();
    const { import: row, job } = startImport(store.db, await uploaded(store), null, 1);
    const context = contextOf(store, job);
    await importJob.run(context, job.payload);
    expect(findImport(store.db, row.id)).toMatchObject({
      state: "finished",
      itemsAdded: 2,
      finishedAt: 2000,
      jobId: job.id,
    });
    expect(context.reported).toEqual([1]);
    expect(readdirSync(store.dir.uploads)).toEqual([]);
  });

  test("keeps the uploads when it fails, with a sentence", async () => {
    const store = newStore();
    const request = { ...(await uploaded(store)), columns: { gold: "truth" } };
    const { import: row, job } = startImport(store.db, request, null, 1);
    await expect(importJob.run(contextOf(store, job), job.payload)).rejects.toThrow(JobFailure);
    expect(findImport(store.db, row.id)?.error).toContain("no column “truth”");
    expect(existsSync(request.images)).toBe(true);
  });

  test("removes nothing outside the uploads", async () => {
    const store = newStore();
    const request = await newDataset({ "cat/a.png": 1, "dog/b.png": 2 }, null);
    const { job } = startImport(store.db, request, null, 1);
    await importJob.run(contextOf(store, job), job.payload);
    expect(existsSync(join(request.images, "cat/a.png"))).toBe(true);
  });

  test("given up, it says so in the import's row", async () => {
    const store = newStore();
    const { import: row, job } = startImport(store.db, await uploaded(store), null, 1);
    write(store.db, (tx) => importJob.ended?.(tx, job.payload, "failed", "The worker fell silent.", 9));
    expect(findImport(store.db, row.id)).toMatchObject({
      state: "failed",
      error: "The worker fell silent.",
      finishedAt: 9,
    });
  });
});

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
    const imported = command("workers/commands/import.ts", args);
    expect(imported.stderr).toBe("");
    expect(imported.status).toBe(0);
    expect(imported.stdout).toContain('row 4: "no.png": There is no such image.');
    expect(imported.stdout).toContain("3 rows: 2 items and 1 labels added, 0 unchanged, 1 problems.");

    const out = join(store.folder, "out.csv");
    const exported = command("workers/commands/export.ts", [
      "--project",
      "pets",
      "--data",
      store.folder,
      "--out",
      out,
    ]);
    expect(exported.status).toBe(0);
    expect(readFileSync(out, "utf8").split("\r\n")).toHaveLength(4);

    const failed = command("workers/commands/import.ts", [...args, "--on-problem", "abort"]);
    expect(failed.status).toBe(1);
    expect(failed.stdout).toContain("1 problem was found, so nothing was imported.");
    const lost = command("workers/commands/export.ts", ["--project", "x", "--data", store.folder]);
    expect([lost.status, lost.stdout]).toEqual([1, ""]);
    expect(lost.stderr).toContain("There is no project x; there is pets.");
  });

  test("arguments that make no sense are told, each in its words", () => {
    const images = ["--images", "My Pets.zip"];
    for (const [args, sentence] of [
      [[], "--images is missing"],
      [[...images, "--split", "half"], "--split half is not"],
      [[...images, "--split", "first:x"], "split.train"],
      [[...images, "--split", "fraction:2"], "split.test"],
      [[...images, "--size", "big"], "imageSize"],
      [[...images, "--project", "My Pets"], "small letters"],
      [[...images, "--on-problem", "panic"], "onProblem"],
      [[...images, "--colour"], "--colour"],
    ] as const)
      expect(() => parseImportArguments(args)).toThrow(sentence);
    expect(parseImportArguments(["--help"])).toBe("help");
    expect(
      parseImportArguments([...images, "--split", "fraction:0.2:7", "--classes", "cat, dog"]),
    ).toMatchObject({
      request: {
        project: { slug: "my-pets" },
        classes: ["cat", "dog"],
        split: { kind: "fraction", test: 0.2, seed: 7 },
        labels: null,
        onProblem: "skip",
      },
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
