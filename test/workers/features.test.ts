import type { ChildProcess } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { describe, expect, test } from "vitest";
import { at } from "#lib/array.ts";
import { encoderPixels } from "#lib/encoders/pixels.ts";
import { demoItems } from "#lib/demo/demo.ts";
import { side } from "#lib/demo/draw.ts";
import { encodePng } from "#lib/formats/image.ts";
import { asOperator } from "#db/access.ts";
import { findProject } from "#db/dataset/projects.ts";
import { readPacked } from "../db/read-image.ts";
import { askToEmbed, picturesBetween } from "#db/features/embedding.ts";
import { encoderPath, listEncoders, removeEncoder } from "#db/features/encoders.ts";
import { embeddedTo, featurePath, markOf, readFeatures } from "#db/features/feature-files.ts";
import { findJob } from "#db/job-queue.ts";
import { findRun } from "#db/machines/runs.ts";
import { readOutput } from "#db/machines/run-outputs.ts";
import { projects, raters, runs } from "#db/schema.ts";
import { trainFolds } from "#lib/train/cross-fit.ts";
import { trainingOptions } from "#lib/train/options.ts";
import { makeFolder } from "#workers/job-folder/folder.ts";
import { trainingData } from "#workers/job-folder/kinds/train.ts";
import { originOf, trainingDraft } from "#workers/jobs/train/prepare.ts";
import { newDataset, runImport, type Store } from "../db/datasets.ts";
import { filterEncoder, outside, twoInputs } from "../lib/encoders/models.ts";
import { add, directly, edges, furthest, tandem } from "./encoders.ts";
import { killChildren, until } from "./processes.ts";
import { recorder } from "../lib/train/world.ts";
import { ended, newProject, startWorker } from "./training-project.ts";

const projectOf = ({ db }: Store) => findProject(db, "pets")!;

/** Everything the worker is killed with. */
function kill(worker: ChildProcess): void {
  killChildren(worker);
  worker.kill("SIGKILL");
}

describe("encoders", () => {
  test("are kept by their hash, listed and removed; a name or an encoder is there once", async () => {
    const store = await newProject();
    const { db, dir } = store;
    const encoder = edges(store);
    expect(encoder).toMatchObject({
      name: "Edges",
      width: 64,
      description: { size: 48, mean: [0.5, 0.5, 0.5] },
    });
    expect(readdirSync(dir.encoders)).toEqual([`${encoder.hash}.onnx`]);
    expect(add(store, filterEncoder(48)).stderr).toContain("Edges");
    const same = tandem(store, "features", "add", join(store.folder, "encoder.onnx"), ...["--name", "Other", "--norm", "half"]); // prettier-ignore
    expect([same.status, same.stderr]).toEqual([1, expect.stringContaining("Edges")]);
    // the same file, fed differently, is another encoder
    const other = tandem(store, "features", "add", join(store.folder, "encoder.onnx"), ...["--name", "Other", "--mean", "0,0,0", "--std", "1,1,1", "--resize", "64"]); // prettier-ignore
    expect([other.stderr, other.status]).toEqual(["", 0]);
    expect(readdirSync(dir.encoders)).toHaveLength(1);
    expect(tandem(store, "features", "list").stdout).toContain("Other");
    expect(tandem(store, "features", "remove", "Other").status).toBe(0);
    expect(existsSync(encoderPath(dir, encoder))).toBe(true);
    expect(tandem(store, "features", "remove", "Edges").status).toBe(0);
    expect(readdirSync(dir.encoders)).toEqual([]);
    expect(listEncoders(db)).toEqual([]);
    // the name is free again
    expect(add(store, filterEncoder(48)).status).toBe(0);
  }, 120_000);

  test("what is none is refused with a sentence, and nothing is kept", async () => {
    const store = await newProject();
    const files: Record<string, Uint8Array> = {
      empty: new Uint8Array(0),
      text: new TextEncoder().encode("not a model"),
      cut: filterEncoder(48).subarray(0, 3000),
      outside: outside("weights.bin", true),
      inputs: twoInputs(),
    };
    for (const [name, bytes] of Object.entries(files)) {
      const { status, stderr, stdout } = add(store, bytes, "--size", "16");
      expect([name, status, stdout]).toEqual([name, 1, ""]);
      expect(stderr.trim()).toMatch(/^[^\n]{20,}\.$/);
    }
    const missing = tandem(store, "features", "add", join(store.folder, "no.onnx"), "--name", "No");
    expect([missing.status, missing.stderr]).toEqual([1, expect.stringContaining("no.onnx")]);
    expect(readdirSync(store.dir.encoders)).toEqual([]);
    expect(listEncoders(store.db)).toEqual([]);
  }, 120_000);
});

describe("features", () => {
  test("are made once for every picture, whatever is killed; later only of new pictures; a lost file is made again", async () => {
    const store = await newProject();
    const { db, dir } = store;
    const encoder = edges(store, 256);
    const of = { projectId: 1, encoderId: encoder.id };
    const job = () => askToEmbed(db, asOperator(projectOf(store)), encoder, Date.now());
    const { id } = job();
    expect(job().id).toBe(id);
    let worker = startWorker(store);
    await until("a part", () => markOf(db, of) > 0);
    kill(worker);
    const stored = embeddedTo(db, dir, 1, encoder);
    expect(stored).toBeGreaterThan(0);
    expect(stored).toBeLessThan(240);
    // a mark that making the first row again would wipe out
    const path = featurePath(dir, of);
    const bytes = readFileSync(path);
    const first = Uint8Array.from(bytes.subarray(0, 4));
    bytes.writeFloatLE(12345, 0);
    writeFileSync(path, bytes);
    worker = startWorker(store);
    await ended(store, id);
    expect(findJob(db, id)?.state).toBe("finished");
    expect(readFeatures(dir, 1, encoder, 0, 1)[0]).toBe(12345);
    const repaired = readFileSync(path);
    repaired.set(first, 0);
    writeFileSync(path, repaired);
    expect(embeddedTo(db, dir, 1, encoder)).toBe(240);
    expect(furthest(readFeatures(dir, 1, encoder, 0, 240), await directly(store, encoder))).toBeLessThan(
      1e-3,
    );

    const more = demoItems({ train: 30, test: 0 }, 77);
    const files: Record<string, Uint8Array> = {};
    for (const item of more) files[`new-${item.name}`] = await encodePng(item.draw(), side);
    await runImport(store, await newDataset(files, null));
    const again = job();
    await ended(store, again.id);
    const all = embeddedTo(db, dir, 1, encoder);
    expect(all).toBeGreaterThan(240);

    truncateSync(path, 1000);
    await ended(store, job().id);
    expect(embeddedTo(db, dir, 1, encoder)).toBe(all);
    expect(furthest(readFeatures(dir, 1, encoder, 0, all), await directly(store, encoder))).toBeLessThan(
      1e-3,
    );
    rmSync(encoderPath(dir, encoder));
    rmSync(path);
    const failed = job();
    await ended(store, failed.id);
    expect(findJob(db, failed.id)).toMatchObject({ state: "failed", error: expect.stringContaining("Edges") as string }); // prettier-ignore
    worker.kill("SIGKILL");
  }, 300_000);

  test("a training on them embeds what is missing, is marked as pre-trained, and predicts pictures that come later", async () => {
    const store = await newProject();
    const { db, dir } = store;
    const encoder = edges(store);
    const refused = tandem(store, "train", "--project", "pets", "--labels", "anna", "--features", "Edges", "--backbone", "quick", "--detach"); // prettier-ignore
    expect([refused.status, refused.stderr]).toEqual([1, expect.stringContaining("linear")]);
    const shifted = tandem(store, "train", "--project", "pets", "--labels", "anna", "--features", "Edges", "--options", '{"translate": 2}', "--detach"); // prettier-ignore
    expect([shifted.status, shifted.stderr]).toEqual([1, expect.stringContaining("translate")]);
    const unknown = tandem(store, "train", "--project", "pets", "--labels", "anna", "--features", "Egdes");
    expect([unknown.status, unknown.stderr]).toEqual([1, expect.stringContaining("Edges")]);

    const args = ["--project", "pets", "--labels", "anna", "--features", "Edges", "--folds", "3"];
    const started = tandem(store, "train", ...args, "--batch", "32", "--detach");
    expect([started.stderr, started.status]).toEqual(["", 0]);
    const run = at(db.select().from(runs).all(), 0);
    expect(run).toMatchObject({ backbone: "linear", encoderId: encoder.id });
    expect(run.name).toContain("pre-trained: Edges");
    const inUse = removeEncoder(db, dir, encoder.id, null, 1);
    expect(inUse.ok).toBe(false);

    let worker = startWorker(store);
    await until("its training", () => (findJob(db, run.jobId ?? 0)?.progress ?? 0) > 0);
    kill(worker);
    worker = startWorker(store);
    await ended(store, run.jobId ?? 0);
    const finished = findRun(db, run.id)!;
    expect(finished).toMatchObject({ state: "finished", error: null, predictedItems: 240 });
    // what was stored is what the same features and labels give at one go
    const draft = await trainingDraft(db, dir, run.id, () => Promise.resolve());
    const folder = await makeFolder(dir.shared, join(store.folder, "again"), {
      origin: {},
      ...draft,
      codeVersion: "",
    });
    const { itemIds } = await originOf(folder);
    const data = await trainingData(folder);
    if (!("features" in data)) throw new Error("no features");
    expect(furthest(data.features, await directly(store, encoder))).toBeLessThan(1e-3);
    const place = { load: () => Promise.resolve(null), save: () => Promise.resolve() };
    const options = trainingOptions.parse(folder.description.config.options);
    const again = await trainFolds(data, options, { ...recorder(), checkpoints: () => place });
    const parts = [...readOutput(db, run.id)];
    expect(parts.flatMap((part) => [...part.itemIds])).toEqual([...itemIds]);
    expect(parts.flatMap((part) => [...part.probabilities])).toEqual([...again.probabilities]);
    expect(db.select().from(raters).where(eq(raters.runId, run.id)).get()?.name).toContain(
      "pre-trained: Edges",
    );
    expect(projectOf(store).activeRunId).toBe(run.id);
    expect(removeEncoder(db, dir, encoder.id, null, 1).ok).toBe(false);

    // with its encoder it is one file, and says of pictures without a label what is stored of later ones
    const file = join(store.folder, "joined.onnx");
    const written = tandem(store, "model", "--run", String(run.id), "--out", file);
    expect([written.stderr, written.status]).toEqual(["", 0]);
    expect(readFileSync(file.replace(/onnx$/, "md"), "utf8")).toContain(encoder.hash);

    const more = demoItems({ train: 12, test: 0 }, 77);
    const files: Record<string, Uint8Array> = {};
    for (const item of more) files[`new-${item.name}`] = await encodePng(item.draw(), side);
    await runImport(store, await newDataset(files, null));
    const count = picturesBetween(db, 1, 0, 10_000).length;
    await until("new pictures are predicted", () => findRun(db, run.id)?.predictedTo === count);
    const rows = [...readOutput(db, run.id)].flatMap(({ itemIds }) => [...itemIds]);
    expect(new Set(rows).size).toBe(count);
    expect(embeddedTo(db, dir, 1, encoder)).toBe(count);
    const session = await InferenceSession.create(file);
    const last = at(picturesBetween(db, 1, count - 1, count), 0);
    const pixels = await encoderPixels(readPacked(dir, last, { shown: false }).bytes, encoder.description);
    const said = (await session.run({ pixels: new Tensor("uint8", pixels, [1, 48, 48, 3]) })).probabilities?.data; // prettier-ignore
    await session.release();
    const kept = [...readOutput(db, run.id)].flatMap((part) => [...part.probabilities]).slice(-10);
    kept.forEach((p, k) => expect(Math.abs(p - Number(said?.[k]))).toBeLessThan(1e-5));

    // a machine that does not route keeps nobody from removing its encoder, and stays
    db.update(projects).set({ activeRunId: null }).run();
    expect(removeEncoder(db, dir, encoder.id, null, 1).ok).toBe(true);
    expect(readdirSync(dir.features)).toEqual([]);
    expect(findRun(db, run.id)).toMatchObject({ state: "finished", encoderId: encoder.id });
    worker.kill("SIGKILL");
  }, 300_000);
});
