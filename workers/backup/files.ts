import { createHash } from "node:crypto";
import {
  createReadStream,
  createWriteStream,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  closeSync,
  rmSync,
} from "node:fs";
import { stat, statfs } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { errorCode } from "#lib/error-code.ts";
import { Expected } from "#lib/expected.ts";
import type { BackupFile } from "./manifest.ts";

/** Nobody but the owner reads a backup: it holds people's names, password hashes and answers. */
export const ownFolder = { recursive: true, mode: 0o700 } as const;

/**
 * Copy the first `bytes` of a file, and hash them on the way. On disk, for good, when it resolves.
 * @param path where it belongs, below both folders
 * @throws Expected when the file is shorter
 */
export async function copyStart(from: string, to: string, path: string, bytes: number): Promise<BackupFile> {
  const target = join(to, path);
  mkdirSync(dirname(target), ownFolder);
  const hash = createHash("sha256");
  let copied = 0;
  const count = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      copied += chunk.length;
      done(null, chunk);
    },
  });
  const source = bytes === 0 ? [] : createReadStream(join(from, path), { end: bytes - 1 });
  await pipeline(source, count, createWriteStream(target, { mode: 0o600, flags: "wx", flush: true }));
  if (copied < bytes) throw new Expected(`${join(from, path)} has ${copied} of ${bytes} bytes.`);
  return { path, bytes, sha256: hash.digest("hex") };
}

/** Copy a whole file, however long it is now. */
export const copyAll = async (from: string, to: string, path: string): Promise<BackupFile> =>
  copyStart(from, to, path, (await stat(join(from, path))).size);

/** The same for one that may be removed at any time. @returns null where it was */
export async function copyIfThere(from: string, to: string, path: string): Promise<BackupFile | null> {
  try {
    return await copyAll(from, to, path);
  } catch (error) {
    rmSync(join(to, path), { force: true }); // begun before it was seen that there is nothing to copy
    if (errorCode(error) === "ENOENT" && !existsSync(join(from, path))) return null;
    throw error;
  }
}

/** @returns SHA-256 of a file's bytes, hex */
export async function hashOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}

/** Names of files survive a power cut once their folder is written. */
export function syncFolder(path: string): void {
  const fd = openSync(path, "r");
  fsyncSync(fd);
  closeSync(fd);
}

/** @throws Expected when the disk of a folder has less room than this, and a little more */
export async function needRoom(folder: string, bytes: number, what: string): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const wanted = bytes * 1.05;
  if (bavail * bsize >= wanted) return;
  const megabytes = (count: number) => `${Math.ceil(count / 1e6)} MB`;
  throw new Expected(
    `There is too little room for ${what} in ${folder}: ${megabytes(wanted)} are needed, ${megabytes(bavail * bsize)} are free.`,
  );
}
