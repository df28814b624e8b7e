import { z } from "zod";
import { db } from "../../../_server/database.ts";
import { answer, body, projectOf, Refusal, route } from "../../../_server/route.ts";
import { undoAnswer } from "#db/labelling/judgments.ts";

/** Take back one's own newest answer; its item comes back as a task. */
export const POST = route("annotator", async (request, user) => {
  const { project } = await body(request, z.object({ project: z.string() }));
  const result = undoAnswer(db(), projectOf(project, user, "annotator"), user.id, Date.now());
  if (!result.ok) throw new Refusal(409, result.message);
  return answer({ task: result.value });
});
