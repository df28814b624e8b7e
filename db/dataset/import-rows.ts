import { and, count, eq, gt, sum } from "drizzle-orm";
import type { ImageSource } from "#lib/formats/image-source.ts";
import { pPlusL } from "#lib/teaming/policies/p-plus-l.ts";
import type { ImportOptions } from "#lib/formats/import-options.ts";
import type { LabelTable } from "#lib/formats/label-table.ts";
import {
  addedSentence,
  isNote,
  nothingFits,
  type Plan,
  planImport,
  type PlannedItem,
  type Problem,
  samePictures,
} from "#lib/formats/plan.ts";
import { FormatError } from "#lib/formats/problem.ts";
import type { Db, RootDb } from "#db/client.ts";
import type { DataDir } from "#db/data-dir.ts";
import { announce } from "#db/events.ts";
import { findItems, judgeBatch, type ReadItem, readBatch, storeBatch } from "#db/dataset/import-batch.ts";
import {
  addProblems,
  countBatch,
  digestOf,
  endImport,
  findImport,
  listProblems,
  openPlan,
} from "#db/dataset/import-record.ts";
import { roomForPacks } from "#db/packs/room.ts";
import type { PackWriter } from "#db/packs/writer.ts";
import { findProject } from "#db/dataset/projects.ts";
import { rowBytes } from "#db/dataset/tensors.ts";
import { type Fence, finishJob, writeHeld } from "#db/job-queue.ts";
import { askForPredictions } from "#db/labelling/waiting.ts";
import { reroute } from "#db/labelling/rerouting.ts";
import { type Import, items, type Project, projects, raters } from "#db/schema.ts";
import { counted } from "#lib/numbers.ts";

/** The way of an import's rows: planned, checked where all or nothing is wanted, stored batch by batch. */

/*
 * One transaction holds the write lock, and annotators wait meanwhile: for ten milliseconds at a million
 * items, on a busy machine for some tens.
 */
/** Rows that a batch adds to images, items and judgments. */
const batchRows = 600;
/** Its decoded pixels, which go to the disk within the transaction, bytes. */
const batchBytes = 4 * 1024 ** 2;

export type ImportHooks = {
  now(this: void): number;
  /** rows done of all rows; note: what is being done */
  progress?(this: void, done: number, total: number, note: "checking" | "importing"): void;
  /** asked between batches; what is stored by then stays */
  cancelled?(this: void): boolean;
};

/** An import under way. */
export type Importing = {
  db: RootDb;
  dir: DataDir;
  importId: number;
  options: ImportOptions;
  /** the hold on the job that does it; null: no job does */
  fence: Fence | null;
  hooks: ImportHooks;
  writer: PackWriter;
};

/** Somebody asked to stop; whole batches are stored. */
export class ImportCancelled extends Error {}

/** @returns the import's row, finished */
export async function importRows(
  importing: Importing,
  source: ImageSource,
  table: LabelTable | null,
): Promise<Import> {
  const { db, options, importId, fence, hooks } = importing;
  const stored = findProject(db, options.project.slug) ?? null;
  const plan = await planImport(source, table, options, stored?.classes ?? null);
  const [added] = plan.added;
  if (added && !options.addClasses)
    throw new FormatError(`${addedSentence(added)} Leave the column out, or list the classes.`);
  if (options.onProblem === "abort") await refuseProblems(importing, source, plan);
  const digest = digestOf(plan);
  const before = writeHeld(db, fence, (tx) => openPlan(tx, importId, plan, digest));
  const project = await storeAll(importing, source, plan, stored, before);
  if (!project) {
    const problems = listProblems(db, importId).filter(({ reason }) => !isNote(reason));
    throw new FormatError(nothingFits(plan.rows, problems));
  }
  const same = sharingPictures(db, project.id); // outside the transaction: it looks at every item
  // New items are for people, or wait for a prediction; before there is a machine every item is for people.
  return reroute(
    db,
    project.id,
    hooks.now(),
    () => ({}),
    (tx) => {
      const ended = finish(importing, tx, same);
      askForPredictions(tx, project.id, hooks.now());
      return ended;
    },
  );
}

/** The end of everything in one transaction: routes, the import's row, and its job. */
function finish({ importId, fence, hooks }: Importing, tx: Db, same: number): Import {
  const now = hooks.now();
  const otherSplit = findImport(tx, importId)?.otherSplit ?? 0;
  if (otherSplit > 0) {
    const what = otherSplit === 1 ? "1 item keeps its" : `${counted(otherSplit)} items keep their`;
    const reason = `Note: ${what} stored split, which differs from the one asked for.`;
    addProblems(tx, importId, [], [{ row: null, file: "", reason }]);
  }
  if (same > 0) addProblems(tx, importId, [], [{ row: null, file: "", reason: samePictures(same) }]);
  if (fence !== null) finishJob(tx, fence, now);
  return endImport(tx, importId, "finished", null, now);
}

/** Items of a project whose picture another of its items has too. */
function sharingPictures(db: Db, projectId: number): number {
  const shared = db
    .select({ n: count().as("n") })
    .from(items)
    .where(eq(items.projectId, projectId))
    .groupBy(items.hash)
    .having(gt(count(), 1))
    .as("shared");
  return Number(
    db
      .select({ n: sum(shared.n) })
      .from(shared)
      .get()?.n ?? 0,
  );
}

/**
 * Store the plan's items, a batch a transaction.
 * @param before items that an earlier attempt stored
 * @returns the project; null where there is none, as no row was good
 */
async function storeAll(
  importing: Importing,
  source: ImageSource,
  plan: Plan,
  stored: Project | null,
  before: number,
): Promise<Project | null> {
  const { db, dir, options, fence, writer } = importing;
  const imageSize = stored?.imageSize ?? options.imageSize;
  const passes = options.onProblem === "abort" ? 2 : 1;
  let project = stored;
  let done = before;
  for (const batch of batches(plan.items.slice(before), imageSize, plan.humans.length)) {
    await roomForPacks(db, dir, () => stopIfCancelled(importing));
    const { read, problems } = await readItems(importing, source, batch, project, imageSize, writer);
    writer.flush();
    const to = done + batch.length;
    const current = project;
    const result = writeHeld(db, fence, (tx) =>
      storeOne(importing, tx, plan, current, { read, problems }, to),
    );
    if (options.onProblem === "abort" && result.problems > 0)
      throw new FormatError("The files changed while they were imported; import again to complete it.");
    project = result.project;
    done = to;
    tick(importing, (passes - 1) * plan.items.length + done, passes * plan.items.length, "importing");
  }
  return project;
}

/** One batch in its transaction: items, labels, counts and how far the plan is. */
function storeOne(
  { dir, importId, options, hooks }: Importing,
  tx: Db,
  plan: Plan,
  stored: Project | null,
  { read, problems }: { read: ReadItem[]; problems: Problem[] },
  done: number,
): { project: Project | null; problems: number } {
  const now = hooks.now();
  const project = stored ?? (read.length > 0 ? createProject(tx, options, plan.classes, now) : null);
  if (!project) {
    const nothing = { itemsAdded: 0, labelsAdded: 0, unchanged: 0, otherSplit: 0 };
    countBatch(tx, importId, null, nothing, problems, done);
    return { project, problems: problems.length };
  }
  const raterIds = ensureRaters(tx, project.id, plan.humans);
  const verdict = judgeBatch(tx, project.id, raterIds, read, (label) => project.classes[label] ?? "?");
  const labelsAdded = storeBatch(tx, dir, project, raterIds, verdict, now);
  const { fresh, unchanged, otherSplit } = verdict;
  const all = [...problems, ...verdict.problems];
  const counts = { itemsAdded: fresh.length, labelsAdded, unchanged, otherSplit };
  countBatch(tx, importId, project.id, counts, all, done);
  announce(tx, project.id, "items", now);
  return { project, problems: all.length };
}

/**
 * The first of two passes of an import that keeps all or nothing: find every problem, store no item.
 * @throws FormatError when there is one
 */
async function refuseProblems(importing: Importing, source: ImageSource, plan: Plan): Promise<void> {
  const { db, importId, fence } = importing;
  const problems = [...plan.problems, ...(await checkAll(importing, source, plan))];
  if (problems.length === 0) return;
  const digest = digestOf({ ...plan, problems });
  writeHeld(db, fence, (tx) => openPlan(tx, importId, { ...plan, problems }, digest));
  const what =
    problems.length === 1 ? "1 problem was found" : `${counted(problems.length)} problems were found`;
  throw new FormatError(`${what}, so nothing was imported.`);
}

async function checkAll(importing: Importing, source: ImageSource, plan: Plan): Promise<Problem[]> {
  const { db, options } = importing;
  const project = findProject(db, options.project.slug) ?? null;
  const imageSize = project?.imageSize ?? options.imageSize;
  const raterIds = plan.humans.map((name) => (project && findColumn(db, project.id, name)?.id) ?? null);
  const className = (label: number) => plan.classes[label] ?? "?";
  const found: Problem[] = [];
  let done = 0;
  for (const batch of batches(plan.items, imageSize, plan.humans.length)) {
    const { read, problems } = await readItems(importing, source, batch, project, imageSize, null);
    const verdict = judgeBatch(db, project?.id ?? null, raterIds, read, className);
    found.push(...problems, ...verdict.problems);
    done += batch.length;
    tick(importing, done, 2 * plan.items.length, "checking");
  }
  return found;
}

function readItems(
  { db }: Importing,
  source: ImageSource,
  batch: readonly PlannedItem[],
  project: Project | null,
  imageSize: number,
  writer: PackWriter | null,
) {
  const planned = batch.map((item) => ({ item }));
  const known = project ? findItems(db, project.id, planned) : new Map<string, unknown>();
  return readBatch(db, source, batch, imageSize, writer, (name) => known.has(name));
}

/** @param columns labels that an item may have */
function* batches(all: readonly PlannedItem[], imageSize: number, columns: number): Generator<PlannedItem[]> {
  const most = Math.min(batchRows / (2 + columns), batchBytes / rowBytes({ id: 0, imageSize }));
  const length = Math.max(1, Math.floor(most)); // an item is a row of images and one of items, and its labels
  for (let at = 0; at < all.length; at += length) yield all.slice(at, at + length);
}

function tick(importing: Importing, done: number, total: number, note: "checking" | "importing"): void {
  importing.hooks.progress?.(done, total, note);
  if (done < total) stopIfCancelled(importing);
}

function stopIfCancelled({ hooks }: Importing): void {
  if (hooks.cancelled?.()) throw new ImportCancelled();
}

/** How a new project makes its team: up to three people in turn, until it is sure. Older ones keep the threshold rule. */
const firstTeam = { policy: pPlusL.id, overlap: 3, eta: 0.9 };

function createProject(
  tx: Db,
  { project, imageSize }: ImportOptions,
  classes: string[],
  now: number,
): Project {
  const { slug, name = slug, description, instructions, synthetic, firstRunLabels } = project;
  const row = tx
    .insert(projects)
    .values({
      slug,
      name,
      description,
      instructions,
      ...{ synthetic, firstRunLabels },
      classes,
      imageSize,
      ...firstTeam,
      createdAt: now,
    })
    .returning()
    .get();
  announce(tx, row.id, "projects", now);
  return row;
}

const findColumn = (db: Db, projectId: number, name: string) =>
  db
    .select()
    .from(raters)
    .where(and(eq(raters.projectId, projectId), eq(raters.source, "column"), eq(raters.name, name)))
    .get();

const ensureRaters = (tx: Db, projectId: number, names: readonly string[]): number[] =>
  names.map(
    (name) =>
      findColumn(tx, projectId, name)?.id ??
      tx.insert(raters).values({ projectId, kind: "human", source: "column", name }).returning().get().id,
  );
