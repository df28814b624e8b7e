import type { ServingReason } from "#lib/domain.ts";
import type { Authorized } from "#db/access.ts";
import { checkBefore, countHeld, holdCheck } from "#db/labelling/checks.ts";
import type { Desk } from "#db/labelling/desk.ts";
import { again, expiry, leaseItem, type Served, type Task } from "#db/labelling/lease.ts";
import { etaInForce } from "#db/labelling/no-machine.ts";
import { handAt, lookAtAgain, shift } from "#db/labelling/shift.ts";
import { notNow, personLeft } from "#db/labelling/limits.ts";
import { closeWhenAnswered, questionsLeft } from "#db/labelling/questions-left.ts";
import type { QueueKey } from "#db/labelling/queue-terms.ts";
import type { Asked, Candidate } from "#db/labelling/statements.ts";
import { end, type Hand, type Stream, streamOf, tallyOf } from "#db/labelling/tally.ts";
import type { Project } from "#db/schema.ts";

export type { Task } from "#db/labelling/lease.ts";

/** Leases that ran out are kept this long, so that a late answer still finds its own. */
const keepExpiredMs = 24 * 60 * 60_000;

export type Claim = {
  userId: number;
  /** tasks that the browser still holds; their leases are renewed, others of the same person come back first */
  held: readonly string[];
  /** how many tasks the browser wants to hold in all */
  want: number;
  now: number;
  /** uniform on [0, 1), asked once a task: decides between deferred and audited items, and those asked at random */
  random: () => number;
};

/**
 * Hand out the next items. In the same transaction as the counts of answers and holders (inTurn), so no
 * item is served to more people than its overlap asks.
 * @returns the person's open tasks beyond those held: unanswered ones from before (a reloaded
 *   page), then the least sure deferred items, a random share of them out of turn, mixed with
 *   audited ones so that both streams end together, and at last what they skipped
 */
export function leaseTasks(desk: Desk, project: Authorized<Project, "annotator">, claim: Claim): Task[] {
  const { userId, now } = claim;
  handAt(desk, project, userId);
  lapseDue(desk, project, now);
  if (notNow(desk, project, userId)) return [];
  const mine = desk.statements.tasksOf.all(userId, project.id);
  renew(desk, project, userId, mine, now);
  closeWhenAnswered(desk, project, now);
  const held = new Set(claim.held);
  const back = mine.filter(({ id }) => !held.has(id));
  const kept = mine.length - back.length;
  const tasks = back.slice(0, Math.max(0, claim.want - kept)).map(({ id }) => again(desk, id));
  const missing = claim.want - kept - tasks.length;
  let questions = questionsLeft(desk, project);
  for (let more = Math.min(missing, personLeft(desk, project, userId, now)); more > 0; more--) {
    const task = questions > 0 ? nextTask(desk, project, claim) : null;
    if (!task) break;
    tasks.push(task.served);
    if (!task.forCheck) questions--;
  }
  return tasks;
}

/** What is new to the person, with a check before it where one is due; at last what they put aside. */
function nextTask(desk: Desk, project: Project, claim: Claim): { served: Task; forCheck: boolean } | null {
  const { userId, now } = claim;
  const hand = handAt(desk, project, userId);
  const { sampled } = hand;
  const next = nextItem(desk, project, claim);
  const { checkRate } = project;
  const check = next && checkRate > 0 ? checkBefore(desk, project, userId, next.row.itemId, now) : null;
  if (next && check !== null) {
    // The question was only looked at: it is the next again.
    hand.sampled = sampled;
    lookAtAgain(hand, next.stream, next.row);
    return { served: holdCheck(desk, project, userId, check, now), forCheck: true };
  }
  if (next)
    return {
      served: hold(desk, project, userId, servedAs(project, next.row, next.stream), now),
      forCheck: false,
    };
  const put = skippedItem(desk, project, userId, now);
  if (!put) return null;
  const task = put.forCheck
    ? holdCheck(desk, project, userId, put.itemId, now)
    : hold(desk, project, userId, put, now);
  return { served: { ...task, skipped: true }, forCheck: put.forCheck === true };
}

/** Items whose lease ran out are free for others. */
export function lapseDue(desk: Desk, project: Project, now: number): void {
  const due = desk.statements.due.all(project.id, now);
  if (due.length === 0) return;
  lapse(desk, project, due);
  desk.statements.forget.run(now - keepExpiredMs);
}

/** Others may take these items; an answer that comes late still finds its lease. */
export function lapse(
  desk: Desk,
  project: Project,
  leases: readonly { id: string; itemId: number; userId: number; forCheck: number }[],
): void {
  for (const { id, itemId, userId, forCheck } of leases) {
    desk.statements.lapse.run(id);
    if (forCheck === 1) countHeld(desk, project, userId, -1);
    else
      shift(desk, project, { itemId, userId, answers: 0, held: -1, related: { before: true, after: false } });
  }
}

/** A write a request would be too much: leases are renewed when a quarter of their time has passed. */
function renew(
  { statements }: Desk,
  project: Project,
  userId: number,
  mine: readonly { expiresAt: number }[],
  now: number,
): void {
  const first = Math.min(...mine.map(({ expiresAt }) => expiresAt));
  if (first - now < 0.75 * project.leaseSeconds * 1000)
    statements.renew.run(expiry(project, now), userId, project.id);
}

/** The next question and where it comes from. */
type Found = { row: Candidate; stream: Stream };

function nextItem(desk: Desk, project: Project, claim: Claim): Found | null {
  // What somebody has sent to people comes first, and goes to them for certain.
  const wanted = freeItem(desk, project, claim.userId, "wanted");
  if (wanted) return { row: wanted, stream: "wanted" };
  const { open } = tallyOf(desk, project);
  // Which part of the work left is audit, so that deferred and audited items are finished together.
  const auditShare = open.audit === 0 ? 0 : open.audit / (open.audit + open.deferred);
  const drawn = claim.random();
  if (drawn >= auditShare && drawn < auditShare + (1 - auditShare) * project.auditRate) {
    const row = sampledItem(desk, project, claim.userId);
    if (row) return { row, stream: "deferred" };
  }
  const order: ServingReason[] = drawn < auditShare ? ["audit", "deferred"] : ["deferred", "audit"];
  for (const reason of order) {
    const row = freeItem(desk, project, claim.userId, reason);
    if (row) return { row, stream: reason };
  }
  return null;
}

/**
 * An audited item on which the team has become unsure is asked on, but it came by the audit; what somebody has sent to
 * people goes to them for certain, and so does what is asked on since.
 */
function servedAs(project: Project, { itemId, prior, draw }: Candidate, stream: Stream): Served {
  if (stream === "wanted") return { itemId, reason: "deferred", inclusion: 1 };
  const audited = prior > etaInForce(project) && draw < project.auditRate;
  return { itemId, reason: stream, inclusion: audited ? project.auditRate : 1 };
}

/**
 * Of the deferred items the next in the order of the draws: a random share of the questions goes to them before
 * their turn, so that at any time there are answers that speak for what still waits.
 */
function sampledItem(desk: Desk, project: Project, userId: number): Candidate | null {
  // Without a machine the order is that of the draws anyway.
  if (project.activeRunId === null) return null;
  const { key } = tallyOf(desk, project);
  const hand = handAt(desk, project, userId);
  const who = askedOf(userId, hand);
  const row = desk.statements.nextSampled.get({ ...key, ...hand.sampled, ...who });
  hand.sampled = row ? { at: row.draw, item: row.itemId } : end;
  return row ?? null;
}

const askedOf = (user: number, { rater, practised }: Hand): Asked => ({ user, rater, practised });

/** The first item of a stream that somebody may take, and that is new to this person: nearly always the first row. */
function freeItem(desk: Desk, project: Project, userId: number, stream: Stream): Candidate | null {
  const { statements } = desk;
  const { key, open } = tallyOf(desk, project);
  // Most queues have nothing that somebody sent to people, and none is asked for what is not there.
  if (open[stream] === 0) return null;
  const hand = handAt(desk, project, userId);
  const who = askedOf(userId, hand);
  const again = freedItem(desk, key, hand.freed[stream], stream, who);
  if (again) return again;
  const next = {
    wanted: statements.nextWanted,
    deferred: statements.nextDeferred,
    audit: statements.nextAudited,
  }[stream];
  const row = next.get({ ...key, ...hand.places[stream], ...who });
  if (!row) return null;
  hand.places[stream] = { at: { wanted: 0, deferred: row.score, audit: row.draw }[stream], item: row.itemId };
  return row;
}

/** The first of the items that became free behind the person; those that are none for them (any more) are forgotten. */
function freedItem(
  { statements }: Desk,
  key: QueueKey,
  freed: Map<number, number>,
  stream: Stream,
  who: Asked,
): Candidate | null {
  while (freed.size > 0) {
    let first: [item: number, at: number] | null = null;
    for (const [item, at] of freed)
      if (!first || at < first[1] || (at === first[1] && item < first[0])) first = [item, at];
    if (!first) return null;
    freed.delete(first[0]);
    const row = statements.stillOpen.get({ item: first[0], generation: key.generation, ...who });
    if (row && streamOf(key, row) === stream) return row;
  }
  return null;
}

/** What the person put aside, the oldest first; it is theirs again. */
function skippedItem(desk: Desk, project: Project, userId: number, now: number): Served | null {
  const { statements } = desk;
  const { key } = tallyOf(desk, project);
  const who = askedOf(userId, handAt(desk, project, userId));
  const row = statements.nextSkipped.get({ ...key, ...who });
  const check = statements.nextSkippedCheck.get({ project: project.id, user: userId });
  if (check && (!row || check.skip < row.skip)) {
    statements.unskip.run(now, userId, check.itemId);
    return { itemId: check.itemId, reason: "deferred", inclusion: 1, forCheck: true };
  }
  const stream = row && streamOf(key, row);
  if (!row || !stream) return null;
  statements.unskip.run(now, userId, row.itemId);
  return servedAs(project, row, stream);
}

/** Hold an item for a person. An old lease of theirs on the item is taken up again under its own id. */
function hold(desk: Desk, project: Project, userId: number, next: Served, now: number): Task {
  const task = leaseItem(desk, project, userId, next, now);
  const related = { before: false, after: true };
  shift(desk, project, { itemId: next.itemId, userId, answers: 0, held: 1, related });
  return task;
}

/** Give tasks back unanswered, for instance when the page is closed. Other people's leases are not touched. */
export function releaseTasks(
  desk: Desk,
  project: Authorized<Project, "annotator">,
  userId: number,
  ids: readonly string[],
): void {
  handAt(desk, project, userId);
  for (const id of ids) {
    const lease = desk.statements.lease.get(id, userId, project.id);
    if (!lease) continue;
    desk.statements.drop.run(id);
    if (lease.live === 0) continue;
    if (lease.forCheck === 1) {
      countHeld(desk, project, userId, -1);
      continue;
    }
    const related = { before: true, after: false };
    shift(desk, project, { itemId: lease.itemId, userId, answers: 0, held: -1, related });
  }
}
