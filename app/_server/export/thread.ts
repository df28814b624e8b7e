/** A thread of the web process that writes one export, a piece whenever one is asked for. Plain Node, no Next. */
import { parentPort, workerData } from "node:worker_threads";
import { z } from "zod";
import { openReader } from "#db/client.ts";
import { type ExportOptions, exportChunks } from "#db/dataset/exports.ts";
import { findProjectById } from "#db/dataset/projects.ts";
import type { Project } from "#db/schema.ts";
import { fitting } from "#db/views/items/gallery.ts";
import { readBrowse } from "#lib/items/filter.ts";
import { findWriter } from "#lib/formats/index.ts";

/** A piece is at least this long, characters: a message costs as much as some thousand of them. */
const pieceLength = 256 * 1024;

const asked = z
  .object({
    ...{ database: z.string(), project: z.int(), format: z.string(), names: z.boolean() },
    ...{ only: z.string().nullable(), items: z.array(z.int()).nullable() },
  })
  .parse(workerData);
const { db } = openReader(asked.database, 8);
const project = findProjectById(db, asked.project);
const writer = findWriter(asked.format);
if (!project || !writer)
  throw new Error(`there is no project ${asked.project}, or no format ${asked.format}`);
/** Which of some items are wanted; undefined: all that are not set aside. */
function selection(of: Project): ExportOptions["only"] {
  const { only, items } = asked;
  if (only !== null) return fitting(db, of, readBrowse(only));
  const chosen = items && new Set(items);
  return chosen ? (ids) => new Set(ids.filter((id) => chosen.has(id))) : undefined;
}
const only = selection(project);
const chunks = exportChunks(db, project, writer, { names: asked.names, ...(only && { only }) });
const encoder = new TextEncoder();

/** @returns null after the last piece */
function nextPiece(): Uint8Array<ArrayBuffer> | null {
  let text = "";
  while (text.length < pieceLength) {
    const { value, done } = chunks.next();
    if (done) break;
    text += value;
  }
  return text === "" ? null : encoder.encode(text);
}

parentPort?.on("message", () => {
  const piece = nextPiece();
  parentPort?.postMessage(piece, piece ? [piece.buffer] : []);
});
