import { db, dir } from "../database.ts";
import { log } from "../log.ts";
import { Refusal } from "../refusal.ts";
import { modelStream } from "./stream.ts";
import type { Authorized } from "#db/access.ts";
import { batchOf, hasModel, modelFacts, readModel } from "#db/machines/models.ts";
import type { Project, Run } from "#db/schema.ts";
import { modelCard } from "#lib/report/model-card.ts";

declare global {
  /** Models that are being put together or taken. */
  var tandemModels: number | undefined;
}
/** Each is in memory until it is taken. */
const mostAtOnce = 2;
const idleMs = 2 * 60_000;

/**
 * A run's model as an ONNX file: the one that was made when it finished, or of a head on features one that is put
 * together now, with its encoder; or its card in Markdown.
 * @param what head: the file's headers alone
 * @throws Refusal 404 without a model, 409 where it cannot be put together, 429
 */
export async function modelReply(
  project: Authorized<Project, "admin">,
  run: Run,
  what: "file" | "head" | "card",
): Promise<Response> {
  if (!hasModel(db(), dir(), run)) throw new Refusal(404, "There is no model file of this run.");
  const name = `${project.slug}-run-${run.id}`;
  const headers = (type: string, file: string) => ({
    "content-type": type,
    "content-disposition": `attachment; filename="${file}"`,
    "cache-control": "no-store",
  });
  if (what === "card") {
    const batch = await batchOf(db(), dir(), run);
    const card = modelCard(modelFacts(db(), project, run, { file: `${name}.onnx`, batch }));
    return new Response(card, { headers: headers("text/markdown; charset=utf-8", `${name}.md`) });
  }
  const binary = headers("application/octet-stream", `${name}.onnx`);
  if (run.encoderId === null) {
    const model = await readModel(dir(), run.id);
    return new Response(new Uint8Array(model), {
      headers: { ...binary, "content-length": String(model.length) },
    });
  }
  if (what === "head") return new Response(null, { headers: binary });
  const { bytes, stream } = await joined(run.id);
  return new Response(stream, { headers: { ...binary, "content-length": String(bytes) } });
}

async function joined(run: number): Promise<{ bytes: number; stream: ReadableStream<Uint8Array> }> {
  const open = globalThis.tandemModels ?? 0;
  if (open >= mostAtOnce)
    throw new Refusal(429, "Several models are being taken already. Try again when one is done.");
  const over = () => void (globalThis.tandemModels = (globalThis.tandemModels ?? 1) - 1);
  globalThis.tandemModels = open + 1;
  try {
    const made = await modelStream({ root: dir().root, run }, idleMs, (error) => {
      over();
      if (error) log.error({ err: error, run }, "taking a model broke off");
    });
    if ("problem" in made) throw new Refusal(409, made.problem);
    return made;
  } catch (error) {
    over();
    throw error;
  }
}
