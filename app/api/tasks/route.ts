import { z } from "zod";
import { db } from "../../_server/database.ts";
import { answer as reply, body, projectOf, route } from "../../_server/route.ts";
import { Refusal } from "../../_server/refusal.ts";
import { answer, submitAnswer } from "#db/labelling/judgments.ts";
import { leaseTasks, waiting } from "#db/labelling/queue.ts";
import { progressOf } from "#db/labelling/progress.ts";

/** The annotation page holds at most this many tasks. */
const maxTasks = 20;

const request = z.object({
  project: z.string(),
  done: answer.optional(),
  /** leases of the tasks the page still holds */
  held: z.array(z.uuid()).max(100),
  want: z.int().min(0).max(maxTasks),
  /** start of the person's day, for their own progress */
  today: z.int().min(0),
});

/** The hot path: one request carries an answer there and the next tasks back. */
export const POST = route("annotator", async (incoming, user) => {
  const { project: slug, done, held, want, today } = await body(incoming, request);
  const project = projectOf(slug, user, "annotator");
  const now = Date.now();
  const claim = { userId: user.id, held, want, now, random: Math.random };
  let tasks;
  let accepted = null;
  if (done) {
    const result = submitAnswer(db(), project, done, claim);
    if (!result.ok) throw new Refusal(409, result.message);
    ({ tasks, accepted } = result.value);
  } else {
    tasks = leaseTasks(db(), project, claim);
  }
  return reply({
    accepted,
    tasks,
    progress: progressOf(db(), project, user.id, { since: today, now }),
    waiting: tasks.length === 0 && held.length === 0 ? waiting(db(), project.id, user.id, now) : null,
  });
});
