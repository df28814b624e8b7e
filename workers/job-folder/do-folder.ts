import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { resolve } from "node:path";
import { JobCancelled, JobFailure } from "#workers/endings.ts";
import { attemptBeatMs, doParts } from "./do-parts.ts";
import { findFolder, isDescribed } from "./folder.ts";
import { findGiven, isAskedToStop, saveFailure, tellLog } from "./part.ts";

/** A process of its own does a folder, on whatever machine. It hears of nobody but by the folder's files. */

/**
 * @param only this part; null: all that are left
 * @param token what the part's given.json has to say for it to go on; null: nobody else is given the part
 * @param say told what is done, a line each
 * @returns a sentence when it could not be done; null when it is done
 * @throws whatever went wrong that is not the folder's fault: doing it again may help
 */
export async function doFolder(
  path: string,
  only: number | null,
  token: string | null,
  say: (line: string) => void,
): Promise<string | null> {
  const folder = await findFolder(resolve(path));
  if (!folder) return unreadable(resolve(path), only, token);
  const { parts } = folder.description;
  if (only !== null && only >= parts) return `The folder has ${parts} parts, numbered from 0.`;
  const watch = watchFor(folder.path, only ?? 0, token);
  // the last checkpoint is whole at any time: whoever does the part next goes on there
  process.on("SIGTERM", () => {
    void tellLog(folder.path, only ?? 0, "stopped by SIGTERM").finally(() => process.exit(143));
  });
  const uuid = randomUUID().slice(0, 8);
  try {
    await doParts(folder, only === null ? Array.from({ length: parts }).keys() : [only], {
      now: () => performance.now(),
      cancelled: watch.ends,
      attempt: token === null ? uuid : `${token}.${uuid}`,
      writer: token ?? uuid,
      cards: heldCards(process.env),
      log: (event, detail) => say(`${event} ${JSON.stringify(detail ?? {})}`),
      report: (part, progress) => say(`part ${part}: ${(100 * progress).toFixed(1)} %`),
    });
    return null;
  } catch (error) {
    if (token !== null && (await findGiven(folder.path, only ?? 0))?.token !== token)
      return "Somebody else was given this part.";
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof JobCancelled || error instanceof JobFailure) {
      const outcome = error instanceof JobCancelled ? "cancelled" : "failed";
      if (token !== null) await saveFailure(folder.path, only ?? 0, { outcome, message }, token);
      return outcome === "cancelled" ? "It was cancelled." : message;
    }
    throw error;
  } finally {
    watch.close();
  }
}

/** A folder may not be seen yet, by a shared file system; one whose description is damaged will not be mended. */
async function unreadable(path: string, only: number | null, token: string | null): Promise<string> {
  const message = `${path} is no job folder, or not one that this version of Tandem can read.`;
  if (token !== null && (await isDescribed(path)) && (await findGiven(path, only ?? 0))?.token === token)
    await saveFailure(path, only ?? 0, { outcome: "failed", message }, token);
  return message;
}

/** Looks every few seconds whether the part is still this process's to do. */
function watchFor(folder: string, part: number, token: string | null) {
  let ends = false;
  let over = false;
  const go = async () => {
    while (!over && !ends) {
      await sleep(attemptBeatMs, undefined, { ref: false });
      try {
        const other = token !== null && (await findGiven(folder, part))?.token !== token;
        ends = other || (await isAskedToStop(folder));
      } catch {
        // the file system is away for a moment
      }
    }
  };
  void go();
  return { ends: () => ends, close: () => void (over = true) };
}

/** Graphics cards that a scheduler gave this process; null where there is none that says. */
function heldCards(env: NodeJS.ProcessEnv): number | null {
  if (env.TANDEM_CARDS !== undefined) return Number(env.TANDEM_CARDS) || 0;
  if (env.SLURM_JOB_ID !== undefined) return Number(env.SLURM_GPUS_ON_NODE) || 0;
  return null;
}
