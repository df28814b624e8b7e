import { randomUUID } from "node:crypto";
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { type Digest, digestOfFile } from "#lib/digests.ts";
import { errorCode } from "#lib/error-code.ts";
import { readIfThere, readJson, writeJson } from "#lib/whole-file.ts";
import { JobFailure } from "#workers/endings.ts";
import { DamagedFile, linkOrCopy, readChecked, writePieces } from "./large-file.ts";

/**
 * A job folder holds all that a piece of work needs, and later what came of it, so that it can be done wherever
 * Tandem's code is (docs/launchers.md). It is written once, as a whole; what is added while it is done stands below
 * parts/ (part.ts).
 */

/** Raised when another version could misread what is written. */
export const folderVersion = 1;

const digest = z.object({ bytes: z.int().min(0), sha256: z.string().regex(/^[0-9a-f]{64}$/) });
/** A name that cannot lead out of the folder. */
export const fileName = z.string().regex(/^[a-z0-9][a-z0-9.-]{0,80}$/);
export const digests = z.record(fileName, digest);

const description = z.object({
  version: z.int(),
  /** registry id of kinds/ */
  kind: z.string(),
  /** of who made it */
  codeVersion: z.string(),
  /** pieces that can be done at the same time, each in its own process */
  parts: z.int().min(1).max(100_000),
  files: digests,
  /** what the kind needs beside its files */
  config: z.record(z.string(), z.unknown()),
  /** what whoever made it wants to remember when the outcome comes back */
  origin: z.record(z.string(), z.unknown()),
});
export type Description = z.output<typeof description>;

export type Folder = { path: string; description: Description };

/** What a file of a new folder is made from: numbers or bytes, pieces of them, or the first bytes of another file. */
export type Content =
  | Uint8Array
  | Int32Array
  | Float32Array
  | { pieces: AsyncIterable<Uint8Array> }
  | { of: string; bytes: number };

export type Draft = Pick<Description, "kind" | "codeVersion" | "parts" | "config" | "origin"> & {
  files: Record<string, Content>;
};

/** Copies of files that could not be given a second name, by digest. */
export const inputsFolder = (shared: string): string => join(shared, "inputs");
export const foldersFolder = (shared: string): string => join(shared, "jobs");

/**
 * Make a folder. Where somebody else has just made it, theirs counts.
 * @param shared the folder that all machines see
 */
export async function makeFolder(shared: string, path: string, { files, ...draft }: Draft): Promise<Folder> {
  const writer = randomUUID();
  const building = `${path}.${writer}.new`;
  await mkdir(building, { recursive: true });
  try {
    const made: Record<string, Digest> = {};
    for (const [name, content] of Object.entries(files))
      made[fileName.parse(name)] = await put(shared, join(building, name), content, writer);
    const whole: Description = { version: folderVersion, ...draft, files: made };
    await writeJson(descriptionFile(building), whole, writer);
    await rename(building, path);
    return { path, description: whole };
  } catch (error) {
    await rm(building, { recursive: true, force: true });
    const theirs =
      ["EEXIST", "ENOTEMPTY", "EPERM"].includes(errorCode(error) ?? "") && (await findFolder(path));
    if (theirs) return theirs;
    throw error;
  }
}

async function put(shared: string, to: string, content: Content, writer: string): Promise<Digest> {
  if ("of" in content && !ArrayBuffer.isView(content)) {
    const found = await digestOfFile(content.of, content.bytes);
    if (found.bytes < content.bytes)
      throw new Error(`${content.of} has ${found.bytes} of ${content.bytes} bytes`);
    await linkOrCopy(content.of, to, found, inputsFolder(shared), writer);
    return found;
  }
  if ("pieces" in content) return writePieces(to, content.pieces);
  return writePieces(to, [bytesOf(content)]);
}

/** Numbers as they lie in memory: little-endian on every machine that Tandem runs on. */
export const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView<ArrayBufferLike>): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

const descriptionFile = (path: string): string => join(path, "job.json");

/** @returns null where there is none, or one that cannot be read */
export async function findFolder(path: string): Promise<Folder | null> {
  const found = await readJson(descriptionFile(path), description);
  return found && { path, description: found };
}

/** Does something stand where a folder says what it is? */
export const isDescribed = async (path: string): Promise<boolean> =>
  (await readIfThere(descriptionFile(path))) !== null;

/** A file of the folder. @throws JobFailure when it is not what was put there: no other attempt reads it otherwise */
export async function readInput(
  { path, description: { files } }: Folder,
  name: string,
): Promise<ArrayBuffer> {
  const wanted = files[name];
  if (!wanted) throw new JobFailure(`The job folder has no file ${name}.`);
  try {
    return await readChecked(join(path, name), wanted);
  } catch (error) {
    if (error instanceof DamagedFile) throw new JobFailure(`The job folder’s file ${name} ${error.what}.`);
    throw error;
  }
}

export const removeFolder = (path: string): Promise<void> => rm(path, { recursive: true, force: true });
