import { and, asc, count, desc, eq, inArray, isNull, lt, min, notInArray } from "drizzle-orm";
import { z } from "zod";
import { type Result, fail, ok } from "#lib/domain.ts";
import type { Authorized } from "#db/access.ts";
import { type Db, write } from "#db/client.ts";
import { announce } from "#db/events.ts";
import type { Desk } from "#db/labelling/desk.ts";
import type { Accepted } from "#db/labelling/judgments.ts";
import { announceOnce } from "#db/labelling/turn.ts";
import { flags, items, type Project, users } from "#db/schema.ts";

/*
 * Remarks of annotators on single items, for whoever reviews. A flag is no answer and changes neither the queue nor
 * any belief; a person has one open flag on an item at most.
 */

const comment = z.string().trim().min(1, "Say what is the matter.").max(2000, "At most 2,000 characters.");

/** A remark, and its withdrawal, as the annotation page sends them. `flag` is a key that the browser made. */
export const flag = z.object({ outcome: z.literal("flag"), flag: z.uuid(), lease: z.uuid(), comment });
export const unflag = z.object({ outcome: z.literal("unflag"), flag: z.uuid(), lease: z.uuid() });
export type RaisedFlag = z.output<typeof flag>;
export type WithdrawnFlag = z.output<typeof unflag>;

/**
 * Store a person's remark on the item that they hold, have answered or have skipped under a lease (inTurn). Another
 * open one of theirs on the item is taken back by it. Sent twice, it is stored once.
 */
export function raiseFlag(
  desk: Desk,
  project: Authorized<Project, "annotator">,
  userId: number,
  { flag: key, lease, comment }: RaisedFlag,
  now: number,
): Result<Accepted> {
  const { statements } = desk;
  const before = statements.flagByKey.get(key);
  if (before)
    return before.userId === userId
      ? ok({ lease, accepted: "again" })
      : fail("This flag belongs to somebody else.");
  const itemId = itemUnder(desk, project.id, userId, lease);
  if (itemId === null) return fail("This picture is no longer yours; the flag could not be saved.");
  statements.withdrawFlagsOn.run(now, userId, itemId);
  statements.saveFlag.run({
    key,
    projectId: project.id,
    itemId,
    userId,
    leaseId: lease,
    comment,
    createdAt: now,
  });
  announceOnce(desk, project.id, "flags", now);
  return ok({ lease, accepted: "saved" });
}

/** Take back one's own flag (inTurn), unless a reviewer has dealt with it. Asking twice does it once. */
export function withdrawFlag(
  desk: Desk,
  project: Authorized<Project, "annotator">,
  userId: number,
  { flag: key, lease }: WithdrawnFlag,
  now: number,
): Result<Accepted> {
  const found = desk.statements.flagByKey.get(key);
  if (found?.userId !== userId || found.projectId !== project.id)
    return fail("There is no flag of yours to take back.");
  if (found.withdrawnAt !== null) return ok({ lease, accepted: "again" });
  if (found.resolvedAt !== null) return fail("A reviewer has dealt with this flag already.");
  desk.statements.withdrawFlag.run(now, found.id);
  announceOnce(desk, project.id, "flags", now);
  return ok({ lease, accepted: "saved" });
}

/** The item that a person holds, has answered or has skipped under a lease. */
function itemUnder({ statements }: Desk, projectId: number, userId: number, lease: string): number | null {
  const held = statements.lease.get(lease, userId, projectId);
  if (held) return held.itemId;
  const given = statements.byLease.get(lease);
  if (given && given.raterId === statements.rater.get(projectId, userId)?.id) return given.itemId;
  const check = statements.checkByLease.get(lease);
  if (check?.userId === userId && check.projectId === projectId) return check.itemId;
  const skipped = statements.skipByLease.get(lease);
  return skipped?.userId === userId && skipped.projectId === projectId ? skipped.itemId : null;
}

const open = and(isNull(flags.withdrawnAt), isNull(flags.resolvedAt));

/** A person's own open flags, the newest first, for their page. */
export const ownFlags = (db: Db, projectId: number, userId: number, limit: number) =>
  db
    .select({ flag: flags.key, lease: flags.leaseId, comment: flags.comment })
    .from(flags)
    .where(and(eq(flags.userId, userId), eq(flags.projectId, projectId), open))
    .orderBy(desc(flags.id))
    .limit(limit)
    .all();

/** Items with a flag that waits, by number, each with its first such flag. */
export const flaggedItems = (db: Db, projectId: number): Map<number, number> =>
  new Map(
    db
      .select({ itemId: flags.itemId, first: min(flags.id) })
      .from(flags)
      .where(and(eq(flags.projectId, projectId), open))
      .groupBy(flags.itemId)
      .all()
      .map(({ itemId, first }) => [itemId, first ?? 0]),
  );

/** Flags on an item that wait for a reviewer, the oldest first. */
export const openFlagsOf = (db: Db, itemId: number) =>
  db
    .select(listed)
    .from(flags)
    .innerJoin(users, eq(users.id, flags.userId))
    .where(and(eq(flags.itemId, itemId), open))
    .orderBy(asc(flags.id))
    .all();

/** Every flag of a project, dealt with and taken back included, the newest first. @param before id of the last one seen */
export const allFlags = (db: Db, projectId: number, before: number, limit: number) =>
  db
    .select({ ...listed, itemName: items.name })
    .from(flags)
    .innerJoin(items, eq(items.id, flags.itemId))
    .innerJoin(users, eq(users.id, flags.userId))
    .where(and(eq(flags.projectId, projectId), lt(flags.id, before)))
    .orderBy(desc(flags.id))
    .limit(limit)
    .all();

/** Every flag on an item, the oldest first. */
export const flagsOf = (db: Db, itemId: number) =>
  db
    .select(listed)
    .from(flags)
    .innerJoin(users, eq(users.id, flags.userId))
    .where(eq(flags.itemId, itemId))
    .orderBy(asc(flags.id))
    .all();

/** How many flags of a project wait for a reviewer. */
export const countOpenFlags = (db: Db, projectId: number): number =>
  db
    .select({ n: count() })
    .from(flags)
    .where(and(eq(flags.projectId, projectId), open))
    .get()?.n ?? 0;

const listed = {
  id: flags.id,
  itemId: flags.itemId,
  userId: flags.userId,
  author: users.displayName,
  comment: flags.comment,
  createdAt: flags.createdAt,
  withdrawnAt: flags.withdrawnAt,
  resolvedAt: flags.resolvedAt,
  resolvedBy: flags.resolvedBy,
  resolution: flags.resolution,
};

/**
 * A reviewer has dealt with a flag: it leaves the list of those that wait.
 * @param resolution what they say of it; may be empty
 */
export function resolveFlag(
  db: Db,
  project: Authorized<Project, "researcher">,
  flagId: number,
  resolution: string,
  now: number,
): Result<null> {
  return write(db, (tx) => {
    const done = tx
      .update(flags)
      .set({ resolvedAt: now, resolvedBy: project.by, resolution })
      .where(and(eq(flags.id, flagId), eq(flags.projectId, project.id), open))
      .run();
    if (done.changes === 0) return fail("This flag has been taken back or dealt with meanwhile.");
    announce(tx, project.id, "flags", now);
    return ok(null);
  });
}

/**
 * Open again what was dealt with at these times, in an open transaction, but for flags of who has raised another since.
 * @param times ms, of decisions that were taken back
 */
export function reopenFlagsOn(
  tx: Db,
  project: Pick<Project, "id">,
  itemId: number,
  times: readonly number[],
  now: number,
): void {
  const here = and(eq(flags.itemId, itemId), eq(flags.projectId, project.id));
  const others = tx.select({ userId: flags.userId }).from(flags).where(and(here, open));
  const { changes } = tx
    .update(flags)
    .set({ resolvedAt: null, resolvedBy: null, resolution: null })
    .where(
      and(
        here,
        isNull(flags.withdrawnAt),
        inArray(flags.resolvedAt, [...times]),
        notInArray(flags.userId, others),
      ),
    )
    .run();
  if (changes > 0) announce(tx, project.id, "flags", now);
}

/** Deal with all open flags on an item at once, in an open transaction. @returns how many there were */
export function resolveFlagsOn(
  tx: Db,
  project: Pick<Authorized<Project, "admin">, "id" | "by">,
  itemId: number,
  resolution: string,
  now: number,
): number {
  const { changes } = tx
    .update(flags)
    .set({ resolvedAt: now, resolvedBy: project.by, resolution })
    .where(and(eq(flags.itemId, itemId), eq(flags.projectId, project.id), open))
    .run();
  if (changes > 0) announce(tx, project.id, "flags", now);
  return changes;
}
