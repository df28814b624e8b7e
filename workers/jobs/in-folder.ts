import { findJob, JobLost } from "#db/job-queue.ts";
import { jobFolder } from "#db/machines/job-folders.ts";
import { settingsFor } from "#db/machines/launching.ts";
import { type LauncherId, launchSettings, type LaunchSettings } from "#lib/launching.ts";
import { codeVersion } from "#workers/code-version.ts";
import { JobCancelled, type JobContext, JobElsewhere, JobFailure } from "#workers/job.ts";
import { type Cost, costOf } from "#workers/job-folder/cost.ts";
import { doParts, here } from "#workers/job-folder/do-parts.ts";
import { type Draft, findFolder, type Folder, makeFolder } from "#workers/job-folder/folder.ts";
import { notesOf } from "#workers/job-folder/kinds/index.ts";
import { dropDamagedResult, findFailure, findResult } from "#workers/job-folder/part.ts";
import { findLauncher } from "#workers/launchers/index.ts";

/** What a job has done in a folder. Without `origin`, nothing is to be remembered. */
export type FolderDraft = Pick<Draft, "kind" | "parts" | "config" | "files"> & {
  origin?: Record<string, unknown>;
};

/**
 * The folder as it was made when the job began, by an earlier attempt perhaps. Where it is done is decided then, too.
 * @param name tells it from other folders of the job
 */
export async function folderOf(
  { db, dir, fence }: JobContext,
  name: string,
  make: (settings: LaunchSettings) => Promise<FolderDraft>,
): Promise<Folder> {
  const job = findJob(db, fence.id);
  if (!job) throw new JobLost();
  const path = jobFolder(dir, job, name);
  const found = await findFolder(path);
  if (found) return found;
  const settings = settingsFor(db, job);
  const { origin, ...draft } = await make(settings);
  const whole = { ...draft, origin: { ...origin, launch: settings }, codeVersion: codeVersion() };
  return makeFolder(dir.shared, path, whole);
}

/** Where a folder's parts are done. */
export const launchIn = ({ description: { origin } }: Folder): LaunchSettings =>
  launchSettings.parse(origin.launch);

/** Where a folder was done, and what that has taken by now. */
export const placeOf = async (folder: Folder): Promise<{ launcher: LauncherId } & Cost> => ({
  launcher: launchIn(folder).launcher,
  ...(await costOf(folder)),
});

/**
 * Have all parts of a folder done. Where that is another machine's work the job ends for now, and is run again when
 * all has come back.
 * @param finished called for each part, in their order, once its result is there
 * @throws JobFailure; JobCancelled; JobElsewhere
 */
export async function haveDone(
  context: JobContext,
  folder: Folder,
  finished: (part: number) => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const parts = Array.from({ length: folder.description.parts }, (_, part) => part);
  for (const part of parts) await dropDamagedResult(folder, part);
  const settings = launchIn(folder);
  if (findLauncher(settings.launcher).scheduler === null) return doHere(context, folder, parts, finished);
  const results = await Promise.all(parts.map((part) => findResult(folder.path, part)));
  const failures = await Promise.all(parts.map((part) => findFailure(folder.path, part)));
  const failure = failures.find((found) => found !== null);
  if (failure?.outcome === "cancelled") throw new JobCancelled();
  if (failure) throw new JobFailure(failure.message);
  if (results.includes(null)) throw new JobElsewhere(folder.path, settings);
  for (const part of parts) await finished(part);
}

function doHere(
  { now, cancelled, report, log }: JobContext,
  folder: Folder,
  parts: readonly number[],
  finished: (part: number) => Promise<void>,
): Promise<void> {
  const told = new Map<number, Record<string, unknown> | null>();
  return doParts(folder, parts, {
    ...here(),
    finished,
    now,
    cancelled,
    cards: null,
    log: (event, detail) => log.info(detail ?? {}, event),
    report: (part, progress, news) => {
      for (let before = 0; before < part; before++) told.set(before, null);
      told.set(part, news);
      report(Math.min(1, (part + progress) / parts.length), notesOf(folder.description, told) ?? news);
    },
  });
}
