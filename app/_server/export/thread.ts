/** A thread of the web process that writes one export, a piece whenever one is asked for. Plain Node, no Next. */
import { parentPort, workerData } from "node:worker_threads";
import { z } from "zod";
import { openReader } from "#db/client.ts";
import { exportChunks } from "#db/dataset/exports.ts";
import { findProjectById } from "#db/dataset/projects.ts";
import { findWriter } from "#lib/formats/index.ts";

/** A piece is at least this long, characters: a message costs as much as some thousand of them. */
const pieceLength = 256 * 1024;

const asked = z
  .object({ database: z.string(), project: z.int(), format: z.string(), names: z.boolean() })
  .parse(workerData);
const { db } = openReader(asked.database, 8);
const project = findProjectById(db, asked.project);
const writer = findWriter(asked.format);
if (!project || !writer)
  throw new Error(`there is no project ${asked.project}, or no format ${asked.format}`);
const chunks = exportChunks(db, project, writer, { names: asked.names });
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
