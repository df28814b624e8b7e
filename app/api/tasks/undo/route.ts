import { z } from "zod";
import { db } from "../../../_server/database.ts";
import { answer, body, projectOf, route } from "../../../_server/route.ts";
import { Refusal } from "../../../_server/refusal.ts";
import { undoAnswer } from "#db/labelling/judgments.ts";
import { progressOf } from "#db/labelling/progress.ts";

const request = z.object({
  project: z.string(),
  /** start of the person's day; given, their progress comes back with the task */
  today: z.int().min(0).optional(),
});

/** Take back one's own newest answer; its item comes back as a task. */
export const POST = route("annotator", async (incoming, user) => {
  const { project: slug, today } = await body(incoming, request);
  const project = projectOf(slug, user, "annotator");
  const now = Date.now();
  const result = undoAnswer(db(), project, user.id, now);
  if (!result.ok) throw new Refusal(409, result.message);
  return answer({
    task: result.value,
    ...(today !== undefined && { progress: progressOf(db(), project, user.id, { since: today, now }) }),
  });
});
