import { z } from "zod";
import { db } from "../../_server/database.ts";
import { answer as reply, body, projectOf, Refusal, route } from "../../_server/route.ts";
import { answer, submitAnswer } from "#db/labelling/judgments.ts";
import { leaseTasks, waiting } from "#db/labelling/queue.ts";
import { answeredBy, queueState } from "#db/labelling/routes.ts";

/** The annotation page holds at most this many tasks. */
const mostTasks = 20;

const request = z.object({
  project: z.string(),
  done: answer.optional(),
  /** leases of the tasks the page still holds */
  held: z.array(z.uuid()).max(100),
  want: z.int().min(0).max(mostTasks),
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
  const queue = queueState(db(), project);
  const mine = answeredBy(db(), project.id, user.id, today);
  return reply({
    accepted,
    tasks,
    progress: {
      today: mine.since,
      all: mine.all,
      left: queue.deferred - queue.deferredDone + queue.audited - queue.auditedDone,
    },
    waiting: tasks.length === 0 && held.length === 0 ? waiting(db(), project.id, user.id, now) : null,
  });
});
