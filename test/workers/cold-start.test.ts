import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { and, asc, eq } from "drizzle-orm";
import { expect, onTestFinished, test } from "vitest";
import { demoItems } from "#lib/demo/demo.ts";
import { side } from "#lib/demo/draw.ts";
import { encodePng } from "#lib/formats/image.ts";
import { predictByFolds } from "#lib/train/predict.ts";
import { asOperator } from "#db/access.ts";
import { findProject } from "#db/dataset/projects.ts";
import { readTensor } from "#db/dataset/tensors.ts";
import { queueState } from "#db/labelling/routes.ts";
import { waitingPictures } from "#db/labelling/waiting.ts";
import { finalWeights } from "#db/machines/models.ts";
import { newcomers, predictAgain } from "#db/machines/new-pictures.ts";
import { readOutput } from "#db/machines/run-outputs.ts";
import { items, jobs, judgments, predictions, projects, raters, routes, runs, users } from "#db/schema.ts";
import { newDataset, newStore, runImport, type Store } from "../db/datasets.ts";
import { killChildren, until } from "./processes.ts";

const classes = ["one", "two"];
const drawn = demoItems({ train: 100, test: 0 }, 3);

/** Pictures of a folder, some of them there already when it is imported again. */
async function importPictures(store: Store, count: number): Promise<void> {
  const files: Record<string, Uint8Array> = {};
  for (const item of drawn.slice(0, count)) files[item.name] = await encodePng(item.draw(), side);
  const { state, error } = await runImport(store, { ...(await newDataset(files, null)), classes });
  expect([state, error]).toEqual(["finished", null]);
}

const projectOf = ({ db }: Store) => findProject(db, "pets")!;

/** A person says of the first items what the drawing is, in one of two classes. */
function label({ db }: Store, count: number): void {
  const projectId = findProject(db, "pets")!.id;
  const user = {
    name: "ada",
    displayName: "Ada",
    role: "annotator",
    passwordHash: "-",
    createdAt: 1,
  } as const;
  const { id: userId } = db.insert(users).values(user).returning().get();
  const { id: raterId } = db
    .insert(raters)
    .values({ projectId, kind: "human", source: "person", name: "ada", userId })
    .returning()
    .get();
  for (const item of db.select().from(items).orderBy(asc(items.ordinal)).limit(count).all()) {
    const said = { outcome: "label", label: drawn[item.ordinal]!.gold % 2 } as const;
    db.insert(judgments)
      .values({ projectId, itemId: item.id, raterId, receivedAt: 1, ...said })
      .run();
  }
}

function startWorker(store: Store): ChildProcess {
  const worker = spawn(process.execPath, ["workers/tandem.js", "worker"], {
    env: { ...process.env, TANDEM_DATA: store.dir.root },
    stdio: "ignore",
  });
  onTestFinished(() => void worker.kill("SIGKILL"));
  return worker;
}

const runsOf = ({ db }: Store) => db.select().from(runs).all();
const jobsOf = ({ db }: Store, kind: string) =>
  db.select().from(jobs).where(eq(jobs.kind, kind)).orderBy(asc(jobs.id)).all();

/** Probabilities by ordinal. */
function outputOf({ db }: Store, runId: number): Map<number, number[]> {
  const ordinalOf = new Map(
    db
      .select()
      .from(items)
      .all()
      .map(({ id, ordinal }) => [id, ordinal]),
  );
  const found = new Map<number, number[]>();
  for (const { itemIds, probabilities } of readOutput(db, runId))
    itemIds.forEach((id, row) => {
      const ordinal = ordinalOf.get(id)!;
      expect(found.has(ordinal)).toBe(false);
      found.set(ordinal, [...probabilities.subarray(2 * row, 2 * row + 2)]);
    });
  return found;
}

/** Every item has one prediction of the run and one row of the queue, and none waits. */
function allRouted(store: Store, runId: number, count: number): void {
  const { db } = store;
  expect(outputOf(store, runId).size).toBe(count);
  expect(db.select().from(predictions).where(eq(predictions.runId, runId)).all()).toHaveLength(count);
  const { routesGeneration: generation } = projectOf(store);
  expect(db.select().from(routes).where(eq(routes.generation, generation)).all()).toHaveLength(count);
  expect(waitingPictures(db, projectOf(store))).toBe(0);
  expect(db.select().from(runs).where(eq(runs.id, runId)).get()).toMatchObject({
    predictedItems: count,
    predictedTo: count,
  });
}

test("pictures alone: the first training starts by itself, once, whatever is killed, and predicts everything; later pictures are predicted as those without a label were", async () => {
  const store = newStore();
  const { db, dir } = store;
  await importPictures(store, 40);
  db.update(projects).set({ firstRunLabels: 6, eta: 1 }).run();
  label(store, 12);

  // killed as soon as the run is there, again in its training, and with it the worker
  let worker = startWorker(store);
  await until("the first run", () => runsOf(store).length > 0);
  worker.kill("SIGKILL");
  worker = startWorker(store);
  await until("its training", () => jobsOf(store, "train")[0]?.state === "running");
  await until("a checkpoint", () => (jobsOf(store, "train")[0]?.progress ?? 0) > 0);
  killChildren(worker);
  const active = () => projectOf(store).activeRunId;
  await until("a machine", () => active() !== null);
  expect(runsOf(store)).toHaveLength(1);
  expect(jobsOf(store, "train")).toHaveLength(1);
  const run = runsOf(store)[0]!;
  expect(run).toMatchObject({ state: "finished", first: true, trainItems: 12, predictedItems: 40 });
  allRouted(store, run.id, 40);
  expect(projectOf(store).activeFitId).not.toBeNull();

  // the stored weights say of items without a label what was stored at training
  const weights = await finalWeights(dir, run);
  const images = readTensor(db, dir, projectOf(store));
  const bytes = side * side * 3;
  const again = await predictByFolds(weights ?? [], { images: images.subarray(12 * bytes), size: side });
  const stored = outputOf(store, run.id);
  for (let i = 12; i < 40; i++)
    for (const k of [0, 1]) expect(again[(i - 12) * 2 + k]).toBeCloseTo(stored.get(i)![k]!, 5);

  // more pictures, of which some were there: they wait, and are predicted without a training
  worker.kill("SIGKILL");
  await importPictures(store, 70);
  expect(waitingPictures(db, projectOf(store))).toBe(30);
  expect(newcomers(db, projectOf(store))).toMatchObject({ pictures: 30, state: "waiting" });
  expect(queueState(db, projectOf(store)).routed).toBe(40);
  await importPictures(store, 72); // a job waits already
  expect(jobsOf(store, "predict")).toHaveLength(1);
  worker = startWorker(store);
  await until("predicting", () => jobsOf(store, "predict")[0]?.state === "running");
  killChildren(worker);
  await until("the prediction", () => jobsOf(store, "predict")[0]?.state === "finished");
  expect(jobsOf(store, "train")).toHaveLength(1);
  expect(jobsOf(store, "predict")).toHaveLength(1);
  allRouted(store, run.id, 72);
  const late = await predictByFolds(weights ?? [], {
    images: readTensor(db, dir, projectOf(store)),
    size: side,
  });
  const all = outputOf(store, run.id);
  for (let i = 40; i < 72; i++)
    for (const k of [0, 1]) expect(late[2 * i + k]).toBeCloseTo(all.get(i)![k]!, 5);
  // of labelled items a mean over the networks would be no honest prediction, so theirs stay as they were
  for (let i = 0; i < 40; i++) expect(all.get(i)).toEqual(stored.get(i));

  // without its weights the machine says nothing of new pictures: people are asked, and the weights may come back
  const folder = join(dir.checkpoints, `run-${run.id}`);
  worker.kill("SIGKILL");
  rmSync(folder, { recursive: true });
  await importPictures(store, 80);
  worker = startWorker(store);
  await until("nothing to predict with", () => jobsOf(store, "predict")[1]?.state === "finished");
  expect(newcomers(db, projectOf(store))).toMatchObject({ pictures: 8, state: "no weights" });
  expect(queueState(db, projectOf(store))).toMatchObject({ routed: 80 });
  const { routesGeneration: generation } = projectOf(store);
  const open = db
    .select()
    .from(routes)
    .where(and(eq(routes.generation, generation), eq(routes.prior, -1)))
    .all();
  expect(open).toHaveLength(8);
  mkdirSync(folder, { recursive: true });
  weights!.forEach((blob, fold) =>
    writeFileSync(join(folder, fold === 0 ? "checkpoint.bin" : `checkpoint-${fold}.bin`), blob),
  );
  expect(predictAgain(db, asOperator(projectOf(store)), 1).ok).toBe(true);
  await until("the last prediction", () => jobsOf(store, "predict")[2]?.state === "finished");
  allRouted(store, run.id, 80);
}, 600_000);
