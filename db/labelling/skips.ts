import { z } from "zod";
import { type Result, fail, ok } from "#lib/domain.ts";
import type { Authorized } from "#db/access.ts";
import { countHeld } from "#db/labelling/checks.ts";
import type { Desk } from "#db/labelling/desk.ts";
import type { Accepted } from "#db/labelling/judgments.ts";
import { type Claim, leaseTasks, type Task } from "#db/labelling/queue.ts";
import { handAt, shift } from "#db/labelling/shift.ts";
import type { Project } from "#db/schema.ts";

/** "Not now", as the annotation page sends it. */
export const skip = z.object({
  lease: z.uuid(),
  outcome: z.literal("skip"),
  /** how long the picture was looked at, ms; null before it was painted */
  visibleMs: z.number().min(0).max(1e9).nullable(),
});
export type Skip = z.output<typeof skip>;

/**
 * Put an item aside for later and hand out the next tasks, in one transaction (inTurn). A skip is no answer: it
 * counts nowhere, the item is free for others at once, and comes back to the same person when nothing else is left
 * for them (queue.ts). Sent twice, it is done once; one that comes after its lease ran out is kept all the same.
 */
export function submitSkip(
  desk: Desk,
  project: Authorized<Project, "annotator">,
  given: Skip,
  claim: Claim,
): Result<Accepted & { tasks: Task[] }> {
  handAt(desk, project, claim.userId);
  const saved = saveSkip(desk, project, claim.userId, given, claim.now);
  return saved.ok ? ok({ ...saved.value, tasks: leaseTasks(desk, project, claim) }) : saved;
}

function saveSkip(
  desk: Desk,
  project: Project,
  userId: number,
  { lease, visibleMs }: Skip,
  now: number,
): Result<Accepted> {
  const { statements } = desk;
  const before = statements.skipByLease.get(lease);
  if (before)
    return before.userId === userId
      ? ok({ lease, accepted: "again" })
      : fail("This task belongs to somebody else.");
  const taken = statements.lease.get(lease, userId, project.id);
  if (!taken) return fail("This task is no longer yours; it could not be skipped.");
  const { itemId, reason, inclusion, servedAt, live } = taken;
  statements.unskip.run(now, userId, itemId);
  statements.saveSkip.run({
    leaseId: lease,
    projectId: project.id,
    itemId,
    userId,
    reason,
    inclusion,
    servedAt,
    skippedAt: now,
    visibleMs,
  });
  statements.drop.run(lease);
  const related = { before: true, after: false };
  if (live === 1 && taken.forCheck === 1) countHeld(desk, project, userId, -1);
  else if (live === 1) shift(desk, project, { itemId, userId, answers: 0, held: -1, related });
  return ok({ lease, accepted: "saved" });
}
