import { spawnSync } from "node:child_process";
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findFolder, makeFolder } from "#workers/job-folder/folder.ts";
import { trainingFolder, trainingOutcome } from "#workers/job-folder/kinds/train.ts";
import { makeShelf } from "#workers/job-folder/shelf.ts";
import { dropDamagedResult, findFailure, findResult, partPath, saveGiven } from "#workers/job-folder/part.ts";

const [n, size, classes] = [60, 12, 3];
const shared = mkdtempSync(join(tmpdir(), "tandem-shared-"));
afterAll(() => rmSync(shared, { recursive: true, force: true }));
const original = join(shared, "jobs", "1-x-train");

/** Pictures whose brightness is their class. */
const images = Uint8Array.from({ length: n * size * size * 3 }, (_, at) => {
  const item = Math.floor(at / (size * size * 3));
  return 40 + 70 * (item % classes) + ((at * 7) % 30);
});
const rows = Int32Array.from({ length: n }, (_, row) => row);
const backboneOptions = { widths: [8, 8, 8] };

const tensor = join(shared, "1.rgb");

/** A training, as the worker makes it. */
async function makeTraining(path: string, options: Record<string, unknown>, panel: number | null) {
  const task = trainingFolder({
    options: { batch: 20, seed: 1, views: "one", backboneOptions, ...options },
    material: { kind: "pictures", size },
    from: { of: tensor, bytes: images.length },
    panel,
    data: {
      classes,
      train: { rows, labels: rows.map((row) => row % classes) },
      predict: { rows, gold: rows.map((row) => row % classes) },
    },
  });
  await makeFolder(shared, path, { ...task, origin: {}, codeVersion: "test" });
}

beforeAll(async () => {
  mkdirSync(join(shared, "jobs"));
  writeFileSync(tensor, images);
  await makeTraining(original, { epochs: 2, folds: 2 }, null);
  appendFileSync(tensor, "what is imported later"); // the folder's file is the same one
});

/** What a scheduler runs on a node: no data folder, no database. */
function job(folder: string, ...more: string[]) {
  const { status, stderr } = spawnSync(process.execPath, ["workers/tandem.js", "job", folder, ...more], {
    env: { ...process.env, TANDEM_DATA: "/nowhere" },
    encoding: "utf8",
  });
  return { status, stderr };
}

let copies = 0;
function copy(): string {
  const folder = join(shared, `copy-${copies++}`);
  cpSync(original, folder, { recursive: true });
  return folder;
}

const given = { token: "new", index: 0, id: "1", tries: 1, mark: null };

const opened = async (path: string) => {
  const folder = await findFolder(path);
  if (!folder) throw new Error("no folder");
  return folder;
};

test("a copy is trained by one command, whole or part by part, to the same bits; a damaged result is none", async () => {
  const [whole, parts] = [copy(), copy()];
  expect(job(whole)).toEqual({ status: 0, stderr: "" });
  for (const part of ["1", "0"]) expect(job(parts, "--part", part).status).toBe(0);
  const outcome = await trainingOutcome(await opened(whole));
  expect(outcome.probabilities).toHaveLength(n * classes);
  expect(await trainingOutcome(await opened(parts))).toMatchObject({
    probabilities: outcome.probabilities,
    accuracy: outcome.accuracy,
  });

  const found = await findResult(parts, 1);
  const file = `${found?.files["predictions.f32"]?.sha256.slice(0, 16)}-predictions.f32`;
  truncateSync(join(partPath(parts, 1), file), 8);
  for (const part of [0, 1]) await dropDamagedResult(await opened(parts), part);
  expect([await findResult(parts, 0), await findResult(parts, 1)]).toEqual([expect.anything(), null]);
  expect(job(parts).status).toBe(0);
  expect((await trainingOutcome(await opened(parts))).probabilities).toEqual(outcome.probabilities);
}, 300_000);

test("a copy of a panel's training shares no epochs and writes nothing beside itself", async () => {
  const made = join(shared, "jobs", "2-x-train");
  await makeTraining(made, { epochs: 3, method: "elr", shareWarmUp: true }, 7);
  const alone = join(shared, "alone", "folders");
  cpSync(made, join(alone, "job"), { recursive: true });
  expect(job(join(alone, "job"))).toEqual({ status: 0, stderr: "" });
  expect([readdirSync(join(alone, "..")), readdirSync(alone)]).toEqual([["folders"], ["job"]]);
  // beside it where it was made, there is the panel's shelf
  await makeShelf(shared, 7);
  expect(job(made).status).toBe(0);
  expect(readdirSync(join(shared, "panels", "panel-7")).length).toBeGreaterThan(0);
  const [copied, own] = [await opened(join(alone, "job")), await opened(made)];
  expect((await trainingOutcome(copied)).probabilities).toEqual((await trainingOutcome(own)).probabilities);
}, 300_000);

test("whoever was superseded, or finds another version, writes no result", async () => {
  const superseded = copy();
  const long = JSON.parse(readFileSync(join(superseded, "job.json"), "utf8")) as {
    config: { options: object };
  };
  Object.assign(long.config.options, { epochs: 1000 });
  writeFileSync(join(superseded, "job.json"), JSON.stringify(long));
  await saveGiven(superseded, 0, given);
  expect(job(superseded, "--part", "0", "--token", "old").status).toBe(1);
  expect([await findResult(superseded, 0), await findFailure(superseded, 0)]).toEqual([null, null]);

  const later = copy();
  writeFileSync(join(later, "job.json"), JSON.stringify({ ...long, version: 2 }));
  await saveGiven(later, 0, given);
  expect(job(later, "--part", "0", "--token", "new").status).toBe(1);
  expect(await findFailure(later, 0)).toMatchObject({ outcome: "failed" });
}, 300_000);

/** Change a file of a copy; the original may be another name of it. */
function rewrite(path: string, change: (before: Buffer) => Uint8Array | string) {
  const before = readFileSync(path);
  rmSync(path);
  writeFileSync(path, change(before));
}

test.each([
  ["a changed byte", "images.rgb", (path: string) => rewrite(path, (bytes) => bytes.fill(1, 5, 9))],
  ["a file cut short", "train-labels.i32", (path: string) => rewrite(path, (bytes) => bytes.subarray(0, 8))],
  ["a file that is gone", "predict-rows.i32", (path: string) => rmSync(path)],
  [
    "labels said to be as long as no memory",
    "train-labels.i32",
    (path: string) =>
      rewrite(join(path, "..", "job.json"), (text) =>
        text
          .toString()
          .replace(
            `"train-labels.i32": {\n   "bytes": 240`,
            `"train-labels.i32": {\n   "bytes": 9007199254740000`,
          ),
      ),
  ],
  [
    "a configuration of something else",
    "classes",
    (path: string) =>
      rewrite(join(path, "..", "job.json"), (text) =>
        text.toString().replace(`"classes": 3`, `"classes": "many"`),
      ),
  ],
  [
    "half a description",
    "",
    (path: string) => rewrite(join(path, "..", "job.json"), (text) => text.subarray(0, 100)),
  ],
])(
  "%s ends a part at its first try, with a sentence",
  async (_, named, damage) => {
    const folder = copy();
    await saveGiven(folder, 0, given);
    damage(join(folder, named === "" ? "images.rgb" : named));
    const { status, stderr } = job(folder, "--part", "0", "--token", "new");
    expect([status, stderr.trim().split("\n")]).toEqual([1, [expect.stringContaining(named)]]);
    const failure = await findFailure(folder, 0);
    expect(failure).toEqual({ outcome: "failed", message: stderr.trim() });
  },
  300_000,
);
