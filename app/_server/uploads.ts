import "server-only";
import { randomUUID } from "node:crypto";
import { createWriteStream, existsSync, statSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { z } from "zod";
import { Refusal } from "./refusal.ts";
import { dir } from "./database.ts";
import type { Uploaded } from "../_ui/upload.tsx";
import { headBytes, tableProblem, zipProblem } from "#lib/formats/first-bytes.ts";
import type { ImportOptions } from "#lib/formats/import-options.ts";
import { openTable } from "#lib/formats/labels-csv.ts";
import { openImages } from "#lib/formats/open-images.ts";
import { FormatError } from "#lib/formats/problem.ts";
import { errorCode } from "#lib/error-code.ts";

/** What may be uploaded, and the name it gets: the person's own file name is never part of a path. */
const kinds = { images: "images.zip", labels: "labels.csv" } as const;
export const uploadKind = z.enum(["images", "labels"]);
export type UploadKind = z.output<typeof uploadKind>;
export const uploadId = z.uuid();

/** A setting that is no number must not mean "no limit". */
function maxBytes(): number {
  const megabytes = Number(process.env.TANDEM_MAX_UPLOAD_MB);
  return (megabytes > 0 ? megabytes : 4096) * 1024 ** 2;
}

const folderOf = (id: string) => join(dir().uploads, uploadId.parse(id));

/** @returns path of a finished upload, or null when there is none of this kind and number */
export function uploadPath(id: string, kind: UploadKind): string | null {
  const path = join(folderOf(id), kinds[kind]);
  return existsSync(path) ? path : null;
}

/** Nothing happens when there is no such upload. */
export const discardUpload = (id: string): Promise<void> =>
  rm(folderOf(id), { recursive: true, force: true });

/** The uploads of one import. */
export type ImportFiles = { images: Uploaded; labels: Uploaded | null };

/** The uploads that an import was given; null when it was given other files, or they are gone. */
export function uploadsOf({ images, labels, uploaded }: ImportOptions): ImportFiles | null {
  if (!uploaded) return null;
  const first = uploadedFile(images, "images", uploaded.images);
  const second = labels === null ? null : uploadedFile(labels, "labels", uploaded.labels ?? kinds.labels);
  return first && (second || labels === null) ? { images: first, labels: second } : null;
}

function uploadedFile(path: string, kind: UploadKind, fileName: string): Uploaded | null {
  const id = uploadId.safeParse(basename(dirname(path)));
  if (!id.success || uploadPath(id.data, kind) !== path) return null;
  return { upload: id.data, fileName, bytes: statSync(path).size };
}

/**
 * Stream a request's body to the disk. What is no zip or table is refused at its first bytes; nothing is
 * left of a file that is refused or breaks off.
 * @param name the person's name of the file, for messages
 * @returns the upload's number
 */
export async function storeUpload(request: Request, kind: UploadKind, name: string): Promise<string> {
  if (!request.body) throw new Refusal(400, "The upload was empty.");
  const id = randomUUID();
  const path = join(folderOf(id), kinds[kind]);
  await mkdir(folderOf(id));
  try {
    await pipeline(Readable.from(request.body), limited(), judged(kind, name), createWriteStream(path));
    await (kind === "images" ? openWhole(path) : openHeading(path));
    return id;
  } catch (error) {
    await discardUpload(id);
    if (error instanceof FormatError) throw new Refusal(422, error.message);
    if (errorCode(error) === "ENOSPC") throw new Refusal(507, "The server’s disk is full.");
    throw error;
  }
}

function limited(): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > maxBytes())
        done(new Refusal(413, `An upload may have at most ${maxBytes() / 1024 / 1024} MB.`));
      else done(null, chunk);
    },
  });
}

/** Looks at the first bytes as soon as there are enough of them. */
function judged(kind: UploadKind, name: string): Transform {
  let head = Buffer.alloc(0);
  let looked = false;
  const look = (): Refusal | null => {
    looked = true;
    const problem = (kind === "images" ? zipProblem : tableProblem)(name, head);
    return problem === null ? null : new Refusal(422, problem);
  };
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (!looked) head = Buffer.concat([head, chunk.subarray(0, headBytes)]);
      const refusal = !looked && head.length >= headBytes ? look() : null;
      done(refusal, chunk);
    },
    flush(done) {
      done(looked ? null : look());
    },
  });
}

async function openWhole(path: string): Promise<void> {
  const source = await openImages(path);
  await source.close();
  if (source.names.length === 0) throw new FormatError("The zip holds no files.");
}

async function openHeading(path: string): Promise<void> {
  const { records } = await openTable(path);
  await records.return(undefined);
}
