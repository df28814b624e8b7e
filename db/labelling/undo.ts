import { type Result, fail, ok } from "#lib/domain.ts";
import type { Authorized } from "#db/access.ts";
import { undoCheck, unskipCheck } from "#db/labelling/checks.ts";
import type { Desk } from "#db/labelling/desk.ts";
import { notNow } from "#db/labelling/limits.ts";
import { leaseItem, type Task } from "#db/labelling/lease.ts";
import { questionsLeft } from "#db/labelling/questions-left.ts";
import { handAt, shift } from "#db/labelling/shift.ts";
import { countOwn } from "#db/labelling/tally.ts";
import { announceOnce } from "#db/labelling/turn.ts";
import type { Project, Skip } from "#db/schema.ts";

/**
 * Take back several of the person's answers or skips: a batch of the grid, say.
 * @param leases under which they were given, in their order
 * @returns the tasks of all that could be taken back, or a sentence where none could
 */
export function undoAnswers(
  desk: Desk,
  project: Authorized<Project, "annotator">,
  userId: number,
  leases: readonly string[],
  now: number,
): Result<Task[]> {
  const results = leases.map((lease) => undoAnswer(desk, project, userId, lease, now));
  const tasks = results.flatMap((result) => (result.ok ? [result.value] : []));
  const problem = results.find((result) => !result.ok);
  return tasks.length === 0 && problem ? problem : ok(tasks);
}

/**
 * Take back one of the person's answers or skips, and give them its item again (inTurn). The answer stays in the
 * history with its time; a `withdrawn` row supersedes it. Asking twice does it once.
 * @param lease the lease under which the answer was given, or the item skipped
 * @returns the task again, or a sentence when there is nothing to take back
 */
export function undoAnswer(
  desk: Desk,
  project: Authorized<Project, "annotator">,
  userId: number,
  lease: string,
  now: number,
): Result<Task> {
  const { statements } = desk;
  const before = notNow(desk, project, userId);
  if (before === "practice") return fail("Practice comes first here, so nothing can be taken back yet.");
  if (before) return fail("Labelling is paused for now, so nothing can be taken back.");
  handAt(desk, project, userId);
  const raterId = statements.rater.get(project.id, userId)?.id;
  const given = statements.byLease.get(lease);
  const skipped = given ? undefined : statements.skipByLease.get(lease);
  const item = given?.itemId ?? skipped?.itemId;
  if (item !== undefined && statements.practisedWith.get({ item, user: userId }))
    return fail("You have practised with this picture since then, so it stays as it is.");
  if (skipped?.userId === userId && skipped.projectId === project.id)
    return unskipped(desk, project, userId, skipped, lease, now);
  const check = given ? null : undoCheck(desk, project, userId, lease, now);
  if (check?.ok) announceOnce(desk, project.id, "judgments", now);
  if (check) return check;
  if (!given || given.raterId !== raterId) return fail("There is no answer of yours to take back.");
  const { itemId, reason, inclusion } = given;
  const served = { itemId, reason: reason ?? "deferred", inclusion: inclusion ?? 1 };
  const newest = statements.latest.get(itemId, raterId);
  if (newest?.id !== given.id && newest?.supersedes !== given.id)
    return fail("You have answered this picture again since then.");
  if (newest.outcome === "withdrawn") {
    const task = heldAgain(desk, project, userId, served, now);
    return task ? ok({ ...task, was: lease }) : fail("This picture has gone to somebody else meanwhile.");
  }

  statements.unskip.run(now, userId, itemId);
  statements.withdraw.run({ projectId: project.id, itemId, raterId, supersedes: given.id, receivedAt: now });
  const task = leaseItem(desk, project, userId, served, now);
  const related = { before: true, after: true };
  shift(desk, project, { itemId, userId, answers: -1, held: 1, answered: true, related });
  countOwn(desk, project.id, userId, -1, given.receivedAt);
  announceOnce(desk, project.id, "judgments", now);
  return ok({ ...task, was: lease });
}

/**
 * It was taken back already, and the reply was lost: the task that came with it, or a new one where that
 * ran out, unless others have taken its place since then.
 */
function heldAgain(
  desk: Desk,
  project: Project,
  userId: number,
  served: Parameters<typeof leaseItem>[3],
  now: number,
): Task | null {
  const live = desk.statements.leaseOn.get(served.itemId, userId);
  if (live) return { lease: live.id };
  if (desk.statements.isOpen.get(served.itemId, project.routesGeneration)?.open === 0) return null;
  if (questionsLeft(desk, project) === 0) return null;
  desk.statements.unskip.run(now, userId, served.itemId);
  const task = leaseItem(desk, project, userId, served, now);
  const related = { before: false, after: true };
  shift(desk, project, { itemId: served.itemId, userId, answers: 0, held: 1, related });
  return task;
}

/** What was put aside comes back now instead of later, unless it was answered or others have taken its place since then. */
function unskipped(
  desk: Desk,
  project: Project,
  userId: number,
  { itemId, reason, inclusion }: { itemId: number } & Pick<Skip, "reason" | "inclusion">,
  lease: string,
  now: number,
): Result<Task> {
  const check = unskipCheck(desk, project, userId, itemId, lease, now);
  if (check) return check;
  const raterId = desk.statements.rater.get(project.id, userId)?.id ?? -1;
  const newest = desk.statements.latest.get(itemId, raterId);
  if (newest && newest.outcome !== "withdrawn") return fail("You have answered this picture since then.");
  const task = heldAgain(desk, project, userId, { itemId, reason, inclusion }, now);
  return task ? ok({ ...task, was: lease }) : fail("This picture has gone to somebody else meanwhile.");
}
