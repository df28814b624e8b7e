import { z } from "zod";
import { db } from "../database.ts";
import { log } from "../log.ts";
import { metrics } from "../metrics.ts";
import { pictureCache, pictures } from "../pictures.ts";
import { fromOwnPage } from "../own-site.ts";
import { projectOf } from "../project.ts";
import { Refusal } from "../refusal.ts";
import { type Exchange, header, readJson, sendJson } from "./http.ts";
import { answers, limiter, questions } from "./rate.ts";
import { steadyDay } from "./steady-day.ts";
import { whoAsks } from "./who.ts";
import type { Authorized } from "#db/access.ts";
import type { Desk } from "#db/labelling/desk.ts";
import { groupCommit } from "#db/labelling/group-commit.ts";
import { progressOf } from "#db/labelling/progress.ts";
import { waiting } from "#db/labelling/idle.ts";
import { notNow } from "#db/labelling/limits.ts";
import { heldPicture } from "#db/labelling/image-access.ts";
import { leaseTasks, releaseTasks, type Task } from "#db/labelling/queue.ts";
import { type Deed, deed, submit } from "#db/labelling/submit.ts";
import { undoAnswers } from "#db/labelling/undo.ts";
import { noteSeen } from "#db/people/sessions.ts";
import type { Project } from "#db/schema.ts";
import { mostHeld } from "#lib/held-tasks.ts";

const exchange = z.object({
  project: z.string(),
  done: deed.optional(),
  /** leases of the tasks the page still holds */
  held: z.array(z.uuid()).max(100),
  want: z.int().min(0).max(mostHeld),
  /** start of the person's day, for their own progress */
  today: z.int().min(0),
});
const undo = z.object({
  project: z.string(),
  /** under which the answers were given, or the items skipped */
  leases: z.array(z.uuid()).min(1).max(mostHeld),
  today: z.int().min(0),
});
const release = z.object({ project: z.string(), leases: z.array(z.uuid()).max(100) });

const monotonic = () => performance.now();
const mayAnswer = limiter(answers, monotonic);
const mayAsk = limiter(questions, monotonic);
const dayOf = steadyDay(monotonic);
let commits: ReturnType<typeof groupCommit> | undefined;

function told({ works, ms }: { works: number; ms: number }): void {
  metrics().answersPerCommit.observe(works);
  metrics().commitSeconds.observe(ms / 1000);
}

/**
 * Parse, find out who may do what, do it in the turn's one transaction, and reply once it is on the disk.
 * @returns the reply that was sent
 */
async function handle<Schema extends z.ZodType<{ project: string }>, Reply>(
  { request, response }: Exchange,
  schema: Schema,
  work: (
    desk: Desk,
    project: Authorized<Project, "annotator">,
    userId: number,
    asked: z.output<Schema>,
    now: number,
  ) => Reply,
): Promise<Reply> {
  if (!fromOwnPage(header(request))) throw new Refusal(403, "This request did not come from this site.");
  const { user, id, unseen } = await whoAsks(request);
  const asked = await readJson(request, schema);
  const allowed = "done" in asked && asked.done !== undefined ? mayAnswer : mayAsk;
  if (!allowed(user.id))
    throw new Refusal(429, "That is faster than anybody can look. Please wait a moment.");
  commits ??= groupCommit(db(), monotonic, told);
  const reply = await commits.run((desk) => {
    if (unseen) noteSeen(desk.db, id, Date.now());
    try {
      // Read within the transaction: settings and routes are those that the answer will find.
      return work(desk, projectOf(asked.project, user, "annotator"), user.id, asked, Date.now());
    } catch (error) {
      // Refused before anything was changed: no reason to undo what others did in this transaction.
      if (error instanceof Refusal) return error;
      throw error;
    }
  });
  if (reply instanceof Refusal) throw reply;
  sendJson(response, reply);
  return reply;
}

function answersIn(done: Deed): number {
  if (done.outcome === "batch") return done.leases.length;
  return done.outcome === "label" || done.outcome === "unsure" ? 1 : 0;
}

/** One request carries an answer, a skip or a flag there and the next tasks back. */
export async function postTasks(both: Exchange): Promise<void> {
  let answers = 0;
  const {
    accepted,
    refused = [],
    tasks,
  } = await handle(both, exchange, (desk, project, userId, asked, now) => {
    const { done, held, want, today } = asked;
    const claim = { userId, held, want, now, random: Math.random };
    answers = done ? answersIn(done) : 0;
    const result = done ? submit(desk, project, done, claim) : null;
    if (result?.ok === false) throw new Refusal(409, result.message);
    const tasks = result ? result.value.tasks : leaseTasks(desk, project, claim);
    return {
      accepted: result ? result.value.accepted : null,
      ...(result?.value.refused && { refused: result.value.refused }),
      tasks,
      progress: progressOf(desk, project, userId, dayOf(userId, today), now),
      waiting:
        (tasks.length === 0 && held.length === 0) || notNow(desk, project, userId)
          ? waiting(desk, project, userId, now)
          : null,
    };
  });
  if (accepted === "saved") metrics().answersSaved.inc(answers - refused.length);
  if (pictureCache() !== null) fetchAhead(tasks);
}

/** Pictures of the next tasks are on their way from the bucket before the browser asks for them. */
function fetchAhead(tasks: readonly Task[]): void {
  try {
    for (const { lease } of tasks) {
      const row = heldPicture(db(), lease);
      if (row) pictures().fetchAhead(row, { shown: true });
    }
  } catch (error) {
    log.warn({ err: error }, "fetching pictures ahead"); // the answer is saved, and its reply sent
  }
}

/** Take back one's own answers or skips; their items come back as tasks. */
export const postUndo = (both: Exchange): Promise<unknown> =>
  handle(both, undo, (desk, project, userId, { leases, today }, now) => {
    const result = undoAnswers(desk, project, userId, leases, now);
    if (!result.ok) throw new Refusal(409, result.message);
    return { tasks: result.value, progress: progressOf(desk, project, userId, dayOf(userId, today), now) };
  });

/** The page is being closed: the tasks it holds, but did not show, go back at once. */
export const postRelease = (both: Exchange): Promise<unknown> =>
  handle(both, release, (desk, project, userId, { leases }) => {
    releaseTasks(desk, project, userId, leases);
    return { released: leases.length };
  });
