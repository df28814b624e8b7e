import { and, asc, count, eq, gte } from "drizzle-orm";
import {
  closeSync,
  existsSync,
  fdatasyncSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { type DecodedImage, decodeImage } from "#lib/formats/image.ts";
import type { Db } from "#db/client.ts";
import type { DataDir } from "#db/data-dir.ts";
import { openPictures } from "#db/packs/pictures.ts";
import { images, items, type Project } from "#db/schema.ts";

/*
 * Decoded training images of a project, one file: row r is the item with ordinal r, size × size × 3 bytes,
 * row-major RGB. Rows behind the last item are the leavings of a crash and are written over.
 */

type TensorOf = Pick<Project, "id" | "imageSize">;

export const tensorPath = (dir: DataDir, project: TensorOf): string => join(dir.tensors, `${project.id}.rgb`);
export const rowBytes = (project: TensorOf): number => project.imageSize ** 2 * 3;

/** The tensor file is missing or too short: make it again with rebuildTensor(). */
export class TensorMissing extends Error {}

/**
 * All training images of a project.
 * @returns uint8 [items, size, size, 3], row = items.ordinal
 * @throws TensorMissing
 */
export function readTensor(db: Db, dir: DataDir, project: TensorOf): Uint8Array {
  const rows = db.select({ n: count() }).from(items).where(eq(items.projectId, project.id)).get()?.n ?? 0;
  const length = rows * rowBytes(project);
  const found = tensorBytes(tensorPath(dir, project));
  if (found < length)
    throw new TensorMissing(`the tensor of project ${project.id} has ${found} of ${length} bytes`);
  const bytes = new Uint8Array(length);
  if (length === 0) return bytes;
  const fd = openSync(tensorPath(dir, project), "r");
  try {
    for (let done = 0; done < length;)
      done += readSync(fd, bytes, done, Math.min(length - done, 2 ** 30), done);
  } finally {
    closeSync(fd);
  }
  return bytes;
}

const tensorBytes = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

/**
 * Training images of consecutive ordinals, made again from the packs first where they are missing.
 * @returns uint8 [to − from, size, size, 3]
 */
export async function loadTensorRows(
  db: Db,
  dir: DataDir,
  project: TensorOf,
  from: number,
  to: number,
): Promise<Uint8Array> {
  const bytes = new Uint8Array((to - from) * rowBytes(project));
  const start = from * rowBytes(project);
  await wholeTensor(db, dir, project, to);
  const fd = openSync(tensorPath(dir, project), "r");
  try {
    for (let done = 0; done < bytes.length;) {
      const read = readSync(fd, bytes, done, bytes.length - done, start + done);
      if (read === 0) throw new TensorMissing(`the tensor of project ${project.id} ends before item ${to}`);
      done += read;
    }
  } finally {
    closeSync(fd);
  }
  return bytes;
}

/**
 * Where the training images of a project's first items lie, made again from the packs first where they are missing.
 * They stay as they are while others are added behind them.
 * @param rows of items that are there
 */
export async function wholeTensor(
  db: Db,
  dir: DataDir,
  project: TensorOf,
  rows: number,
): Promise<{ of: string; bytes: number }> {
  const [of, bytes] = [tensorPath(dir, project), rows * rowBytes(project)];
  if (tensorBytes(of) < bytes || !existsSync(of)) await rebuildTensor(db, dir, project);
  return { of, bytes };
}

/**
 * Write rows of consecutive ordinals and wait for the disk. Call it in the transaction that inserts the
 * items: the write lock keeps other importers from the same rows.
 */
export function writeTensorRows(
  dir: DataDir,
  project: TensorOf,
  first: number,
  rows: readonly Uint8Array[],
): void {
  if (rows.length === 0) return;
  const fd = openOrCreate(tensorPath(dir, project));
  try {
    writeAt(fd, Buffer.concat(rows), first * rowBytes(project));
    fdatasyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Decode all images of a project again, from the packs, into a new tensor file. */
export async function rebuildTensor(db: Db, dir: DataDir, project: TensorOf): Promise<void> {
  const path = tensorPath(dir, project);
  const pictures = openPictures(db, dir);
  const building = `${path}.${process.pid}.new`;
  const fd = openSync(building, "w");
  try {
    for (let next = 0; ;) {
      const rows = db
        .select({ image: images })
        .from(items)
        .innerJoin(images, eq(images.hash, items.hash))
        .where(and(eq(items.projectId, project.id), gte(items.ordinal, next)))
        .orderBy(asc(items.ordinal))
        .limit(512)
        .all();
      if (rows.length === 0) break;
      let decoding: Promise<DecodedImage>[] = [];
      const store = async () => {
        const decoded = await Promise.all(decoding);
        decoding = [];
        writeAt(fd, Buffer.concat(decoded.map((image) => image.rgb)), next * rowBytes(project));
        next += decoded.length;
      };
      const originals = pictures.readEach(
        rows.map(({ image }) => image),
        { shown: false },
      );
      for await (const { bytes } of originals) {
        decoding.push(decodeImage(bytes, project.imageSize));
        if (decoding.length === 64) await store();
      }
      await store();
    }
    fdatasyncSync(fd);
    closeSync(fd);
    renameSync(building, path);
  } catch (error) {
    rmSync(building, { force: true });
    throw error;
  }
}

function writeAt(fd: number, bytes: Uint8Array, position: number): void {
  for (let done = 0; done < bytes.length;)
    done += writeSync(fd, bytes, done, bytes.length - done, position + done);
}

/** For writing in the middle: "r+" keeps what is there and "w" makes a file that is not. */
function openOrCreate(path: string): number {
  try {
    return openSync(path, "r+");
  } catch {
    return openSync(path, "wx+");
  }
}
