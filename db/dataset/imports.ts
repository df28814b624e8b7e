import { and, eq, sql } from "drizzle-orm";
import type { ImageSource } from "#lib/formats/image-source.ts";
import { type ImportOptions, importOptions, type ImportRequest } from "#lib/formats/import-options.ts";
import { type LabelTable, openLabels } from "#lib/formats/labels-csv.ts";
import { openImages } from "#lib/formats/open-images.ts";
import { type Plan, planImport, type PlannedItem, type Problem } from "#lib/formats/plan.ts";
import { FormatError } from "#lib/formats/problem.ts";
import { type Db, write } from "#db/client.ts";
import type { DataDir } from "#db/data-dir.ts";
import { announce } from "#db/events.ts";
import { findItems, judgeBatch, readBatch, storeBatch } from "#db/dataset/import-batch.ts";
import { addProblems, beginImport, endImport, insertImport } from "#db/dataset/import-record.ts";
import { enqueue } from "#db/jobs.ts";
import { openPackWriter, type PackWriter } from "#db/dataset/packs.ts";
import { findProject } from "#db/dataset/projects.ts";
import { type Import, imports, type Job, type Project, projects, raters } from "#db/schema.ts";
import { rebuildRoutes } from "#db/labelling/routes.ts";
import { rowBytes } from "#db/dataset/tensors.ts";

/** One transaction: the write lock is held for some tens of milliseconds. */
const batchRows = 1000;
/** Decoded pixels held at once, bytes. */
const batchBytes = 32 * 1024 ** 2;

export type ImportHooks = {
  now(this: void): number;
  /** rows done of all rows; note: what is being done */
  progress?(this: void, done: number, total: number, note: "checking" | "importing"): void;
  /** asked between batches; what is stored by then stays */
  cancelled?(this: void): boolean;
  userId?: number | null;
  /** continue this row of `imports` instead of making one */
  importId?: number;
};

/** Ask for an import in the background: its row and its job, together. */
export function startImport(
  db: Db,
  request: ImportRequest,
  userId: number | null,
  now: number,
): { import: Import; job: Job } {
  const options = importOptions.parse(request);
  return write(db, (tx) => {
    const row = insertImport(tx, options, "queued", userId, now);
    const job = enqueue(
      tx,
      { kind: "import", payload: { importId: row.id, options }, projectId: row.projectId, createdBy: userId },
      now,
    );
    tx.update(imports).set({ jobId: job.id }).where(eq(imports.id, row.id)).run();
    return { import: { ...row, jobId: job.id }, job };
  });
}

/**
 * Import images and labels into a project, new or existing.
 *
 * The same import again changes nothing; after a crash it completes what is missing. Stored pictures, gold
 * labels and labels are never changed, only added; a contradiction is a problem row.
 *
 * @returns the import's row; `state` says whether it finished, failed (with one sentence) or was cancelled
 */
export async function importDataset(
  db: Db,
  dir: DataDir,
  request: ImportRequest,
  hooks: ImportHooks,
): Promise<Import> {
  const options = importOptions.parse(request);
  return runImport(db, dir, options, hooks, async (run) => {
    const { columns, split, labels } = options;
    const source = await openImages(options.images);
    try {
      const table =
        labels === null
          ? null
          : await openLabels(labels, { ...columns, split: split.kind === "column" ? split.name : null });
      return await run(source, table);
    } finally {
      await source.close();
    }
  });
}

/** importDataset from a source and a table at hand, such as those that code draws. */
export function importFrom(
  db: Db,
  dir: DataDir,
  source: ImageSource,
  table: LabelTable | null,
  request: ImportRequest,
  hooks: ImportHooks,
): Promise<Import> {
  return runImport(db, dir, importOptions.parse(request), hooks, (run) => run(source, table));
}

type Run = (source: ImageSource, table: LabelTable | null) => Promise<void>;

/** Keep the import's row in step with what happens to it. */
async function runImport(
  db: Db,
  dir: DataDir,
  options: ImportOptions,
  hooks: ImportHooks,
  open: (run: Run) => Promise<void>,
): Promise<Import> {
  const row = write(db, (tx) => beginImport(tx, options, hooks));
  const writer = openPackWriter(dir);
  try {
    await open((source, table) =>
      importRows({ db, dir, options, hooks, writer, importId: row.id }, source, table),
    );
    return endImport(db, row.id, "finished", null, hooks);
  } catch (error) {
    if (error instanceof Cancelled) return endImport(db, row.id, "cancelled", null, hooks);
    const sentence = error instanceof FormatError ? error.message : diskSentence(error);
    const broken = "The import broke off; import again to complete it.";
    const failed = endImport(db, row.id, "failed", sentence ?? broken, hooks);
    if (sentence === null) throw error;
    return failed;
  } finally {
    writer.close();
  }
}

class Cancelled extends Error {}

/** A full or read-only disk is nobody's bug. */
function diskSentence(error: unknown): string | null {
  const code = error instanceof Error && "code" in error ? error.code : null;
  if (code === "ENOSPC" || code === "SQLITE_FULL")
    return "The disk is full; make room and import again to complete it.";
  if (code === "EROFS" || code === "EACCES" || code === "EPERM")
    return "A file or folder may not be read or written; look at the permissions.";
  return null;
}

type Context = {
  db: Db;
  dir: DataDir;
  options: ImportOptions;
  hooks: ImportHooks;
  writer: PackWriter;
  importId: number;
};

async function importRows(context: Context, source: ImageSource, table: LabelTable | null): Promise<void> {
  const { db, options, importId } = context;
  const existing = findProject(db, options.project.slug);
  const plan = await planImport(source, table, options, existing?.classes ?? null);
  const abort = options.onProblem === "abort";
  const passes = abort ? 2 : 1;
  if (abort) {
    const problems = [...plan.problems, ...(await checkAll(context, source, plan))];
    if (problems.length > 0) {
      write(db, (tx) => addProblems(tx, importId, plan.rows, problems, plan.notes));
      const what =
        problems.length === 1
          ? "1 problem was found"
          : `${problems.length.toLocaleString("en")} problems were found`;
      throw new FormatError(`${what}, so nothing was imported.`);
    }
  }
  write(db, (tx) => addProblems(tx, importId, plan.rows, plan.problems, plan.notes));

  const imageSize = existing?.imageSize ?? options.imageSize;
  let done = 0;
  let project = existing ?? null;
  let otherSplit = 0;
  for (const batch of batches(plan.items, imageSize)) {
    const { read, problems } = await readOne(context, source, batch, project, imageSize, context.writer);
    context.writer.flush();
    const batchProblems = problems;
    write(db, (tx) => {
      const now = context.hooks.now();
      if (read.length > 0) project ??= createProject(tx, options, plan.classes, now);
      let added = { items: 0, labels: 0, unchanged: 0 };
      if (project) {
        const current = project;
        const raterIds = ensureRaters(tx, current.id, plan.humans);
        const verdict = judgeBatch(tx, current.id, raterIds, read, (label) => current.classes[label] ?? "?");
        const labels = storeBatch(tx, context.dir, current, raterIds, verdict, now);
        added = { items: verdict.fresh.length, labels, unchanged: verdict.unchanged };
        otherSplit += verdict.otherSplit;
        batchProblems.push(...verdict.problems);
        announce(tx, current.id, "items", now);
      }
      addProblems(tx, importId, plan.rows, batchProblems, []);
      tx.update(imports)
        .set({
          projectId: project?.id ?? null,
          itemsAdded: sql`${imports.itemsAdded} + ${added.items}`,
          labelsAdded: sql`${imports.labelsAdded} + ${added.labels}`,
          unchanged: sql`${imports.unchanged} + ${added.unchanged}`,
        })
        .where(eq(imports.id, importId))
        .run();
    });
    if (abort && batchProblems.length > 0)
      throw new FormatError("The files changed while they were imported; import again to complete it.");
    done += batch.length;
    tick(context, (passes - 1) * plan.items.length + done, passes * plan.items.length, "importing");
  }
  if (!project) throw new FormatError("No row could be imported.");
  routeNewItems(context, project.id);
  if (otherSplit > 0) {
    const reason = `Note: ${otherSplit.toLocaleString("en")} items keep their stored split, which differs from the one asked for.`;
    write(db, (tx) => addProblems(tx, importId, plan.rows, [], [{ row: null, file: "", reason }]));
  }
}

/** New items outside the training split that the active run never saw are for people (db/routes.ts). */
function routeNewItems({ db, hooks }: Context, projectId: number): void {
  write(db, (tx) => {
    const project = tx.select().from(projects).where(eq(projects.id, projectId)).get();
    if (!project || project.activeRunId === null) return;
    rebuildRoutes(tx, projectId);
    announce(tx, projectId, "routes", hooks.now());
  });
}

/** The first of two passes of an import that keeps all or nothing: find every problem, write nothing. */
async function checkAll(context: Context, source: ImageSource, plan: Plan): Promise<Problem[]> {
  const { db, options } = context;
  const project = findProject(db, options.project.slug) ?? null;
  const imageSize = project?.imageSize ?? options.imageSize;
  const found: Problem[] = [];
  let done = 0;
  for (const batch of batches(plan.items, imageSize)) {
    const { read, problems } = await readOne(context, source, batch, project, imageSize, null);
    const raterIds = plan.humans.map((name) =>
      project ? (findColumn(db, project.id, name)?.id ?? null) : null,
    );
    const verdict = judgeBatch(
      db,
      project?.id ?? null,
      raterIds,
      read,
      (label) => plan.classes[label] ?? "?",
    );
    found.push(...problems, ...verdict.problems);
    done += batch.length;
    tick(context, done, 2 * plan.items.length, "checking");
  }
  return found;
}

function readOne(
  { db }: Context,
  source: ImageSource,
  batch: readonly PlannedItem[],
  project: Project | null,
  imageSize: number,
  writer: PackWriter | null,
) {
  const known = project
    ? findItems(
        db,
        project.id,
        batch.map((item) => ({ item })),
      )
    : new Map<string, unknown>();
  return readBatch(db, source, batch, imageSize, writer, (name) => known.has(name));
}

function* batches(all: readonly PlannedItem[], imageSize: number): Generator<PlannedItem[]> {
  const length = Math.max(1, Math.min(batchRows, Math.floor(batchBytes / rowBytes({ id: 0, imageSize }))));
  for (let at = 0; at < all.length; at += length) yield all.slice(at, at + length);
}

function tick({ hooks }: Context, done: number, total: number, note: "checking" | "importing"): void {
  hooks.progress?.(done, total, note);
  if (done < total && hooks.cancelled?.()) throw new Cancelled();
}

function createProject(
  tx: Db,
  { project, imageSize }: ImportOptions,
  classes: string[],
  now: number,
): Project {
  const { slug, name = slug, description, instructions, synthetic } = project;
  const row = tx
    .insert(projects)
    .values({ slug, name, description, instructions, synthetic, classes, imageSize, createdAt: now })
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
