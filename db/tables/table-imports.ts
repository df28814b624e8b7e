import { eq } from "drizzle-orm";
import { diskSentence } from "#lib/disk-sentence.ts";
import { type TableKind, tableOptions, type TableRequest } from "#lib/formats/item-tables/options.ts";
import { FormatError } from "#lib/formats/problem.ts";
import { type Db, type RootDb, write } from "#db/client.ts";
import { endImport, findImport, insertTableImport } from "#db/dataset/import-record.ts";
import { ImportCancelled, type ImportHooks } from "#db/dataset/import-rows.ts";
import { findProject } from "#db/dataset/projects.ts";
import { enqueue, type Fence, finishJob } from "#db/job-queue.ts";
import { reroute } from "#db/labelling/rerouting.ts";
import { type Import, imports, type Job } from "#db/schema.ts";
import { importAnswers } from "#db/tables/answers.ts";
import { importCounts } from "#db/tables/counts.ts";
import type { Ending, TableImporting } from "#db/tables/importing.ts";
import { importPredictions } from "#db/tables/predictions.ts";

/**
 * Importing what a table says of a project's items. The whole table is checked before anything is stored; the same
 * import again changes nothing, and completes one that was interrupted.
 */

const importers: Record<TableKind, (importing: TableImporting) => Promise<Ending | undefined>> = {
  counts: importCounts,
  answers: importAnswers,
  predictions: importPredictions,
};
/** Labels leave the routes as they are. */
const nothingElse: Ending = { routing: () => null, finish: () => undefined };

/** Kind of the job that imports a table. */
export const tableJobKind = "table";

/** Ask for it in the background: its row and its job, together. */
export function startTableImport(
  db: Db,
  request: TableRequest,
  userId: number | null,
  now: number,
): { import: Import; job: Job } {
  const options = tableOptions.parse(request);
  return write(db, (tx) => {
    const row = insertTableImport(tx, options, "queued", userId, now);
    const payload = { importId: row.id };
    const { projectId } = row;
    const job = enqueue(tx, { kind: tableJobKind, payload, projectId, createdBy: userId }, now);
    tx.update(imports).set({ jobId: job.id }).where(eq(imports.id, row.id)).run();
    return { import: { ...row, jobId: job.id }, job };
  });
}

/**
 * Do an import that a job asked for; the last transaction finishes row and job.
 * @throws FormatError with one sentence, ImportCancelled, JobLost; the end of the job settles the row
 */
export const tableImportForJob = (
  db: RootDb,
  row: Pick<Import, "id" | "options">,
  fence: Fence,
  hooks: ImportHooks,
): Promise<Import> => run(db, row, fence, hooks);

/**
 * Import at once, as a command does.
 * @returns the import's row; `state` says whether it finished, failed (with one sentence) or was cancelled
 */
export async function importTable(db: RootDb, request: TableRequest, hooks: ImportHooks): Promise<Import> {
  const options = tableOptions.parse(request);
  const row = write(db, (tx) => insertTableImport(tx, options, "running", null, hooks.now()));
  const end = (state: "failed" | "cancelled", sentence: string | null) =>
    write(db, (tx) => endImport(tx, row.id, state, sentence, hooks.now()));
  try {
    return await run(db, row, null, hooks);
  } catch (error) {
    if (error instanceof ImportCancelled) return end("cancelled", null);
    const sentence = error instanceof FormatError ? error.message : diskSentence(error);
    const failed = end("failed", sentence ?? "The import stopped unexpectedly; import again to complete it.");
    if (sentence === null) throw error;
    return failed;
  }
}

async function run(
  db: RootDb,
  { id, options: given }: Pick<Import, "id" | "options">,
  fence: Fence | null,
  hooks: ImportHooks,
): Promise<Import> {
  const options = tableOptions.parse(given);
  const project = findProject(db, options.project);
  if (!project) throw new FormatError("The project is gone.");
  const importing = { db, importId: id, project, options, fence, hooks };
  const { routing, finish } = (await importers[options.kind](importing)) ?? nothingElse;
  return reroute(db, project.id, hooks.now(), routing, (tx) => {
    const now = hooks.now();
    finish(tx);
    if (fence !== null) finishJob(tx, fence, now);
    return endImport(tx, id, "finished", null, now);
  });
}

/** What an import of a table was asked to do; null for an import of pictures, or one of another version. */
export function tableOptionsOf(db: Db, importId: number) {
  const parsed = tableOptions.safeParse(findImport(db, importId)?.options);
  return parsed.success ? parsed.data : null;
}
