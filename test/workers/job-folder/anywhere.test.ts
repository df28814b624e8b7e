import { spawnSync } from "node:child_process";
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findFolder, makeFolder, readInput } from "#workers/job-folder/folder.ts";
import { trainingFolder, trainingOutcome } from "#workers/job-folder/kinds/train.ts";
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

/** A training in two folds, as the worker makes it. */
beforeAll(async () => {
  mkdirSync(join(shared, "jobs"));
  const tensor = join(shared, "1.rgb");
  writeFileSync(tensor, images);
  const task = trainingFolder({
    options: { epochs: 2, batch: 20, seed: 1, folds: 2, views: "one", backboneOptions },
    material: { kind: "pictures", size },
    from: { of: tensor, bytes: images.length },
    panel: null,
    data: {
      classes,
      train: { rows, labels: rows.map((row) => row % classes) },
      predict: { rows, gold: rows.map((row) => row % classes) },
    },
  });
  await makeFolder(shared, original, { ...task, origin: {}, codeVersion: "test" });
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

test("whoever was superseded, finds other bytes than the digest says, or another version, writes no result", async () => {
  const given = { token: "new", index: 0, id: "1", tries: 1, mark: null };
  const superseded = copy();
  const long = JSON.parse(readFileSync(join(superseded, "job.json"), "utf8")) as {
    config: { options: object };
  };
  Object.assign(long.config.options, { epochs: 1000 });
  writeFileSync(join(superseded, "job.json"), JSON.stringify(long));
  await saveGiven(superseded, 0, given);
  expect(job(superseded, "--part", "0", "--token", "old").status).toBe(1);
  expect([await findResult(superseded, 0), await findFailure(superseded, 0)]).toEqual([null, null]);

  const damaged = copy();
  const bytes = readFileSync(join(damaged, "images.rgb"));
  bytes[5] = (bytes[5] ?? 0) ^ 1;
  rmSync(join(damaged, "images.rgb"));
  writeFileSync(join(damaged, "images.rgb"), bytes);
  expect(job(damaged, "--part", "0", "--token", "a")).toMatchObject({ status: 1 });
  await expect(readInput(await opened(damaged), "images.rgb")).rejects.toThrow("digest");

  const later = copy();
  writeFileSync(join(later, "job.json"), JSON.stringify({ ...long, version: 2 }));
  await saveGiven(later, 0, given);
  expect(job(later, "--part", "0", "--token", "new").status).toBe(1);
  expect(await findFailure(later, 0)).toMatchObject({ outcome: "failed" });
}, 300_000);
