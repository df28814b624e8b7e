/**
 * Uploaded files, until they are imported: a folder each, named by a number, with what was announced and the
 * bytes that have come. The bytes come in chunks; one counts once it lies on the disk whole, so the length of
 * the file says how far the upload is, after a crash too.
 */
import { randomUUID } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { mkdir, open, rename, rm, utimes } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { DataDir } from "#db/data-dir.ts";

/** What may be uploaded, and the name it gets: the person's own file name is never part of a path. */
const kinds = {
  images: "images.zip",
  labels: "labels.csv",
  table: "table",
  encoder: "encoder.onnx",
} as const;
export const uploadKind = z.enum(["images", "labels", "table", "encoder"]);
export type UploadKind = z.output<typeof uploadKind>;
export const uploadId = z.uuid();

/** Bytes sent at a time: half a minute on a line of one megabit a second. */
export const chunkBytes = 4 * 1024 ** 2;

/** What was announced of an upload, beside its bytes. */
export const recordFile = "upload.json";
const partSuffix = ".part";

const record = z.object({
  kind: uploadKind,
  /** the person's own name of the file */
  name: z.string(),
  bytes: z.int().min(1),
  /** as the browser says it: tells two files of one name apart, ms since 1970 */
  lastModified: z.number(),
  /** user who uploads it */
  by: z.int(),
  /** every chunk but the last has this length */
  chunkBytes: z.int().min(1),
});
export type NewUpload = Omit<z.output<typeof record>, "chunkBytes">;

export type StoredUpload = z.output<typeof record> & {
  id: string;
  /** bytes that lie on the disk for good */
  offset: number;
  /** it was judged and can be imported */
  finished: boolean;
};

const folderOf = (dir: DataDir, id: string) => join(dir.uploads, uploadId.parse(id));
const finalPath = (dir: DataDir, { id, kind }: Pick<StoredUpload, "id" | "kind">) =>
  join(folderOf(dir, id), kinds[kind]);

/** Where the bytes of an unfinished upload lie. */
export const partPath = (dir: DataDir, upload: Pick<StoredUpload, "id" | "kind">): string =>
  finalPath(dir, upload) + partSuffix;

/** Whether a folder of the uploads holds a finished one. */
export const holdsFinished = (names: readonly string[]): boolean =>
  Object.values(kinds).some((name) => names.includes(name));

/** @returns path of a finished upload, or null when there is none of this kind and number */
export function uploadPath(dir: DataDir, id: string, kind: UploadKind): string | null {
  const path = finalPath(dir, { id, kind });
  return existsSync(path) ? path : null;
}

/** Make room for a file whose bytes are to come. */
export async function createUpload(dir: DataDir, upload: NewUpload): Promise<StoredUpload> {
  const id = randomUUID();
  const whole = { ...upload, chunkBytes };
  await mkdir(folderOf(dir, id), { mode: 0o700 });
  await writeSynced(partPath(dir, { id, kind: upload.kind }), Buffer.alloc(0));
  await writeSynced(join(folderOf(dir, id), recordFile), Buffer.from(JSON.stringify(whole)));
  await syncFolder(folderOf(dir, id));
  await syncFolder(dir.uploads);
  return { ...whole, id, offset: 0, finished: false };
}

/** @returns null for a number that is none, and for what a crash or an older version left */
export function findUpload(dir: DataDir, id: string): StoredUpload | null {
  if (!uploadId.safeParse(id).success) return null;
  const announced = readRecord(join(folderOf(dir, id), recordFile));
  if (!announced) return null;
  const part = statSync(partPath(dir, { ...announced, id }), { throwIfNoEntry: false });
  if (!part) {
    const finished = uploadPath(dir, id, announced.kind) !== null;
    return finished ? { ...announced, id, offset: announced.bytes, finished } : null;
  }
  // A chunk that was cut off by a crash comes again.
  const offset = part.size === announced.bytes ? part.size : part.size - (part.size % announced.chunkBytes);
  return { ...announced, id, offset, finished: false };
}

function readRecord(path: string) {
  try {
    return record.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch {
    return null;
  }
}

export const listUploads = (dir: DataDir): StoredUpload[] =>
  readdirSync(dir.uploads).flatMap((id) => findUpload(dir, id) ?? []);

/** Add a chunk at the upload's offset. @returns the new offset, once the bytes are on the disk for good */
export async function appendChunk(dir: DataDir, upload: StoredUpload, bytes: Uint8Array): Promise<number> {
  const file = await open(partPath(dir, upload), "r+");
  try {
    await file.truncate(upload.offset);
    let done = 0;
    while (done < bytes.length)
      done += (await file.write(bytes, done, bytes.length - done, upload.offset + done)).bytesWritten;
    await file.datasync();
    return upload.offset + bytes.length;
  } finally {
    await file.close();
  }
}

/** From now on it can be imported. */
export async function finishUpload(dir: DataDir, upload: StoredUpload): Promise<void> {
  await rename(partPath(dir, upload), finalPath(dir, upload));
  await syncFolder(folderOf(dir, upload.id));
}

/**
 * A file whose bytes come in one stream and whose length nobody has announced: stored as a whole, or not at all.
 * @param bytes as they come; what it throws is thrown
 * @param judge looks at the file in its part's place, and throws what is wrong with it
 */
export async function storeStream(
  dir: DataDir,
  { kind, name, by }: Pick<NewUpload, "kind" | "name" | "by">,
  bytes: AsyncIterable<Uint8Array>,
  judge: (upload: StoredUpload) => Promise<void> = () => Promise.resolve(),
): Promise<StoredUpload> {
  const id = randomUUID();
  const folder = folderOf(dir, id);
  await mkdir(folder, { mode: 0o700 });
  try {
    const part = await open(partPath(dir, { id, kind }), "wx", 0o600);
    let length = 0;
    try {
      for await (const chunk of bytes) {
        for (let done = 0; done < chunk.length;)
          done += (await part.write(chunk, done, chunk.length - done)).bytesWritten;
        length += chunk.length;
      }
      await part.datasync();
    } finally {
      await part.close();
    }
    const whole = { kind, name, by, bytes: length, lastModified: 0, chunkBytes };
    await writeSynced(join(folder, recordFile), Buffer.from(JSON.stringify(whole)));
    const stored = { ...whole, id, offset: length, finished: true };
    await judge(stored);
    await finishUpload(dir, stored);
    await syncFolder(dir.uploads);
    return stored;
  } catch (error) {
    await discardUpload(dir, id);
    throw error;
  }
}

/** It is being looked at: the days until it is swept begin anew. Nothing happens when it is gone. */
export async function touchUpload(dir: DataDir, id: string, now: number): Promise<void> {
  await utimes(folderOf(dir, id), now / 1000, now / 1000).catch(() => undefined);
}

/** Nothing happens when there is no such upload. */
export const discardUpload = (dir: DataDir, id: string): Promise<void> =>
  rm(folderOf(dir, id), { recursive: true, force: true });

async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
