import { type FileHandle, open } from "node:fs/promises";
import type * as Sdk from "@aws-sdk/client-s3";

/** A larger file goes in parts of this size, bytes; a pack of a gigabyte is 64 of them. */
const partBytes = 16 * 1024 ** 2;
/** Parts under way at the same time. */
const lanes = 3;

export type Connection = { sdk: typeof Sdk; client: Sdk.S3Client };
/** Has something asked of the service; failures are in our words. */
export type Ask = <T>(request: (connection: Connection) => Promise<T>) => Promise<T>;

type Target = { Bucket: string; Key: string };

/**
 * Put the first bytes of a file under a key: whole or not at all.
 * @param sent told how many bytes have gone
 * @throws what the disk says; BucketError: parts that went are given up then
 */
export async function upload(
  ask: Ask,
  target: Target,
  { path, bytes }: { path: string; bytes: number },
  sent: (bytes: number) => void = () => undefined,
): Promise<void> {
  const file = await open(path, "r");
  try {
    if (bytes > partBytes) return await inParts(ask, target, file, bytes, sent);
    const Body = await piece(file, 0, bytes);
    await ask(({ client, sdk }) =>
      client.send(new sdk.PutObjectCommand({ ...target, Body, ContentLength: bytes })),
    );
    sent(bytes);
  } finally {
    await file.close();
  }
}

async function inParts(
  ask: Ask,
  target: Target,
  file: FileHandle,
  bytes: number,
  sent: (bytes: number) => void,
): Promise<void> {
  const { UploadId } = await ask(({ client, sdk }) =>
    client.send(new sdk.CreateMultipartUploadCommand(target)),
  );
  const begun = { ...target, UploadId };
  const count = Math.ceil(bytes / partBytes);
  const Parts: Sdk.CompletedPart[] = [];
  let [next, gone] = [0, 0];
  const put = async (part: number) => {
    const from = part * partBytes;
    const Body = await piece(file, from, Math.min(partBytes, bytes - from));
    const PartNumber = part + 1;
    const { ETag } = await ask(({ client, sdk }) =>
      client.send(new sdk.UploadPartCommand({ ...begun, PartNumber, Body })),
    );
    Parts[part] = { PartNumber, ETag };
    gone += Body.length;
    sent(gone);
  };
  const lane = async () => {
    try {
      for (let part = next++; part < count; part = next++) await put(part);
    } finally {
      next = count; // one lane failed, or all is done: the others stop
    }
  };
  try {
    const ends = await Promise.allSettled(Array.from({ length: lanes }, lane));
    const failed = ends.find((end) => end.status === "rejected");
    if (failed) throw failed.reason;
    await ask(({ client, sdk }) =>
      client.send(new sdk.CompleteMultipartUploadCommand({ ...begun, MultipartUpload: { Parts } })),
    );
  } catch (error) {
    await ask(({ client, sdk }) => client.send(new sdk.AbortMultipartUploadCommand(begun))).catch(
      () => undefined,
    );
    throw error;
  }
}

async function piece(file: FileHandle, from: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  for (let done = 0; done < length;) {
    const { bytesRead } = await file.read(bytes, done, length - done, from + done);
    if (bytesRead === 0) throw new Error("the file became shorter while it was read");
    done += bytesRead;
  }
  return bytes;
}
