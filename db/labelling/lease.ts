import { randomUUID } from "node:crypto";
import type { ServingReason } from "#lib/domain.ts";
import type { Desk } from "#db/labelling/desk.ts";
import { etaInForce } from "#db/labelling/no-machine.ts";
import type { Project } from "#db/schema.ts";

/**
 * What an annotator's browser may know of an item: only under which number it holds it. Prediction, gold,
 * others' answers, file name, what the picture is called anywhere else, and whether it is a check stay here.
 */
export type Task = {
  lease: string;
  /** the lease under which the person had answered it before taking the answer back */
  was?: string;
  /** the person had put it aside, and nothing else is left for them */
  skipped?: true;
};

/** `inclusion` is the probability with which the item was sent to people. */
export type Served = { itemId: number; reason: ServingReason; inclusion: number; forCheck?: true };

/** When a lease taken or renewed now runs out, ms. */
export const expiry = (project: Project, now: number): number => now + project.leaseSeconds * 1000;

/** The lease's row alone: its item's row is the caller's to shift. */
export function leaseItem(
  { statements }: Desk,
  project: Project,
  userId: number,
  { itemId, reason, inclusion, forCheck }: Served,
  now: number,
): Task {
  const row = statements.hold.get({
    id: randomUUID(),
    projectId: project.id,
    itemId,
    userId,
    reason,
    inclusion,
    forCheck: Number(forCheck === true),
    runId: project.activeRunId,
    fitId: project.activeFitId,
    eta: etaInForce(project),
    servedAt: now,
    expiresAt: expiry(project, now),
  });
  if (!row) throw new Error(`item ${itemId} could not be leased`);
  return { lease: row.id };
}

/** A task from before, with what it was called then where it came from an undo. */
export function again({ statements }: Desk, lease: string): Task {
  const was = statements.takenBack.get(lease)?.leaseId ?? statements.checkTakenBack.get(lease)?.leaseId;
  return { lease, ...(was && { was }) };
}
