import { createHash } from "node:crypto";
import { appendFile, mkdir, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { type Digest, digestOf } from "#lib/digests.ts";
import { readIfThere, readJson, writeJson, writeWhole } from "#lib/whole-file.ts";
import { digests, type Folder, fileName } from "./folder.ts";
import { readChecked } from "./large-file.ts";

/**
 * What stands of one part of a folder, below parts/<number>:
 *   given.json      which task of a scheduler may do it now: whoever finds another token there stops
 *   attempts/*.json a sign of life and the progress of each process that has worked on it, and what it cost
 *   checkpoint.bin  where the next process goes on
 *   log.txt         what happened, a line each
 *   result.json     it is done: figures, and the digests of the files that came of it
 *   failed.json     it cannot be done, in a sentence
 */

export const partPath = (folder: string, part: number): string => join(folder, "parts", String(part));
/** Whoever finds this file stops at the next safe point. */
const stopFile = (folder: string): string => join(folder, "stop");

const result = z.object({ facts: z.record(z.string(), z.unknown()), files: digests });
const failure = z.object({ outcome: z.enum(["failed", "cancelled"]), message: z.string() });
export type Failure = z.output<typeof failure>;

const given = z.object({
  /** the scheduler's order that it is a task of, and which one */
  token: z.string(),
  index: z.int().min(0),
  /** the scheduler's number of the order; null until it has one */
  id: z.string().nullable(),
  /** how often it was given without having got any further than `mark` */
  tries: z.int().min(1),
  mark: z.string().nullable(),
});
/** Who may work on a part: whoever has another token than this stops. */
export type GivenPart = z.output<typeof given>;

export const findGiven = (folder: string, part: number): Promise<GivenPart | null> =>
  readJson(join(partPath(folder, part), "given.json"), given);
export const saveGiven = (folder: string, part: number, value: GivenPart): Promise<void> =>
  writeJson(join(partPath(folder, part), "given.json"), value, value.token);

export const dropGiven = (folder: string, part: number): Promise<void> =>
  rm(join(partPath(folder, part), "given.json"), { force: true });

const attempt = z.object({
  host: z.string(),
  /** ms of that machine's clock, shown to people; nothing is decided by it */
  startedAt: z.number(),
  /** ms that it has worked */
  worked: z.number(),
  /** graphics cards that it held */
  cards: z.number(),
  progress: z.number(),
  note: z.record(z.string(), z.unknown()),
});
export type Attempt = z.output<typeof attempt>;

/** What a part brings forth. */
export type PartOutput = { facts: Record<string, unknown>; files: Record<string, Uint8Array> };

/** @returns what a finished part found out and the names of its files; null while it is not finished */
export const findResult = (folder: string, part: number): Promise<z.output<typeof result> | null> =>
  readJson(join(partPath(folder, part), "result.json"), result);

/**
 * Keep what came of a part. Files bear their digest in the name, so that two processes that did the same never mix
 * theirs; the last file says that all are there.
 */
export async function saveResult(
  folder: string,
  part: number,
  { facts, files }: PartOutput,
  writer: string,
): Promise<void> {
  const kept: Record<string, Digest> = {};
  for (const [name, bytes] of Object.entries(files)) {
    const digest = digestOf(bytes);
    await writeWhole(resultPath(folder, part, fileName.parse(name), digest), bytes, writer);
    kept[name] = digest;
  }
  await writeJson(join(partPath(folder, part), "result.json"), { facts, files: kept }, writer);
}

const resultPath = (folder: string, part: number, name: string, { sha256 }: Digest): string =>
  join(partPath(folder, part), `${sha256.slice(0, 16)}-${name}`);

/** A file that came of a part. @throws Error when the part is not finished or its file is damaged */
export async function readResult({ path }: Folder, part: number, name: string): Promise<ArrayBuffer> {
  const digest = (await findResult(path, part))?.files[name];
  if (!digest) throw new Error(`${partPath(path, part)} has no result ${name}`);
  return readChecked(resultPath(path, part, name, digest), digest);
}

/** A damaged result is none: the part is done again. */
export async function dropDamagedResult(folder: Folder, part: number): Promise<void> {
  const found = await findResult(folder.path, part);
  for (const name of Object.keys(found?.files ?? {}))
    try {
      await readResult(folder, part, name);
    } catch {
      await rm(join(partPath(folder.path, part), "result.json"), { force: true });
    }
}

export const findFailure = (folder: string, part: number): Promise<Failure | null> =>
  readJson(join(partPath(folder, part), "failed.json"), failure);
export const saveFailure = (folder: string, part: number, why: Failure, writer: string): Promise<void> =>
  writeJson(join(partPath(folder, part), "failed.json"), why, writer);

/** Ask all processes that work on a folder to stop. */
export const askToStop = (folder: string): Promise<void> => writeWhole(stopFile(folder), "", "stop");
export const isAskedToStop = async (folder: string): Promise<boolean> =>
  (await readIfThere(stopFile(folder))) !== null;

/** Where a part's process goes on. */
export function partCheckpoints(folder: string, part: number, writer: string) {
  const path = join(partPath(folder, part), "checkpoint.bin");
  return {
    load: () => readIfThere(path),
    save: (bytes: Uint8Array) => writeWhole(path, bytes, writer),
  };
}

/** Changes whenever a checkpoint is written; null before the first. */
export async function checkpointMark(folder: string, part: number): Promise<string | null> {
  const found = await stat(join(partPath(folder, part), "checkpoint.bin")).catch(() => null);
  return found && createHash("sha256").update(`${found.mtimeMs} ${found.ino}`).digest("hex");
}

const attemptsPath = (folder: string, part: number): string => join(partPath(folder, part), "attempts");

export const saveAttempt = (folder: string, part: number, name: string, value: Attempt): Promise<void> =>
  writeJson(join(attemptsPath(folder, part), `${name}.json`), value, name);

/** All processes that have worked on a part, the newest last. @param prefix of their names */
export async function listAttempts(folder: string, part: number, prefix = ""): Promise<Attempt[]> {
  const path = attemptsPath(folder, part);
  const names = (await readdir(path).catch(() => [])).filter((name) => name.endsWith(".json"));
  const wanted = names.filter((name) => name.startsWith(prefix));
  const found = await Promise.all(wanted.map((name) => readJson(join(path, name), attempt)));
  return found.filter((value) => value !== null).sort((a, b) => a.startedAt - b.startedAt);
}

const logPath = (folder: string, part: number): string => join(partPath(folder, part), "log.txt");

/** Add a line to a part's log. */
export async function tellLog(folder: string, part: number, line: string): Promise<void> {
  await mkdir(partPath(folder, part), { recursive: true });
  await appendFile(logPath(folder, part), `${new Date().toISOString()} ${line}\n`);
}

export const readLog = async (folder: string, part: number): Promise<string> =>
  (await readIfThere(logPath(folder, part)))?.toString() ?? "";
