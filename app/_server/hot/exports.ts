import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { byteRange } from "../byte-range.ts";
import { exportedFile, exportOf } from "../exports.ts";
import { Refusal } from "../refusal.ts";
import { type Exchange, header } from "./http.ts";
import { whoAsks } from "./who.ts";

/** A file of an export, for whoever is signed in. */
export async function getExportedFile(
  both: Exchange,
  [slug = "", id = "", file = ""]: readonly string[],
): Promise<void> {
  const { user } = await whoAsks(both.request);
  await sendExportedFile(both, exportedFile(exportOf(user, slug, id), file));
}

/**
 * A file of an export, or a part of it: a download that was cut off goes on where it was (Range, If-Range with the
 * entity tag, which is the file's hash). Here and not in a handler of Next's, which drops Content-Length.
 */
export async function sendExportedFile(
  { request, response }: Exchange,
  { path, mime, bytes, sha256, name }: ReturnType<typeof exportedFile>,
): Promise<void> {
  const there = await stat(path).catch(() => null);
  if (there?.size !== bytes) throw new Refusal(404, "The file is not in the data folder any more.");
  const asked = header(request);
  const tag = `"${sha256}"`;
  const headers = {
    "content-type": mime,
    "content-disposition": `attachment; filename="${name}"`,
    "accept-ranges": "bytes",
    etag: tag,
    // no-transform: what a proxy compresses on the way has another length, and no parts
    "cache-control": "private, no-cache, no-transform",
  };
  if (asked.get("if-none-match") === tag) return void response.writeHead(304, headers).end();
  const sameFile = [null, tag].includes(asked.get("if-range"));
  const range = sameFile ? byteRange(asked.get("range"), bytes) : null;
  if (range === "none")
    return void response.writeHead(416, { ...headers, "content-range": `bytes */${bytes}` }).end();
  const { start, end } = range ?? { start: 0, end: bytes - 1 };
  response.writeHead(range ? 206 : 200, {
    ...headers,
    ...(range && { "content-range": `bytes ${start}-${end}/${bytes}` }),
    "content-length": end - start + 1,
  });
  if (request.method === "HEAD" || bytes === 0) return void response.end();
  await pipeline(createReadStream(path, { start, end, highWaterMark: 256 * 1024 }), response);
}
