import { z } from "zod";
import { fail, ok, type Result } from "#lib/domain.ts";
import { mostHeld } from "#lib/held-tasks.ts";
import { batchTime } from "#lib/timing/measured.ts";
import type { Authorized } from "#db/access.ts";
import type { Desk } from "#db/labelling/desk.ts";
import { saveAnswer } from "#db/labelling/judgments.ts";
import { type Claim, leaseTasks, type Task } from "#db/labelling/queue.ts";
import { judged, timeInBatch } from "#db/labelling/recorded-time.ts";
import { handAt } from "#db/labelling/shift.ts";
import type { Project } from "#db/schema.ts";

/** One answer to several pictures of the grid. */
export const batch = z.object({
  outcome: z.literal("batch"),
  /** a name that no other batch has */
  batch: z.uuid(),
  leases: z.array(z.uuid()).min(1).max(mostHeld),
  /** class index; null: they cannot be told */
  label: z.int().min(0).nullable(),
  time: batchTime,
});
export type BatchAnswer = z.output<typeof batch>;

/** `refused`: leases whose answers could not be saved, as when others have their pictures meanwhile; the rest is. */
export type AcceptedBatch = { accepted: "saved" | "again"; refused: string[]; tasks: Task[] };

/**
 * Save what can be saved of a batch and hand out the next tasks, in one transaction (inTurn). Each answer is saved as
 * one by itself would be, under its lease, so that a batch which is sent twice is stored once; only its time is the
 * batch's.
 * @returns a sentence where none could be saved
 */
export function submitBatch(
  desk: Desk,
  project: Authorized<Project, "annotator">,
  { batch: key, leases, label, time }: BatchAnswer,
  claim: Claim,
): Result<AcceptedBatch> {
  const { userId, now } = claim;
  handAt(desk, project, userId);
  const outcome = label === null ? "unsure" : "label";
  const servedAt = () =>
    Math.min(
      ...leases.map((lease) => desk.statements.lease.get(lease, userId, project.id)?.servedAt ?? Infinity),
    );
  // The rows of leases go with their answers: when they began is asked before the first.
  let found: number | null = null;
  const batchId = () => (found ??= rowOf(desk, project, userId, key, time, servedAt(), now));
  const refused: string[] = [];
  let [saved, again] = [0, 0];
  let problem = "";
  for (const lease of new Set(leases)) {
    const said = { lease, outcome, label } as const;
    const result = saveAnswer(desk, project, userId, said, now, () => timeInBatch(batchId()));
    if (!result.ok) {
      problem = result.message;
      refused.push(lease);
    } else if (result.value.accepted === "saved") saved++;
    else again++;
  }
  if (saved + again === 0) return fail(problem);
  if (saved > 0) desk.statements.countBatch.run(saved, batchId());
  return ok({
    accepted: saved > 0 ? "saved" : "again",
    refused,
    tasks: leaseTasks(desk, project, claim),
  });
}

/** The batch's row; there is one already where a part of it had been refused and is sent again. */
function rowOf(
  desk: Desk,
  project: Project,
  userId: number,
  key: string,
  { batchMs, visibleMs, hiddenCount, input, quality, shown }: BatchAnswer["time"],
  servedAt: number,
  now: number,
): number {
  const known = desk.statements.batch.get(userId, key);
  if (known) return known.id;
  const spent = { responseMs: batchMs, visibleMs, hiddenCount, quality };
  const row = desk.statements.saveBatch.get({
    ...{ projectId: project.id, userId, key, shown, servedAt, receivedAt: now },
    ...{ batchMs, visibleMs, hiddenCount, input },
    quality: judged(desk, userId, spent, servedAt, now),
  });
  if (!row) throw new Error(`batch ${key} could not be saved`);
  return row.id;
}
