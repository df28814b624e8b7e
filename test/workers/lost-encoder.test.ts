import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { at } from "#lib/array.ts";
import { demoItems } from "#lib/demo/demo.ts";
import { side } from "#lib/demo/draw.ts";
import { encodePng } from "#lib/formats/image.ts";
import { asOperator } from "#db/access.ts";
import { openDatabase } from "#db/client.ts";
import { dataDir } from "#db/data-dir.ts";
import { findProject } from "#db/dataset/projects.ts";
import { encoderPath, findEncoder, listEncoders, lostEncoder } from "#db/features/encoders.ts";
import { embeddedTo, readFeatures } from "#db/features/feature-files.ts";
import { hasModel } from "#db/machines/models.ts";
import { newcomers, predictAgain } from "#db/machines/new-pictures.ts";
import { findRun } from "#db/machines/runs.ts";
import { runs } from "#db/schema.ts";
import { newDataset, runImport } from "../db/datasets.ts";
import { filterEncoder } from "../lib/encoders/models.ts";
import { newFolder } from "../lib/formats/files.ts";
import { add, directly, edges, furthest, tandem } from "./encoders.ts";
import { until } from "./processes.ts";
import { ended, newProject, startWorker } from "./training-project.ts";

test("an encoder's file that is lost leaves new pictures to people, until the same file is added again or a backup is restored", async () => {
  const store = await newProject();
  const { db, dir } = store;
  const project = () => findProject(db, "pets")!;
  const encoder = edges(store);
  const args = ["--project", "pets", "--labels", "anna", "--features", "Edges", "--folds", "2"];
  expect(tandem(store, "train", ...args, "--epochs", "2", "--detach").status).toBe(0);
  const { id, jobId } = at(db.select().from(runs).all(), 0);
  const worker = startWorker(store);
  await ended(store, jobId ?? 0);
  expect(project().activeRunId).toBe(id);
  expect([lostEncoder(db, dir, id), hasModel(db, dir, findRun(db, id)!)]).toEqual([null, true]);

  // a backup holds the encoder and its features
  const backup = join(newFolder(), "backup");
  expect(tandem(store, "backup", backup).status).toBe(0);
  const folder = join(newFolder(), "restored");
  expect(tandem(store, "restore", backup, "--into", folder).stderr).toBe("");
  const restored = { ...openDatabase(dataDir(folder).database), dir: dataDir(folder) };
  const same = findEncoder(restored.db, encoder.id)!;
  expect(readFileSync(encoderPath(restored.dir, same)).equals(readFileSync(encoderPath(dir, encoder)))).toBe(true); // prettier-ignore
  expect(embeddedTo(restored.db, restored.dir, 1, same)).toBe(240);
  expect(readFeatures(restored.dir, 1, same, 0, 240)).toEqual(readFeatures(dir, 1, encoder, 0, 240));
  restored.close();

  rmSync(encoderPath(dir, encoder));
  expect([lostEncoder(db, dir, id), hasModel(db, dir, findRun(db, id)!)]).toEqual(["Edges", false]);
  const gone = tandem(store, "model", "--run", String(id), "--out", join(store.folder, "model.onnx"));
  expect([gone.status, gone.stderr]).toEqual([1, expect.stringMatching(/^[^\n]*Edges[^\n]*\.\n$/)]);
  const files: Record<string, Uint8Array> = {};
  for (const item of demoItems({ train: 12, test: 0 }, 77))
    files[`new-${item.name}`] = await encodePng(item.draw(), side);
  await runImport(store, await newDataset(files, null));
  await until("people are asked", () => findRun(db, id)!.weightsGone);
  expect(newcomers(db, project())).toMatchObject({ state: "no weights" });

  // another file is not taken for it
  expect(add(store, filterEncoder(64)).stderr).toMatch(/Edges/);
  expect(lostEncoder(db, dir, id)).toBe("Edges");
  const again = add(store, filterEncoder(48));
  expect([again.stderr, again.status]).toEqual(["", 0]);
  expect(listEncoders(db)).toEqual([encoder]);
  expect(lostEncoder(db, dir, id)).toBeNull();
  expect(predictAgain(db, asOperator(project()), Date.now()).ok).toBe(true);
  await until("they are predicted", () => newcomers(db, project()) === null);
  const all = embeddedTo(db, dir, 1, encoder);
  expect(all).toBeGreaterThan(240);
  expect(furthest(readFeatures(dir, 1, encoder, 0, all), await directly(store, encoder))).toBeLessThan(1e-3);
  worker.kill("SIGKILL");
}, 240_000);
