import { z } from "zod";
import { db, dir } from "../database.ts";
import { Refusal } from "../refusal.ts";
import { maxBytes, maxUnfinished, megabytes, needRoom } from "./limits.ts";
import { filesOfImports } from "#db/dataset/import-record.ts";
import {
  createUpload,
  listUploads,
  type StoredUpload,
  touchUpload,
  uploadKind,
  uploadPath,
} from "#db/dataset/uploads.ts";
import type { User } from "#db/schema.ts";
import { mostBytes } from "#lib/encoders/model-file.ts";

/** A file that a browser is about to send. */
export const announced = z.object({
  kind: uploadKind,
  name: z.string().min(1).max(300),
  bytes: z.int().min(1),
  lastModified: z.number(),
});

/** A person's uploads that no import has been given, newest first. */
export function waitingUploads(user: User): StoredUpload[] {
  const { open, ended } = filesOfImports(db());
  return ownUploads(user).filter((upload) => {
    const path = uploadPath(dir(), upload.id, upload.kind);
    return path === null || !(open.has(path) || ended.has(path));
  });
}

const ownUploads = (user: Pick<User, "id">) => listUploads(dir()).filter(({ by }) => by === user.id);

/** A person's uploads that count against what they may keep: those of no import that waits or runs. */
export function keptUploads(user: Pick<User, "id">): StoredUpload[] {
  const { open } = filesOfImports(db());
  return ownUploads(user).filter(({ id, kind }) => !open.has(uploadPath(dir(), id, kind) ?? ""));
}

/**
 * Begin an upload, or go on with the one of the same file: same name, size and time of change.
 * @throws Refusal when it is larger than allowed, the person has too many, or the disk too little room
 */
export async function beginUpload(user: User, file: z.output<typeof announced>): Promise<StoredUpload> {
  const earlier = waitingUploads(user).find(
    ({ kind, name, bytes, lastModified }) =>
      kind === file.kind && name === file.name && bytes === file.bytes && lastModified === file.lastModified,
  );
  if (earlier) {
    await touchUpload(dir(), earlier.id, Date.now());
    return earlier;
  }
  if (file.kind === "encoder" && file.bytes > mostBytes)
    throw new Refusal(413, "The file is larger than 2 GB, which no ONNX file is.");
  if (file.bytes > maxBytes()) throw new Refusal(413, `An upload may have at most ${megabytes(maxBytes())}.`);
  const kept = keptUploads(user);
  const total = kept.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total + file.bytes > maxBytes())
    throw new Refusal(
      413,
      `Your uploads that are not imported yet take ${megabytes(total)} of ${megabytes(maxBytes())}; delete some of them first.`,
    );
  if (kept.filter(({ finished }) => !finished).length >= maxUnfinished)
    throw new Refusal(
      409,
      `You have ${maxUnfinished} unfinished uploads; go on with one or delete one first.`,
    );
  await needRoom(file.bytes);
  return createUpload(dir(), { ...file, by: user.id });
}
