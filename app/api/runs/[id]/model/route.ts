import { z } from "zod";
import { db, dir } from "../../../../_server/database.ts";
import { log } from "../../../../_server/log.ts";
import { modelStream } from "../../../../_server/model/stream.ts";
import { projectFor } from "../../../../_server/project.ts";
import { Refusal } from "../../../../_server/refusal.ts";
import { route } from "../../../../_server/route.ts";
import { batchOf, hasModel, modelFacts, readModel } from "#db/machines/models.ts";
import { findRun } from "#db/machines/runs.ts";
import { modelCard } from "#lib/report/model-card.ts";

const asked = z.object({ id: z.coerce.number().int() });

declare global {
  /** Models that are being put together or taken. */
  var tandemModels: number | undefined;
}
/** Each is in memory until it is taken. */
const mostAtOnce = 2;
const idleMs = 2 * 60_000;

/**
 * A run's model as an ONNX file: the one that was made when it finished, or of a head on features one that is put
 * together now, with its encoder; with ?card its card in Markdown.
 */
export const GET = route<{ id: string }>("project admin", async (request, user, params) => {
  const { data } = asked.safeParse(params);
  const run = data && findRun(db(), data.id);
  const project = run && projectFor(user, run.projectId, "admin");
  if (!run || !project || !hasModel(db(), dir(), run))
    throw new Refusal(404, "There is no model file of this run.");
  const name = `${project.slug}-run-${run.id}`;
  const headers = (type: string, file: string) => ({
    "content-type": type,
    "content-disposition": `attachment; filename="${file}"`,
    "cache-control": "no-store",
  });
  if (new URL(request.url).searchParams.has("card")) {
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
  if (request.method === "HEAD") return new Response(null, { headers: binary });
  const { bytes, stream } = await joined(run.id);
  return new Response(stream, { headers: { ...binary, "content-length": String(bytes) } });
});

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
