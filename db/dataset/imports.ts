import { eq } from "drizzle-orm";
import type { ImageSource } from "#lib/formats/image-source.ts";
import { diskSentence } from "#lib/disk-sentence.ts";
import { type ImportOptions, importOptions, type ImportRequest } from "#lib/formats/import-options.ts";
import { type LabelTable, openLabels } from "#lib/formats/label-table.ts";
import { openImages } from "#lib/formats/open-images.ts";
import { FormatError } from "#lib/formats/problem.ts";
import { type Db, type RootDb, write } from "#db/client.ts";
import type { DataDir } from "#db/data-dir.ts";
import { endImport, importStarted, insertImport } from "#db/dataset/import-record.ts";
import { ImportCancelled, type ImportHooks, type Importing, importRows } from "#db/dataset/import-rows.ts";
import { enqueue, type Fence, writeHeld } from "#db/job-queue.ts";
import { openPackWriter } from "#db/packs/writer.ts";
import { type Import, imports, type Job } from "#db/schema.ts";

/**
 * Importing images and labels into a project, new or existing.
 *
 * The same import again changes nothing; after a crash it completes what is missing. Stored pictures, gold
 * labels and labels are never changed, only added; a contradiction is a problem row.
 */

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
      { kind: "import", payload: { importId: row.id }, projectId: row.projectId, createdBy: userId },
      now,
    );
    tx.update(imports).set({ jobId: job.id }).where(eq(imports.id, row.id)).run();
    return { import: { ...row, jobId: job.id }, job };
  });
}

/**
 * Do an import that a job asked for. Each batch is stored only while the job is held, and the last
 * transaction finishes both the import's row and the job. A later attempt goes on after the last batch.
 * @returns the finished import
 * @throws FormatError with one sentence, ImportCancelled, JobLost; the end of the job settles the row
 */
export async function importForJob(
  db: RootDb,
  dir: DataDir,
  row: Pick<Import, "id" | "options">,
  fence: Fence,
  hooks: ImportHooks,
): Promise<Import> {
  writeHeld(db, fence, (tx) => importStarted(tx, row.id));
  const options = importOptions.parse(row.options);
  return importInto({ db, dir, importId: row.id, options, fence, hooks }, fromFiles(options));
}

/**
 * Import at once, without a job, as a command does.
 * @returns the import's row; `state` says whether it finished, failed (with one sentence) or was cancelled
 */
export function importDataset(
  db: RootDb,
  dir: DataDir,
  request: ImportRequest,
  hooks: ImportHooks,
): Promise<Import> {
  const options = importOptions.parse(request);
  return importNow(db, dir, options, hooks, fromFiles(options));
}

/** importDataset from a source and a table at hand, such as those that code draws. */
export function importFrom(
  db: RootDb,
  dir: DataDir,
  source: ImageSource,
  table: LabelTable | null,
  request: ImportRequest,
  hooks: ImportHooks,
): Promise<Import> {
  return importNow(db, dir, importOptions.parse(request), hooks, (use) => use(source, table));
}

/** Opens images and labels, has them used, and closes them. */
type Open = (use: (source: ImageSource, table: LabelTable | null) => Promise<Import>) => Promise<Import>;

const fromFiles =
  ({ images, labels, columns, split }: ImportOptions): Open =>
  async (use) => {
    const source = await openImages(images);
    try {
      const splitColumn = split.kind === "column" ? split.name : null;
      return await use(
        source,
        labels === null ? null : await openLabels(labels, { ...columns, split: splitColumn }),
      );
    } finally {
      await source.close();
    }
  };

async function importNow(
  db: RootDb,
  dir: DataDir,
  options: ImportOptions,
  hooks: ImportHooks,
  open: Open,
): Promise<Import> {
  const { id } = write(db, (tx) => insertImport(tx, options, "running", null, hooks.now()));
  try {
    return await importInto({ db, dir, importId: id, options, fence: null, hooks }, open);
  } catch (error) {
    const end = (state: "failed" | "cancelled", sentence: string | null) =>
      write(db, (tx) => endImport(tx, id, state, sentence, hooks.now()));
    if (error instanceof ImportCancelled) return end("cancelled", null);
    const sentence = error instanceof FormatError ? error.message : diskSentence(error);
    const failed = end("failed", sentence ?? "The import stopped unexpectedly; import again to complete it.");
    if (sentence === null) throw error;
    return failed;
  }
}

async function importInto(importing: Omit<Importing, "writer">, open: Open): Promise<Import> {
  const writer = openPackWriter(importing.db, importing.dir);
  try {
    return await open((source, table) => importRows({ ...importing, writer }, source, table));
  } finally {
    writer.close();
  }
}
