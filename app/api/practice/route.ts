import { z } from "zod";
import { db } from "../../_server/database.ts";
import { projectOf } from "../../_server/project.ts";
import { Refusal } from "../../_server/refusal.ts";
import { answer, body, route } from "../../_server/route.ts";
import { answerPractice, beginPractice, practiceAnswer } from "#db/labelling/practice.ts";
import { inTurn } from "#db/labelling/turn.ts";
import { ok } from "#lib/domain.ts";

const asked = z.object({
  project: z.string(),
  /** nothing: begin a round, or go on with the one that is open */
  answer: practiceAnswer.optional(),
});

/** One's own practice. What a picture is, is only in the reply to its answer. */
export const POST = route("annotator", async (request, user) => {
  const { project: slug, answer: given } = await body(request, asked);
  const project = projectOf(slug, user, "annotator");
  const now = Date.now();
  const done = inTurn(db(), (desk) => {
    if (given) return answerPractice(desk, project, user.id, given, now);
    const begun = beginPractice(desk, project, user.id, now);
    return begun.ok ? ok({ feedback: null, practice: begun.value }) : begun;
  });
  if (!done.ok) throw new Refusal(409, done.message);
  return answer(done.value);
});
