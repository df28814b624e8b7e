import { modelReply } from "../../model/download.ts";
import { projectRoute } from "../route.ts";
import { webReply } from "../web-reply.ts";
import { noRun, runParams } from "./runs.ts";
import { projectRun } from "#db/machines/runs.ts";
import type { Db } from "#db/client.ts";
import type { Project, Run } from "#db/schema.ts";

/** The networks of finished machines, to be used elsewhere. */

/** @throws Problem 404 */
function runOf(db: Db, { id }: Pick<Project, "id">, run: number): Run {
  const found = projectRun(db, id, run);
  if (!found) throw noRun();
  return found;
}

export const modelRoutes = [
  projectRoute(
    {
      method: "get",
      path: "/projects/{project}/runs/{run}/model",
      tag: "runs",
      action: "read",
      role: "admin",
      summary: "The model of a finished machine as an ONNX file",
      description: "With its encoder, where it learnt from an encoder’s features.",
      params: runParams,
      response: null,
      bytes: { types: ["application/octet-stream"], about: "The file." },
    },
    async ({ db, project, params, request }) =>
      webReply(
        request,
        await modelReply(
          project,
          runOf(db, project, params.run),
          request.method === "HEAD" ? "head" : "file",
        ),
      ),
  ),
  projectRoute(
    {
      method: "get",
      path: "/projects/{project}/runs/{run}/model-card",
      tag: "runs",
      action: "read",
      role: "admin",
      summary: "What the model of a machine is, and what it is worth, in Markdown",
      params: runParams,
      response: null,
      bytes: { types: ["text/markdown"], about: "The card." },
    },
    async ({ db, project, params, request }) =>
      webReply(request, await modelReply(project, runOf(db, project, params.run), "card")),
  ),
];
