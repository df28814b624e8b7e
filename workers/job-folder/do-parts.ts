import { randomUUID } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { JobFailure } from "#workers/endings.ts";
import { type Folder, folderVersion } from "./folder.ts";
import { findFolderKind } from "./kinds/index.ts";
import type { Opened } from "./kinds/kind.ts";
import { findResult, partCheckpoints, partPath, saveAttempt, saveResult, tellLog } from "./part.ts";

/** How often a sign of life is written, ms. */
export const attemptBeatMs = 2000;

/** What the process that works on a folder provides. */
export type Surroundings = {
  /** ms, monotonic */
  now: () => number;
  report: (part: number, progress: number, note: Record<string, unknown>) => void;
  /** a part's result is there */
  finished?: (part: number) => Promise<void>;
  cancelled: () => boolean;
  log: (event: string, detail?: object) => void;
  /** names its signs of life */
  attempt: string;
  /** tells it from others that may write at the same time */
  writer: string;
  /** graphics cards that it holds, whether it uses them or not; null: as many as the executor uses */
  cards: number | null;
};

/** Of a process of the worker itself: of those, one at a time works on a folder. */
export const here = (): Pick<Surroundings, "attempt" | "writer"> => ({
  attempt: randomUUID(),
  writer: "here",
});

/**
 * Do some parts of a folder, one after the other, wherever this is. What is done already is not done again; a part
 * that was interrupted goes on at its checkpoint.
 * @throws JobFailure with a sentence when a part cannot be done; JobCancelled
 */
export async function doParts(folder: Folder, parts: Iterable<number>, where: Surroundings): Promise<void> {
  if (folder.description.version !== folderVersion)
    throw new JobFailure(
      `The job folder has format ${folder.description.version}, this version of Tandem does format ${folderVersion}.`,
    );
  const kept: { opened?: Opened } = {};
  try {
    for (const part of parts) {
      if (!(await findResult(folder.path, part)))
        await doPart(
          folder,
          part,
          where,
          async () => (kept.opened ??= await findFolderKind(folder.description.kind).open(folder)),
        );
      await where.finished?.(part);
    }
  } finally {
    await kept.opened?.close();
  }
}

async function doPart(
  folder: Folder,
  part: number,
  where: Surroundings,
  open: () => Promise<Opened>,
): Promise<void> {
  const { path } = folder;
  await mkdir(join(partPath(path, part), "attempts"), { recursive: true });
  const life = signsOfLife(path, part, where);
  await life.tell();
  const say = (event: string, detail: object = {}) => {
    where.log(event, detail);
    life.later(() => tellLog(path, part, `${event} ${JSON.stringify(detail)}`));
  };
  const { writer } = where;
  try {
    say("part.begun", { part, host: hostname() });
    const opened = await open(); // may take a while, which shows no sign of life otherwise
    const output = await opened.part(part, {
      now: where.now,
      cancelled: where.cancelled,
      log: say,
      report: (progress, note) => {
        life.news(progress, note);
        where.report(part, progress, note);
      },
      checkpoints: partCheckpoints(path, part, writer),
      writer,
    });
    life.ended(typeof output.facts.executor === "string" ? output.facts.executor : "");
    await saveResult(path, part, output, writer);
    say("part.finished", { part });
  } catch (error) {
    say("part.ended", { part, why: error instanceof Error ? error.message : String(error) });
    throw error;
  } finally {
    await life.close();
  }
}

/** Tells every few seconds that somebody works on a part, how far it is, and what it costs. */
function signsOfLife(path: string, part: number, { attempt, now, cards, log }: Surroundings) {
  const [started, startedAt] = [now(), Date.now()];
  const sign = {
    host: process.env.SLURMD_NODENAME ?? hostname(),
    startedAt,
    cards: cards ?? 0,
    progress: 0,
    note: {},
  };
  // one after the other, so that the newest is written last
  let writing = Promise.resolve();
  const later = (write: () => Promise<void>) => {
    writing = writing.then(write).catch((error: unknown) => log("sign of life", { error: String(error) }));
  };
  const tell = () => saveAttempt(path, part, attempt, { ...sign, worked: now() - started });
  const timer = setInterval(() => later(tell), attemptBeatMs);
  return {
    tell,
    later,
    news: (progress: number, note: Record<string, unknown>) => void Object.assign(sign, { progress, note }),
    /** A process that was given no card may have found one all the same. */
    ended: (executor: string) => {
      if (cards === null && /cuda|webgpu/i.test(executor)) sign.cards = 1;
    },
    close: async () => {
      clearInterval(timer);
      later(tell);
      await writing;
    },
  };
}
