import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { and, desc, eq, inArray, isNotNull, isNull } from "drizzle-orm";
import { z } from "zod";
import { fail, type JobState, ok, type Result } from "#lib/domain.ts";
import { Expected } from "#lib/expected.ts";
import { findExportFormat } from "#lib/formats/exports/index.ts";
import type { WrittenFile } from "#lib/formats/exports/manifest.ts";
import { readBrowse, searchOfBrowse } from "#lib/items/filter.ts";
import { policyOf } from "#lib/teaming/policies/index.ts";
import type { Authorized } from "#db/access.ts";
import { type Db, write } from "#db/client.ts";
import type { DataDir } from "#db/data-dir.ts";
import type { Selection } from "#db/exports/source.ts";
import { older } from "#db/older.ts";
import { tellWebhooks } from "#db/webhook-outbox.ts";
import { enqueue, type Fence, finishJob, writeHeld } from "#db/job-queue.ts";
import { requestCancel } from "#db/jobs/lifecycle.ts";
import { recordAuditEntry } from "#db/people/audit-log.ts";
import { datasetExports, type DatasetExport, jobs, type Project, users } from "#db/schema.ts";

/** Datasets as files: asked for here, written by a job, there until they expire. */

export const exportKind = "export";
/** The export names its job, not the other way round. */
export const exportPayload = z.object({});

/** Exports of one person that may wait or run at once. */
const mostAtOnce = 5;

export type WantedExport = {
  format: string;
  licence: string;
  selection: Selection;
};

/** Ask for an export without people's names. @returns its number @throws Expected, UnknownPolicy */
export const askForExport = (
  db: Db,
  project: Authorized<Project, "researcher">,
  wanted: WantedExport,
  now: number,
): number => ask(db, project, wanted, false, now);

/** Ask for one with the names of people, which only admins may see. */
export const askForExportWithNames = (
  db: Db,
  project: Authorized<Project, "admin">,
  wanted: WantedExport,
  now: number,
): number => ask(db, project, wanted, true, now);

function ask(
  db: Db,
  project: Project & { readonly by: number | null },
  { format, licence, selection }: WantedExport,
  names: boolean,
  now: number,
): number {
  if (!findExportFormat(format)) throw new Expected("There is no such format.");
  policyOf(project.policy);
  const chosen = selection && "chosen" in selection ? [...new Set(selection.chosen)] : null;
  if (chosen?.length === 0) throw new Expected("Nothing is selected.");
  // as the browser reads it, so that what is stored can be read again
  const search = selection && "search" in selection ? searchOfBrowse(readBrowse(selection.search)) : null;
  return write(db, (tx) => {
    if (underWay(tx, project.by) >= mostAtOnce)
      throw new Expected("Several of your exports are waiting already. Ask again when one is done.");
    const asked = { kind: exportKind, payload: {}, projectId: project.id, createdBy: project.by };
    const job = enqueue(tx, asked, now);
    const { id } = tx
      .insert(datasetExports)
      .values({
        ...{ projectId: project.id, jobId: job.id, format, names, search, chosen, licence },
        ...{ userId: project.by, at: now },
      })
      .returning()
      .get();
    recordExport(tx, project, { format, names, selected: selection !== null, exportId: id }, now);
    return id;
  });
}

/** Put an export on record, in the transaction that begins it. */
export function recordExport(
  tx: Db,
  project: Project & { readonly by: number | null },
  {
    format,
    names,
    selected,
    exportId,
  }: {
    format: string;
    names: boolean;
    selected: boolean;
    /** of one that is kept; the command line's goes into a file of its own */
    exportId?: number;
  },
  now: number,
): void {
  const { policy, activeFitId: fitId, activeRunId: runId, eta } = project;
  const detail = {
    ...{ format, names, ...(selected && { selection: true }), policy, fitId, runId, eta },
    ...(exportId !== undefined && { exportId }),
  };
  recordAuditEntry(tx, { userId: project.by, action: "project.export", projectId: project.id, detail }, now);
}

const underWay = (tx: Db, userId: number | null): number =>
  tx
    .select({ id: jobs.id })
    .from(jobs)
    .where(
      and(
        eq(jobs.kind, exportKind),
        inArray(jobs.state, ["queued", "running"]),
        userId === null ? isNull(jobs.createdBy) : eq(jobs.createdBy, userId),
      ),
    )
    .limit(mostAtOnce)
    .all().length;

export const findExport = (db: Db, id: number): DatasetExport | undefined =>
  db.select().from(datasetExports).where(eq(datasetExports.id, id)).get();

/** What a job writes. */
export const exportOfJob = (db: Db, jobId: number): DatasetExport | undefined =>
  db.select().from(datasetExports).where(eq(datasetExports.jobId, jobId)).get();

/** Of which items a stored export is. */
export const selectionOf = ({ search, chosen }: DatasetExport): Selection =>
  search !== null ? { search } : chosen !== null ? { chosen } : null;

/** Where its files are, or are being written. */
export const exportFolder = (dir: DataDir, { id }: Pick<DatasetExport, "id">): string =>
  join(dir.exports, String(id));

/** Its files are on disk, whole: store that, and finish the job. @throws JobLost */
export function exportReady(
  db: Db,
  fence: Fence,
  { id }: Pick<DatasetExport, "id">,
  { files, items }: { files: WrittenFile[]; items: number },
  { now, keepMs }: { now: number; keepMs: number },
): void {
  writeHeld(db, fence, (tx) => {
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    const { projectId, format } = tx
      .update(datasetExports)
      .set({ files, items, bytes, readyAt: now, expiresAt: now + keepMs })
      .where(eq(datasetExports.id, id))
      .returning()
      .get();
    tellWebhooks(tx, projectId, "export.ready", { export: { id, format, items } }, now);
    finishJob(tx, fence, now);
  });
}

/** An export as pages show it. */
export type ExportShown = Pick<
  DatasetExport,
  | "id"
  | "format"
  | "names"
  | "search"
  | "items"
  | "bytes"
  | "at"
  | "readyAt"
  | "expiresAt"
  | "goneAt"
  | "files"
> & {
  /** how many single items */
  chosen: number | null;
  by: number | null;
  who: string | null;
  licence: string;
  state: JobState;
  progress: number;
  error: string | null;
};

/**
 * The newest exports of a project, newest first.
 * @param names those with the names of people, too
 * @param before number of the last one seen
 */
export const newestExports = (
  db: Db,
  projectId: number,
  names: boolean,
  most: number,
  before: number | null = null,
): ExportShown[] =>
  db
    .select({ row: datasetExports, who: users.displayName, job: jobs })
    .from(datasetExports)
    .innerJoin(jobs, eq(jobs.id, datasetExports.jobId))
    .leftJoin(users, eq(users.id, datasetExports.userId))
    .where(
      and(
        eq(datasetExports.projectId, projectId),
        names ? undefined : eq(datasetExports.names, false),
        older(datasetExports.id, before),
      ),
    )
    .orderBy(desc(datasetExports.id))
    .limit(most)
    .all()
    .map(({ row: { userId, chosen, ...row }, who, job }) => ({
      ...row,
      ...{ chosen: chosen?.length ?? null, by: userId, who },
      ...{ state: job.state, progress: job.progress, error: job.error },
    }));

/**
 * End an export: one that waits or runs is cancelled, of a finished one the files go. Who asked for it may, and admins.
 * @returns a sentence where there is nothing to end
 */
export function endExport(
  db: Db,
  dir: DataDir,
  row: DatasetExport,
  userId: number | null,
  now: number,
): Result<null> {
  const cancelled = write(db, (tx) => {
    const detail = { format: row.format, ready: row.readyAt !== null };
    const wanted = row.readyAt === null ? requestCancel(tx, row.jobId, now) : row.goneAt === null;
    if (wanted)
      recordAuditEntry(tx, { userId, action: "export.remove", projectId: row.projectId, detail }, now);
    return wanted;
  });
  if (!cancelled) return fail("It has already ended.");
  if (row.readyAt !== null) removeExport(db, dir, row, now);
  return ok(null);
}

/** Its files go: first for everybody who asks, then from the disk. */
export function removeExport(db: Db, dir: DataDir, row: DatasetExport, now: number): void {
  write(db, (tx) =>
    tx.update(datasetExports).set({ goneAt: now }).where(eq(datasetExports.id, row.id)).run(),
  );
  rmSync(exportFolder(dir, row), { recursive: true, force: true });
}

/**
 * Remove what has expired or is gone, and what is left of exports that failed, were cancelled, or belong to nothing.
 * @returns how many folders were removed
 */
export function sweepExports(db: Db, dir: DataDir, now: number): number {
  const due = db
    .select()
    .from(datasetExports)
    .where(and(isNotNull(datasetExports.readyAt), isNull(datasetExports.goneAt)))
    .all()
    // a backup has the rows, but no files
    .filter((row) => (row.expiresAt ?? 0) <= now || !existsSync(exportFolder(dir, row)));
  for (const row of due) removeExport(db, dir, row, now);
  const left = readdirSync(dir.exports).filter((name) => !isKept(db, Number(name)));
  for (const name of left) rmSync(join(dir.exports, name), { recursive: true, force: true });
  return due.length + left.length;
}

function isKept(db: Db, id: number): boolean {
  const found = db
    .select({ readyAt: datasetExports.readyAt, goneAt: datasetExports.goneAt, state: jobs.state })
    .from(datasetExports)
    .innerJoin(jobs, eq(jobs.id, datasetExports.jobId))
    .where(eq(datasetExports.id, id))
    .get();
  if (!found) return false;
  return found.readyAt === null
    ? found.state === "queued" || found.state === "running"
    : found.goneAt === null;
}
