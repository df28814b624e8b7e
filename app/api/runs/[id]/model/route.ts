import { z } from "zod";
import { db, dir } from "../../../../_server/database.ts";
import { projectFor } from "../../../../_server/project.ts";
import { Refusal } from "../../../../_server/refusal.ts";
import { route } from "../../../../_server/route.ts";
import { modelBytes, modelFacts, readModel } from "#db/machines/models.ts";
import { findRun } from "#db/machines/runs.ts";
import { modelCard } from "#lib/report/model-card.ts";

const asked = z.object({ id: z.coerce.number().int() });

/** A run's model as the ONNX file that was made when it finished; with ?card its card in Markdown. */
export const GET = route<{ id: string }>("admin", async (request, user, params) => {
  const { data } = asked.safeParse(params);
  const run = data && findRun(db(), data.id);
  const project = run && projectFor(user, run.projectId, "admin");
  const bytes = run && modelBytes(dir(), run.id);
  if (!run || !project || run.state !== "finished" || !bytes)
    throw new Refusal(404, "There is no model file of this run.");
  const name = `${project.slug}-run-${run.id}`;
  const headers = (type: string, file: string) => ({
    "content-type": type,
    "content-disposition": `attachment; filename="${file}"`,
    "cache-control": "no-store",
  });
  if (new URL(request.url).searchParams.has("card")) {
    const card = modelCard(modelFacts(db(), project, run, { file: `${name}.onnx`, batch: 1 }));
    return new Response(card, { headers: headers("text/markdown; charset=utf-8", `${name}.md`) });
  }
  return new Response(new Uint8Array(await readModel(dir(), run.id)), {
    headers: { ...headers("application/octet-stream", `${name}.onnx`), "content-length": String(bytes) },
  });
});
