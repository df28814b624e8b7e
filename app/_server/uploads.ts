import "server-only";
import { randomUUID } from "node:crypto";
import { createWriteStream, existsSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { z } from "zod";
import { Refusal } from "./route.ts";
import { dir } from "./database.ts";
import { errorCode } from "#lib/error-code.ts";

/** What may be uploaded, and the name it gets: the person's own file name is never part of a path. */
const kinds = { images: "images.zip", labels: "labels.csv" } as const;
export const uploadKind = z.enum(["images", "labels"]);
export type UploadKind = z.output<typeof uploadKind>;
export const uploadId = z.uuid();

const mostBytes = () => Number(process.env.TANDEM_MAX_UPLOAD_MB ?? 4096) * 1024 * 1024;

/** @returns path of a finished upload, or null when there is none of this kind and number */
export function uploadPath(id: string, kind: UploadKind): string | null {
  const path = join(dir().uploads, uploadId.parse(id), kinds[kind]);
  return existsSync(path) ? path : null;
}

/** Stream a request's body to the disk; nothing is left of one that breaks off. @returns its number */
export async function storeUpload(request: Request, kind: UploadKind): Promise<string> {
  if (!request.body) throw new Refusal(400, "The upload was empty.");
  const id = randomUUID();
  const folder = join(dir().uploads, id);
  await mkdir(folder);
  let bytes = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > mostBytes())
        done(new Refusal(413, `An upload may have at most ${mostBytes() / 1024 / 1024} MB.`));
      else done(null, chunk);
    },
  });
  try {
    await pipeline(Readable.from(request.body), counted, createWriteStream(join(folder, kinds[kind])));
    if (bytes === 0) throw new Refusal(400, "The upload was empty.");
    return id;
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    if (errorCode(error) === "ENOSPC") throw new Refusal(507, "The server’s disk is full.");
    throw error;
  }
}
