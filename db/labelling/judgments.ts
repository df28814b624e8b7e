import { and, desc, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { type Result, fail, ok } from "#lib/domain.ts";
import type { Authorized } from "#db/access.ts";
import type { Db } from "#db/client.ts";
import { checkAnswered, recordCheck } from "#db/labelling/checks.ts";
import type { Desk } from "#db/labelling/desk.ts";
import { type Claim, leaseTasks, type Task } from "#db/labelling/queue.ts";
import { ensurePersonRater, personRater } from "#db/labelling/raters.ts";
import { handAt, shift } from "#db/labelling/shift.ts";
import type { Held } from "#db/labelling/statements.ts";
import { countOwn, forgetOwn } from "#db/labelling/tally.ts";
import { announceOnce } from "#db/labelling/turn.ts";
import { type RecordedTime, timeAlone } from "#db/labelling/recorded-time.ts";
import { batches, checkAnswers, currentJudgments, type Project } from "#db/schema.ts";
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

/**
 * Save an answer and hand out the next tasks, in one transaction (inTurn). The lease is the idempotency
 * key; an answer that comes after its lease ran out is kept and marked late, since a person's work is
 * never thrown away.
 */
export function submitAnswer(
  desk: Desk,
  project: Authorized<Project, "annotator">,
  given: Answer,
  claim: Claim,
): Result<Accepted & { tasks: Task[] }> {
  handAt(desk, project, claim.userId);
  const { userId, now } = claim;
  const saved = saveAnswer(desk, project, userId, given, now, (held) =>
    timeAlone(desk, userId, given.time, held, now),
  );
  return saved.ok ? ok({ ...saved.value, tasks: leaseTasks(desk, project, claim) }) : saved;
}

/** What is said of one picture. */
export type Said = Pick<Answer, "lease" | "outcome" | "label">;

/**
 * Save what somebody said of a picture that they hold. Said again, it is saved once.
 * @param timeOf how long it took; asked for only where the answer is saved
 */
export function saveAnswer(
  desk: Desk,
  project: Project,
  userId: number,
  given: Said,
  now: number,
  timeOf: (held: Held) => RecordedTime,
): Result<Accepted> {
  const { statements } = desk;
  const hand = handAt(desk, project, userId);
  if (hand.rater === -1) hand.rater = ensurePersonRater(desk.db, project.id, userId).id;
  const raterId = hand.rater;
  const before = statements.byLease.get(given.lease);
  if (before)
    return before.raterId === raterId
      ? ok({ lease: given.lease, accepted: "again" })
      : fail("This task belongs to somebody else.");
  const check = checkAnswered(desk, project, given.lease);
  if (check)
    return check.userId === userId
      ? ok({ lease: given.lease, accepted: "again" })
      : fail("This task belongs to somebody else.");
  const taken = statements.lease.get(given.lease, userId, project.id);
  if (!taken) return fail("This task is no longer yours; the answer could not be saved.");
  if (given.label !== null && given.label >= project.classes.length)
    return fail("This project has no such class.");
  const held = { ...taken, live: taken.live === 1, forCheck: taken.forCheck === 1 };
  const time = timeOf(held);
  if (held.forCheck) recordCheck(desk, project, userId, held, given, time, now);
  else record(desk, project, { userId, raterId }, held, given, time, now);
  announceOnce(desk, project.id, "judgments", now);
  return ok({ lease: given.lease, accepted: "saved" });
}

/** The answer's row, the end of its lease, and everything that counts them. */
function record(
  desk: Desk,
  project: Project,
  { userId, raterId }: { userId: number; raterId: number },
  { itemId, reason, inclusion, runId, fitId, eta, servedAt, expiresAt, live }: Held,
  { lease, outcome, label }: Said,
  time: RecordedTime,
  now: number,
): void {
  const { statements } = desk;
  const previous = statements.latest.get(itemId, raterId);
  const stood = previous !== undefined && previous.outcome !== "withdrawn";
  statements.save.run({
    projectId: project.id,
    itemId,
    raterId,
    outcome,
    label,
    supersedes: previous?.id ?? null,
    receivedAt: now,
    leaseId: lease,
    reason,
    inclusion,
    runId,
    fitId,
    eta,
    servedAt,
    late: Number(!live || expiresAt <= now),
    ...time,
  });
  statements.drop.run(lease);
  shift(desk, project, {
    itemId,
    userId,
    answers: stood ? 0 : 1,
    held: live ? -1 : 0,
    answered: true,
    related: { before: live || stood, after: true },
  });
  if (stood) forgetOwn(desk, project.id, userId);
  else countOwn(desk, project.id, userId, 1, now);
}

/**
 * The person's newest answers, to questions and to checks, for the strip of recent pictures on the annotation page;
 * `batch` names the batch in the grid that one was given with.
 */
export function recentAnswers(db: Db, projectId: number, userId: number, limit: number) {
  const rater = personRater(db, projectId, userId);
  if (!rater) return [];
  const given = db
    .select({
      lease: currentJudgments.leaseId,
      label: currentJudgments.label,
      at: currentJudgments.receivedAt,
      batch: batches.key,
    })
    .from(currentJudgments)
    .leftJoin(batches, eq(batches.id, currentJudgments.batchId))
    .where(eq(currentJudgments.raterId, rater.id))
    .orderBy(desc(currentJudgments.id))
    .limit(limit)
    .all();
  const { leaseId: lease, label, receivedAt: at } = checkAnswers;
  const checked = db
    .select({ lease, label, at, batch: batches.key })
    .from(checkAnswers)
    .leftJoin(batches, eq(batches.id, checkAnswers.batchId))
    .where(
      and(
        eq(checkAnswers.userId, userId),
        eq(checkAnswers.projectId, projectId),
        isNull(checkAnswers.withdrawnAt),
      ),
    )
    .orderBy(desc(at))
    .limit(limit)
    .all();
  return [...given, ...checked]
    .sort((a, b) => b.at - a.at)
    .slice(0, limit)
    .flatMap(({ lease, label, batch }) =>
      lease === null ? [] : [{ lease, label, ...(batch !== null && { batch }) }],
    );
}
