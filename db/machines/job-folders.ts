import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { DataDir } from "#db/data-dir.ts";
import { findLog } from "#db/machines/checkpoints.ts";
import type { Job, Run } from "#db/schema.ts";

/**
 * Where a job has something done in a folder (workers/job-folder). A database that was put back counts its jobs anew:
 * they differ in when they were asked for.
 * @param name tells it from other folders of the job
 */
export const jobFolder = (
  { shared }: Pick<DataDir, "shared">,
  { id, createdAt }: Pick<Job, "id" | "createdAt">,
  name: string,
): string => join(shared, "jobs", `${id}-${createdAt.toString(36)}-${name}`);

/** The name of a training's folder. */
export const trainingName = "train";

/**
 * What happened in a training, as text: kept with a finished run, in its folder until then, or until it has failed for
 * a week.
 * @returns null where nothing is there
 */
export async function trainingLog(
  dir: DataDir,
  run: Pick<Run, "id">,
  job: Pick<Job, "id" | "createdAt"> | null,
): Promise<string | null> {
  const kept = await findLog(dir, run.id);
  if (kept !== null || job === null) return kept;
  const parts = join(jobFolder(dir, job, trainingName), "parts");
  const numbers = (await readdir(parts).catch(() => [])).sort((a, b) => Number(a) - Number(b));
  const texts: string[] = [];
  for (const number of numbers)
    for (const file of ["log.txt", "output.txt"]) {
      const text = await readFile(join(parts, number, file), "utf8").catch(() => "");
      if (text !== "") texts.push(numbers.length > 1 ? `── part ${number}, ${file}\n${text}` : text);
    }
  return texts.length > 0 ? texts.join("\n") : null;
}
