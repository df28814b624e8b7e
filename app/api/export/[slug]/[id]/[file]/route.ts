import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { exportedFile, exportOf } from "../../../../../_server/exports.ts";
import { byteRange } from "../../../../../_server/byte-range.ts";
import { fileStream } from "../../../../../_server/file-stream.ts";
import { Refusal } from "../../../../../_server/refusal.ts";
import { route } from "../../../../../_server/route.ts";

type Place = { slug: string; id: string; file: string };

/**
 * A file of an export, or a part of it: a download that was cut off goes on where it was (Range, If-Range with the
 * entity tag, which is the file's hash).
 */
export const GET = route<Place>("project researcher", async (request, user, { slug, id, file: name }) => {
  const { path, mime, bytes, sha256, name: fileName } = exportedFile(exportOf(user, slug, id), name);
  const there = await stat(path).catch(() => null);
  if (there?.size !== bytes) throw new Refusal(404, "The file is not in the data folder any more.");
  const tag = `"${sha256}"`;
  const headers = {
    "content-type": mime,
    "content-disposition": `attachment; filename="${fileName}"`,
    "accept-ranges": "bytes",
    etag: tag,
    // no-transform: what is compressed on the way has another length, and no parts
    "cache-control": "private, no-cache, no-transform",
  };
  if (request.headers.get("if-none-match") === tag) return new Response(null, { status: 304, headers });
  const sameFile = [null, tag].includes(request.headers.get("if-range"));
  const range = sameFile ? byteRange(request.headers.get("range"), bytes) : null;
  if (range === "none")
    return new Response(null, { status: 416, headers: { ...headers, "content-range": `bytes */${bytes}` } });
  const [start, end] = range ? [range.start, range.end] : [0, bytes - 1];
  const partly = range && { "content-range": `bytes ${start}-${end}/${bytes}` };
  const all = { ...headers, ...partly, "content-length": String(end - start + 1) };
  const status = range ? 206 : 200;
  if (request.method === "HEAD") return new Response(null, { status, headers: all });
  if (bytes === 0) return new Response("", { status, headers: all });
  return new Response(fileStream(createReadStream(path, { start, end, highWaterMark: 256 * 1024 })), {
    status,
    headers: all,
  });
});
