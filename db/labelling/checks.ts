import { createHash } from "node:crypto";
import { fail, ok, type Result } from "#lib/domain.ts";
import { hasKey } from "#db/check-seed.ts";
import type { Desk } from "#db/labelling/desk.ts";
import type { Said } from "#db/labelling/judgments.ts";
import { leaseItem, type Task } from "#db/labelling/lease.ts";
import type { RecordedTime } from "#db/labelling/recorded-time.ts";
import { handAt } from "#db/labelling/shift.ts";
import type { Held } from "#db/labelling/statements.ts";
import { countOwn, streamOf, tallyOf } from "#db/labelling/tally.ts";
import type { Project } from "#db/schema.ts";

/*
 * Checks: items with gold that a person is asked among the questions, to know how well they do. A check is no
 * question: no row of routes counts it, and its answer is no judgment. To the person's browser it is a task as any.
 *
 * Whether a check comes before a question is decided by a hash of both under a key of the project, not by chance at
 * the moment: so a page that is loaded again finds the same order, and nothing that vanishes or jumps tells a check.
 */

/** Two numbers on [0, 1) that nobody can know without the project's key. */
export function keyedDraws(seed: number, userId: number, itemId: number): [number, number] {
  const digest = createHash("sha256").update(`${seed} ${userId} ${itemId}`).digest();
  return [digest.readUIntBE(0, 6) / 2 ** 48, digest.readUIntBE(6, 6) / 2 ** 48];
}

/**
 * The check that comes before a question for a person, if one does and is still to be answered. So many questions
 * get one that checks are the wanted share of all tasks. Chosen by a walk of bounded length from a random place;
 * items that the queue does not ask come first, since whoever has had an item as a check is not asked it.
 */
export function checkBefore(
  desk: Desk,
  project: Project,
  userId: number,
  question: number,
  now: number,
): number | null {
  const { statements } = desk;
  const { id, checkRate, checkSeed } = project;
  const [drawn, from] = keyedDraws(checkSeed, userId, question);
  if (drawn >= checkRate / (1 - checkRate)) return null;
  const known = statements.checkBefore.get(userId, question);
  if (known) return known.due === 1 ? known.itemId : null;
  const { key } = tallyOf(desk, project);
  const walk = {
    ...{ ...key, user: userId, question },
    ...{ rater: handAt(desk, project, userId).rater },
  };
  const found =
    statements.unaskedCheck.get({ ...walk, at: from }) ??
    statements.unaskedCheck.get({ ...walk, at: 0 }) ??
    statements.anyCheck.get({ ...walk, at: from }) ??
    statements.anyCheck.get({ ...walk, at: 0 });
  if (!found) return null;
  const { itemId } = found;
  statements.saveCheck.run({ projectId: id, userId, itemId, beforeItem: question, askedAt: now });
  const route = statements.routesOf.all(itemId).find(({ generation }) => generation === key.generation);
  if (route && streamOf(key, route)) handAt(desk, project, userId).passed++;
  return itemId;
}

/** One picture more or less in a person's hand, of which the queue knows nothing. */
export function countHeld(desk: Desk, project: Project, userId: number, by: 1 | -1): void {
  handAt(desk, project, userId).held += by;
}

/** Give a person a check to hold. */
export function holdCheck(desk: Desk, project: Project, userId: number, itemId: number, now: number): Task {
  handAt(desk, project, userId);
  const served = { itemId, reason: "deferred", inclusion: 1, forCheck: true } as const;
  const task = leaseItem(desk, project, userId, served, now);
  countHeld(desk, project, userId, 1);
  return task;
}

/** Whether a person's answer under a lease was one to a check, and stored before. */
export const checkAnswered = ({ statements }: Desk, project: Project, lease: string) =>
  hasKey(project) ? statements.checkByLease.get(lease) : undefined;

/** The answer to a check, the end of its lease, and what counts them. */
export function recordCheck(
  desk: Desk,
  project: Project,
  userId: number,
  { itemId, servedAt, expiresAt, live }: Held,
  { lease, outcome, label }: Said,
  { responseMs, quality, batchId }: RecordedTime,
  now: number,
): void {
  const { statements } = desk;
  const check = statements.checkOn.get(itemId, userId);
  if (!check) throw new Error(`item ${itemId} is no check`);
  // A late answer may meet one that was given since: the newer stands.
  const { changes } = statements.withdrawCheck.run(now, check.id);
  statements.saveCheckAnswer.run({
    ...{ checkId: check.id, projectId: project.id, userId, leaseId: lease, outcome, label },
    ...{ servedAt, receivedAt: now, late: Number(!live || expiresAt <= now) },
    ...{ responseMs, quality, batchId },
  });
  statements.unskip.run(now, userId, itemId);
  statements.drop.run(lease);
  if (live) countHeld(desk, project, userId, -1);
  if (changes === 0) countOwn(desk, project.id, userId, 1, now);
}

/** Take an answer to a check back, as undoAnswer() does with others. Asking twice does it once. */
export function undoCheck(
  desk: Desk,
  project: Project,
  userId: number,
  lease: string,
  now: number,
): Result<Task> | null {
  const { statements } = desk;
  const given = statements.checkByLease.get(lease);
  if (given?.userId !== userId || given.projectId !== project.id) return null;
  const stands = statements.standingCheck.get(given.checkId);
  if (stands && stands.leaseId !== lease) return fail("You have answered this picture again since then.");
  if (stands) {
    statements.withdrawCheck.run(now, given.checkId);
    countOwn(desk, project.id, userId, -1, given.receivedAt);
  }
  return ok(checkAgain(desk, project, userId, given.itemId, lease, now));
}

/** A check that the person had put aside comes back now; null where the item was none. */
export function unskipCheck(
  desk: Desk,
  project: Project,
  userId: number,
  itemId: number,
  lease: string,
  now: number,
): Result<Task> | null {
  const check = desk.statements.checkOn.get(itemId, userId);
  if (!check) return null;
  if (desk.statements.standingCheck.get(check.id)) return fail("You have answered this picture since then.");
  return ok(checkAgain(desk, project, userId, itemId, lease, now));
}

function checkAgain(
  desk: Desk,
  project: Project,
  userId: number,
  itemId: number,
  was: string,
  now: number,
): Task {
  desk.statements.unskip.run(now, userId, itemId);
  const live = desk.statements.leaseOn.get(itemId, userId);
  const task = live ? { lease: live.id } : holdCheck(desk, project, userId, itemId, now);
  return { ...task, was };
}
