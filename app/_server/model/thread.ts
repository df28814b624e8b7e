/** A thread of the web process that puts one model together, and gives it piece by piece. Plain Node, no Next. */
import { parentPort, workerData } from "node:worker_threads";
import { Expected } from "#lib/expected.ts";
import { openReader } from "#db/client.ts";
import { dataDir } from "#db/data-dir.ts";
import { findProjectById } from "#db/dataset/projects.ts";
import { finalWeights, modelOf } from "#db/machines/models.ts";
import { findRun } from "#db/machines/runs.ts";
import { asked, type Begun } from "./messages.ts";

const pieceBytes = 1024 ** 2;

async function made(): Promise<Uint8Array> {
  const { root, run: id } = asked.parse(workerData);
  const dir = dataDir(root);
  const { db, close } = openReader(dir.database, 8);
  try {
    const run = findRun(db, id);
    const project = run && findProjectById(db, run.projectId);
    const weights = run && (await finalWeights(dir, run));
    if (!project || !weights) throw new Expected("The weights of this run are not in the data folder.");
    return (await modelOf(db, dir, project, run, weights)).model;
  } finally {
    close();
  }
}

const say = (begun: Begun) => parentPort?.postMessage(begun);
try {
  const model = await made();
  let from = 0;
  parentPort?.on("message", () => {
    const piece = from < model.length ? model.slice(from, from + pieceBytes) : null;
    from += pieceBytes;
    parentPort?.postMessage(piece, piece ? [piece.buffer] : []);
  });
  say({ bytes: model.length });
} catch (error) {
  if (!(error instanceof Expected)) throw error;
  say({ problem: error.message });
}
