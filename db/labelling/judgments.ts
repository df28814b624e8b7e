import { and, desc, eq } from "drizzle-orm";
import { z } from "zod";
import { type Result, fail, ok } from "#lib/domain.ts";
import type { Authorized } from "#db/access.ts";
import { type Db, write } from "#db/client.ts";
import { announce } from "#db/events.ts";
import { type Claim, lease, leaseWithin, type Task } from "#db/labelling/queue.ts";
import { ensurePersonRater, personRater } from "#db/labelling/raters.ts";
import { countAnswer } from "#db/labelling/routes.ts";
import { currentJudgments, items, judgments, leases, type Project } from "#db/schema.ts";
import { measuredTime } from "#lib/timing/measured.ts";

/** One answer as the annotation page sends it. */
export const answer = z
  .object({
    lease: z.uuid(),
    outcome: z.enum(["label", "unsure"]),
    label: z.int().min(0).nullable(),
    time: measuredTime,
  })
  .refine((value) => (value.outcome === "label") === (value.label !== null), {
    message: "A label goes with the outcome “label”, and only with it.",
  });
export type Answer = z.output<typeof answer>;

/** "saved", or "again" when this very answer had been saved before (a retry after a lost reply). */
export type Accepted = { lease: string; accepted: "saved" | "again" };

/** The server's clock and the network may be this far apart before a time is called implausible, ms. */
const tolerance = 2000;

/**
 * Save an answer and hand out the next tasks, in one transaction: when this returns, the label is on
 * the disk. The lease is the idempotency key; an answer that comes after its lease ran out is kept
 * and marked late, since a person's work is never thrown away.
 */
export function submitAnswer(
  db: Db,
  project: Authorized<Project, "annotator">,
  given: Answer,
  claim: Claim,
): Result<Accepted & { tasks: Task[] }> {
  return write(db, (tx) => {
    const saved = saveAnswer(tx, project, claim.userId, given, claim.now);
    return saved.ok ? ok({ ...saved.value, tasks: leaseWithin(tx, project, claim) }) : saved;
  });
}

function saveAnswer(tx: Db, project: Project, userId: number, given: Answer, now: number): Result<Accepted> {
  const rater = ensurePersonRater(tx, project.id, userId);
  const before = tx.select().from(judgments).where(eq(judgments.leaseId, given.lease)).get();
  if (before) {
    return before.raterId === rater.id
      ? ok({ lease: given.lease, accepted: "again" })
      : fail("This task belongs to somebody else.");
  }
  const taken = tx
    .select()
    .from(leases)
    .where(and(eq(leases.id, given.lease), eq(leases.userId, userId), eq(leases.projectId, project.id)))
    .get();
  if (!taken) return fail("This task is no longer yours; the answer could not be saved.");
  if (given.label !== null && given.label >= project.classes.length)
    return fail("This project has no such class.");

  const previous = latest(tx, taken.itemId, rater.id);
  const { responseMs, visibleMs, hiddenCount, input, quality, ...timing } = given.time;
  const plausible = responseMs <= now - taken.servedAt + tolerance;
  tx.insert(judgments)
    .values({
      projectId: project.id,
      itemId: taken.itemId,
      raterId: rater.id,
      outcome: given.outcome,
      label: given.label,
      supersedes: previous?.id ?? null,
      receivedAt: now,
      leaseId: given.lease,
      reason: taken.reason,
      inclusion: taken.inclusion,
      runId: taken.runId,
      eta: taken.eta,
      servedAt: taken.servedAt,
      late: taken.expiresAt <= now,
      responseMs,
      visibleMs,
      hiddenCount,
      input,
      // The browser's figure is kept as it came; the server only says when it cannot be right.
      quality: plausible ? quality : "implausible",
      timing,
    })
    .run();
  if (!previous || previous.outcome === "withdrawn") countAnswer(tx, taken.itemId, 1);
  tx.delete(leases).where(eq(leases.id, taken.id)).run();
  announce(tx, project.id, "judgments", now);
  return ok({ lease: given.lease, accepted: "saved" });
}

const latest = (tx: Db, itemId: number, raterId: number) =>
  tx
    .select()
    .from(judgments)
    .where(and(eq(judgments.itemId, itemId), eq(judgments.raterId, raterId)))
    .orderBy(desc(judgments.id))
    .limit(1)
    .get();

/**
 * Take back the person's newest answer that still stands, and give them its item again. The answer
 * stays in the history with its time; a `withdrawn` row supersedes it.
 * @returns the task again, or a sentence when there is nothing to take back
 */
export function undoAnswer(
  db: Db,
  project: Authorized<Project, "annotator">,
  userId: number,
  now: number,
): Result<Task> {
  return write(db, (tx) => {
    const rater = personRater(tx, project.id, userId);
    const last = rater && newestStanding(tx, rater.id);
    if (!rater || !last) return fail("There is no answer of yours to take back.");
    tx.insert(judgments)
      .values({
        projectId: project.id,
        itemId: last.itemId,
        raterId: rater.id,
        outcome: "withdrawn",
        label: null,
        supersedes: last.id,
        receivedAt: now,
      })
      .run();
    countAnswer(tx, last.itemId, -1);
    announce(tx, project.id, "judgments", now);
    const { itemId, reason, inclusion } = last;
    return ok(
      lease(tx, project, userId, { itemId, reason: reason ?? "deferred", inclusion: inclusion ?? 1 }, now),
    );
  });
}

const newestStanding = (tx: Db, raterId: number) =>
  tx
    .select()
    .from(currentJudgments)
    .where(eq(currentJudgments.raterId, raterId))
    .orderBy(desc(currentJudgments.id))
    .limit(1)
    .get();

/** The person's newest answers, for the strip of recent pictures on the annotation page. */
export function recentAnswers(db: Db, projectId: number, userId: number, limit: number) {
  const rater = personRater(db, projectId, userId);
  if (!rater) return [];
  return db
    .select({ id: currentJudgments.id, image: items.hash, label: currentJudgments.label })
    .from(currentJudgments)
    .innerJoin(items, eq(items.id, currentJudgments.itemId))
    .where(eq(currentJudgments.raterId, rater.id))
    .orderBy(desc(currentJudgments.id))
    .limit(limit)
    .all();
}
