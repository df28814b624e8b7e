import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pino } from "pino";
import type { ImportRequest } from "#lib/formats/import-options.ts";
import { findImport, listProblems } from "#db/dataset/import-record.ts";
import { startImport } from "#db/dataset/imports.ts";
import { findProject } from "#db/dataset/projects.ts";
import { fenceOf } from "#db/job-queue.ts";
import { claimJob, giveUp } from "#db/jobs/lifecycle.ts";
import { JobFailure } from "#workers/job.ts";
import { importJob } from "#workers/jobs/import.ts";
import { contents, newStore, type Store } from "../db/datasets.ts";
import { newFolder } from "../lib/formats/files.ts";
import { type RawEntry, rawZip } from "../lib/formats/raw-zip.ts";

/**
 * What the import job made of files. `refusal` is the sentence that refused the whole; an unexpected error is thrown,
 * as it would be a bug.
 */
export type Outcome = {
  store: Store;
  refusal: string | null;
  /** names of the items, in their order */
  items: string[];
  classes: string[];
  /** of single rows or files, with notes: "file: reason" */
  problems: string[];
};

export async function importFiles(request: Omit<ImportRequest, "project">): Promise<Outcome> {
  const store = newStore();
  const { db, dir } = store;
  const started = startImport(db, { project: { slug: "pets" }, ...request }, null, 1);
  const job = claimJob(db, "worker", "other", 2);
  if (!job) throw new Error("no job waits");
  const context = { db, dir, fence: fenceOf(job), now: () => 3, log: pino({ level: "silent" }) };
  try {
    await importJob.run({ ...context, report: () => undefined, cancelled: () => false }, job.payload);
  } catch (error) {
    if (!(error instanceof JobFailure)) throw error;
    giveUp(db, context.fence, "failed", error.message, 4);
  }
  return {
    store,
    refusal: findImport(db, started.import.id)?.error ?? null,
    items: contents(db).map(({ name }) => name),
    classes: findProject(db, "pets")?.classes ?? [],
    problems: listProblems(db, started.import.id, 0, 1000).map(({ file, reason }) => `${file}: ${reason}`),
  };
}

/** A zip file with these entries, as no honest tool writes it. */
export function zipFile(entries: readonly RawEntry[]): string {
  const path = join(newFolder(), "pictures.zip");
  writeFileSync(path, rawZip(entries));
  return path;
}

/** Import a zip of pictures without labels. */
export const importZip = (
  entries: readonly RawEntry[],
  more: Partial<ImportRequest> = {},
): Promise<Outcome> => importFiles({ images: zipFile(entries), classes: ["cat", "dog"], ...more });

/** Import pictures with a label table of these bytes. */
export function importTable(
  entries: readonly RawEntry[],
  table: string | Uint8Array,
  more: Partial<ImportRequest> = {},
): Promise<Outcome> {
  const labels = join(newFolder(), "labels.csv");
  writeFileSync(labels, table);
  return importFiles({ images: zipFile(entries), labels, columns: { gold: "label" }, ...more });
}
