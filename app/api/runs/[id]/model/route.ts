import { z } from "zod";
import { db } from "../../../../_server/database.ts";
import { modelReply } from "../../../../_server/model/download.ts";
import { projectFor } from "../../../../_server/project.ts";
import { Refusal } from "../../../../_server/refusal.ts";
import { route } from "../../../../_server/route.ts";
import { findRun } from "#db/machines/runs.ts";

const asked = z.object({ id: z.coerce.number().int() });

/** A run's model as an ONNX file; with ?card its card in Markdown. */
export const GET = route<{ id: string }>("project admin", (request, user, params) => {
  const { data } = asked.safeParse(params);
  const run = data && findRun(db(), data.id);
  const project = run && projectFor(user, run.projectId, "admin");
  if (!run || !project) throw new Refusal(404, "There is no model file of this run.");
  if (new URL(request.url).searchParams.has("card")) return modelReply(project, run, "card");
  return modelReply(project, run, request.method === "HEAD" ? "head" : "file");
});
