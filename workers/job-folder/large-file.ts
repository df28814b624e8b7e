import { createHash } from "node:crypto";
import { link, mkdir, open, rename, stat } from "node:fs/promises";
import type { Digest } from "#lib/digests.ts";
import { errorCode } from "#lib/error-code.ts";

/** Large files of a job folder: read, written and given a second name piece by piece, with a look at every byte. */

/** A file is not what it was. */
export class DamagedFile extends Error {
  /** follows its name in a sentence */
  readonly what: string;

  constructor(path: string, what: string) {
    super(`${path} ${what}`);
    this.what = what;
  }
}

/**
 * Go through the first bytes of a file.
 * @param each called with pieces that are only good until it returns
 * @throws DamagedFile when the file is shorter
 */
async function goThrough(path: string, bytes: number, each: (piece: Buffer) => unknown): Promise<void> {
  const handle = await open(path, "r");
  try {
    const buffer = Buffer.allocUnsafe(Math.min(bytes, 4 * 1024 ** 2));
    for (let done = 0; done < bytes;) {
      const { bytesRead } = await handle.read(buffer, 0, Math.min(buffer.length, bytes - done), done);
      if (bytesRead === 0) throw new DamagedFile(path, `has ${done} of ${bytes} bytes`);
      await each(buffer.subarray(0, bytesRead));
      done += bytesRead;
    }
  } finally {
    await handle.close();
  }
}

/** The bytes that a digest tells, in a buffer of their own. @throws DamagedFile when they are others */
export async function readChecked(path: string, { bytes, sha256 }: Digest): Promise<ArrayBuffer> {
  const size = (await stat(path).catch(missingIsNull))?.size;
  if (size === undefined) throw new DamagedFile(path, "is missing");
  if (size < bytes) throw new DamagedFile(path, `has ${size} of ${bytes} bytes`); // before there is room made for them
  const whole = new Uint8Array(bytes);
  const hash = createHash("sha256");
  let done = 0;
  await goThrough(path, bytes, (piece) => {
    hash.update(piece);
    whole.set(piece, done);
    done += piece.length;
  });
  if (hash.digest("hex") !== sha256) throw new DamagedFile(path, "is not what its digest says");
  return whole.buffer;
}

function missingIsNull(error: unknown): null {
  if (errorCode(error) === "ENOENT") return null;
  throw error;
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
