import { randomUUID } from "node:crypto";
import { and, eq, gt, inArray, lt, sql } from "drizzle-orm";
import type { ServingReason } from "#lib/domain.ts";
import type { Authorized } from "#db/access.ts";
import { type Db, write } from "#db/client.ts";
import { items, leases, type Project } from "#db/schema.ts";

/** What an annotator's browser may know of an item. Nothing here tells prediction, gold, others or file name. */
export type Task = { lease: string; image: string };

/** Leases that ran out are kept this long, so that a late answer still finds its own. */
const keepExpiredMs = 24 * 60 * 60_000;

export type Claim = {
  userId: number;
  /** tasks that the browser still holds; their leases are renewed, others of the same person come back first */
  held: readonly string[];
  /** how many tasks the browser wants to hold in all */
  want: number;
  now: number;
  /** uniform on [0, 1), asked once a task: decides between deferred and audited items */
  random: () => number;
};

/**
 * Hand out the next items. One immediate transaction counts answers and live leases and makes the
 * new leases, so no item is served to more people than its overlap asks.
 * @returns the person's open tasks beyond those held: unanswered ones from before (a reloaded
 *   page), then the least confident deferred items, mixed with audited ones so that both streams
 *   end together
 */
export function leaseTasks(db: Db, project: Authorized<Project, "annotator">, claim: Claim): Task[] {
  return write(db, (tx) => leaseWithin(tx, project, claim));
}

/** leaseTasks inside a transaction that is already open. */
export function leaseWithin(tx: Db, project: Project, claim: Claim): Task[] {
  const { userId, now } = claim;
  tx.delete(leases)
    .where(and(eq(leases.projectId, project.id), lt(leases.expiresAt, now - keepExpiredMs)))
    .run();
  const live = and(eq(leases.userId, userId), eq(leases.projectId, project.id), gt(leases.expiresAt, now));
  tx.update(leases)
    .set({ expiresAt: expiry(project, now) })
    .where(live)
    .run();
  const mine = tx
    .select({ lease: leases.id, image: items.hash })
    .from(leases)
    .innerJoin(items, eq(items.id, leases.itemId))
    .where(live)
    .orderBy(leases.servedAt, sql`leases.rowid`)
    .all();
  const back = mine.filter((task) => !claim.held.includes(task.lease));
  const tasks = back.slice(0, Math.max(0, claim.want - (mine.length - back.length)));
  const missing = claim.want - (mine.length - back.length) - tasks.length;
  for (let i = 0; i < missing; i++) {
    const next = nextItem(tx, project, claim);
    if (!next) break;
    tasks.push(lease(tx, project, userId, next, now));
  }
  return tasks;
}

/** `inclusion` is the probability with which the item was sent to people. */
type Candidate = { itemId: number; reason: ServingReason; inclusion: number };

function nextItem(tx: Db, project: Project, claim: Claim): Candidate | null {
  const order: ServingReason[] =
    claim.random() < auditShare(tx, project) ? ["audit", "deferred"] : ["deferred", "audit"];
  for (const reason of order) {
    const row = freeItem(tx, project, claim, reason);
    if (row) return { itemId: row.itemId, reason, inclusion: reason === "audit" ? project.auditRate : 1 };
  }
  return null;
}

/**
 * Which part of the work served is audit, so that deferred and audited items are finished together.
 * Counting stops at 5,000 to keep a claim quick: on a larger queue both streams are served evenly.
 */
function auditShare(tx: Db, project: Project): number {
  const open = (where: ReturnType<typeof sql>) =>
    tx.get<{ n: number }>(
      sql`select count(*) as n from (select 1 from routes where projectId = ${project.id} and open = 1 and ${where} limit 5000)`,
    )?.n ?? 0;
  const audit = open(sql`confidence > ${project.eta} and draw < ${project.auditRate}`);
  const deferred = open(sql`confidence <= ${project.eta}`);
  return audit === 0 ? 0 : audit / (audit + deferred);
}

/** The first item of a stream that is still wanted, free, and new to this person. */
function freeItem(tx: Db, project: Project, { userId, now }: Claim, reason: ServingReason) {
  const stream =
    reason === "deferred"
      ? sql`routes.confidence <= ${project.eta}`
      : sql`routes.draw < ${project.auditRate} and routes.confidence > ${project.eta}`;
  // Audited items go in the order of their draw: an annotator who stops early still leaves a random sample.
  const order = reason === "deferred" ? sql`routes.confidence, routes.itemId` : sql`routes.draw`;
  return tx.get<{ itemId: number } | undefined>(sql`
    select routes.itemId as itemId from routes
    where routes.projectId = ${project.id} and routes.open = 1 and ${stream}
      and not exists (
        select 1 from leases where leases.itemId = routes.itemId and leases.userId = ${userId} and leases.expiresAt > ${now})
      and not exists (
        select 1 from raters join current_judgments answer
          on answer.itemId = routes.itemId and answer.raterId = raters.id
        where raters.projectId = ${project.id} and raters.userId = ${userId})
      and routes.answers + (
        select count(*) from leases
        where leases.itemId = routes.itemId and leases.userId <> ${userId} and leases.expiresAt > ${now}) < ${project.overlap}
    order by ${order} limit 1`);
}

/** Hold an item for a person. An old lease of theirs on the item is taken up again under its own id. */
export function lease(tx: Db, project: Project, userId: number, next: Candidate, now: number): Task {
  const values = {
    reason: next.reason,
    inclusion: next.inclusion,
    runId: project.activeRunId,
    eta: project.eta,
    servedAt: now,
    expiresAt: expiry(project, now),
  };
  const { id } = tx
    .insert(leases)
    .values({ id: randomUUID(), projectId: project.id, itemId: next.itemId, userId, ...values })
    .onConflictDoUpdate({ target: [leases.itemId, leases.userId], set: values })
    .returning({ id: leases.id })
    .get();
  const image = tx.select({ hash: items.hash }).from(items).where(eq(items.id, next.itemId)).get();
  if (!image) throw new Error(`item ${next.itemId} has a route but no row`);
  return { lease: id, image: image.hash };
}

/** Give tasks back unanswered, for instance when the page is closed. Other people's leases are not touched. */
export function releaseTasks(
  db: Db,
  project: Authorized<Project, "annotator">,
  userId: number,
  ids: string[],
): void {
  if (ids.length === 0) return;
  write(db, (tx) => {
    tx.delete(leases)
      .where(and(eq(leases.userId, userId), eq(leases.projectId, project.id), inArray(leases.id, ids)))
      .run();
  });
}

export type Waiting = {
  /** items that other people hold just now and that may come back */
  heldByOthers: number;
  /** when the first of those leases runs out, ms; null when none is held */
  nextAt: number | null;
};

/** Why there is nothing to do: said on the empty page instead of "no tasks". */
export function waiting(db: Db, projectId: number, userId: number, now: number): Waiting {
  const row = db.get<{ n: number; next: number | null }>(sql`
    select count(*) as n, min(leases.expiresAt) as next
    from leases join routes on routes.itemId = leases.itemId
    where leases.projectId = ${projectId} and leases.userId <> ${userId} and leases.expiresAt > ${now} and routes.open = 1`);
  return { heldByOthers: row?.n ?? 0, nextAt: row?.next ?? null };
}

const expiry = (project: Project, now: number): number => now + project.leaseSeconds * 1000;
