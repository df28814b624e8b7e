import { createHash } from "node:crypto";
import { link, mkdir, open, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import type { z } from "zod";
import { errorCode } from "#lib/error-code.ts";

/** Files that several machines share: whoever reads one finds it whole, or not there. */

/** What is to be found in a file, or in its first bytes where somebody goes on adding to it. */
export type Digest = { bytes: number; sha256: string };

export const digestOf = (bytes: Uint8Array): Digest => ({
  bytes: bytes.byteLength,
  sha256: createHash("sha256").update(bytes).digest("hex"),
});

/**
 * Write a file under another name, wait for the disk, and rename it.
 * @param writer tells those apart who may write at the same time; part of the other name
 */
export async function writeWhole(path: string, content: Uint8Array | string, writer: string): Promise<void> {
  const temporary = `${path}.${writer}.new`;
  try {
    const handle = await open(temporary, "w");
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** As writeWhole(), for a value; folders on the way are made. */
export async function writeJson(path: string, value: unknown, writer: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeWhole(path, `${JSON.stringify(value, null, 1)}\n`, writer);
}

/** @returns null where there is no such file */
export async function readIfThere(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if (errorCode(error) === "ENOENT" || errorCode(error) === "ENOTDIR") return null;
    throw error;
  }
}

/** @returns null where there is no such file, or something else in it */
export async function readJson<T>(path: string, schema: z.ZodType<T>): Promise<T | null> {
  const text = await readIfThere(path);
  if (text === null) return null;
  try {
    return schema.safeParse(JSON.parse(text.toString())).data ?? null;
  } catch {
    return null;
  }
}

/**
 * Go through the first bytes of a file.
 * @param each called with pieces that are only good until it returns
 * @throws Error when the file is shorter
 */
async function goThrough(path: string, bytes: number, each: (piece: Buffer) => unknown): Promise<void> {
  const handle = await open(path, "r");
  try {
    const buffer = Buffer.allocUnsafe(Math.min(bytes, 4 * 1024 ** 2));
    for (let done = 0; done < bytes;) {
      const { bytesRead } = await handle.read(buffer, 0, Math.min(buffer.length, bytes - done), done);
      if (bytesRead === 0) throw new Error(`${path} has ${done} of ${bytes} bytes`);
      await each(buffer.subarray(0, bytesRead));
      done += bytesRead;
    }
  } finally {
    await handle.close();
  }
}

/** Digest of the first bytes of a file. @throws Error when the file is shorter */
export async function digestOfFile(path: string, bytes: number): Promise<Digest> {
  const hash = createHash("sha256");
  await goThrough(path, bytes, (piece) => hash.update(piece));
  return { bytes, sha256: hash.digest("hex") };
}

/** The bytes that a digest tells, in a buffer of their own. @throws Error when they are others */
export async function readChecked(path: string, { bytes, sha256 }: Digest): Promise<ArrayBuffer> {
  const whole = new Uint8Array(bytes);
  const hash = createHash("sha256");
  let done = 0;
  await goThrough(path, bytes, (piece) => {
    hash.update(piece);
    whole.set(piece, done);
    done += piece.length;
  });
  if (hash.digest("hex") !== sha256) throw new Error(`${path} is not what its digest says`);
  return whole.buffer;
}

/** Write pieces one after the other into a new file, on the disk for good when it resolves. */
export async function writePieces(
  path: string,
  pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<Digest> {
  const hash = createHash("sha256");
  let bytes = 0;
  const handle = await open(path, "wx");
  try {
    for await (const piece of pieces) {
      await handle.writeFile(piece);
      hash.update(piece);
      bytes += piece.byteLength;
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  return { bytes, sha256: hash.digest("hex") };
}

/** What file systems say that cannot give a file a second name, or not there. */
const noLink = ["EXDEV", "EPERM", "ENOTSUP", "EOPNOTSUPP", "EMLINK", "ENOSYS"];

/**
 * Give a file a second name: no byte is copied where both are on one file system. Elsewhere it is copied once and
 * kept by its digest, for whoever else asks for the same.
 * @param kept folder of the copies
 */
export async function linkOrCopy(
  from: string,
  to: string,
  digest: Digest,
  kept: string,
  writer: string,
): Promise<void> {
  if (await linked(from, to)) return;
  const copy = `${kept}/${digest.sha256}`;
  if (!(await stat(copy).catch(() => null))) {
    await mkdir(kept, { recursive: true });
    await copyStart(from, `${copy}.${writer}.new`, digest.bytes);
    await rename(`${copy}.${writer}.new`, copy);
  }
  if (!(await linked(copy, to))) await copyStart(copy, to, digest.bytes);
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (noLink.includes(errorCode(error) ?? "")) return false;
    throw error;
  }
}

async function copyStart(from: string, to: string, bytes: number): Promise<void> {
  const handle = await open(to, "w");
  try {
    await goThrough(from, bytes, (piece) => handle.writeFile(piece));
    await handle.sync();
  } finally {
    await handle.close();
  }
}
