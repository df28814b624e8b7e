import { and, asc, desc, eq, gte, inArray, like, lt, not, or, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/sqlite-core";
import type { Db } from "#db/client.ts";
import { auditLog, projects, type User, users } from "#db/schema.ts";
import { deedKinds, type DeedKind, deedsBeginWith } from "#lib/deeds.ts";
import type { AuditKind } from "#lib/domain.ts";
import type { Day } from "#lib/timing/day.ts";

export type AuditEntry = {
  /** null: the command line, or, of a failed sign-in, nobody knows who */
  userId: number | null;
  action: string;
  projectId?: number;
  /** the person it was done to */
  subjectId?: number;
  detail?: Record<string, unknown>;
};

/** Record what somebody or the command line did, in the transaction that does it. */
export function recordAuditEntry(tx: Db, entry: AuditEntry, now: number): void {
  tx.insert(auditLog)
    .values({
      at: now,
      userId: entry.userId,
      action: entry.action,
      projectId: entry.projectId ?? null,
      subjectId: entry.subjectId ?? null,
      detail: entry.detail ?? {},
    })
    .run();
}

const columns = {
  id: auditLog.id,
  at: auditLog.at,
  who: users.displayName,
  action: auditLog.action,
  detail: auditLog.detail,
};
const earlierThan = (before: number | undefined) =>
  before === undefined ? undefined : lt(auditLog.id, before);

/** What the log of a project can be narrowed to. */
export type DeedFilter = {
  /** done by this person, or to them */
  person?: number | undefined;
  kind?: DeedKind | undefined;
  day?: Day | undefined;
};

const begins = (kind: Exclude<DeedKind, "settings">) =>
  or(...deedsBeginWith[kind].map((start) => like(auditLog.action, `${start}%`)));
const isOf = (kind: DeedKind) =>
  kind === "settings"
    ? and(...deedKinds.map((other) => (other === "settings" ? undefined : not(begins(other) ?? sql`0`))))
    : begins(kind);

/**
 * What was done to a project, newest first: a walk along its own entries, of which it has few.
 * @param before id of the last one seen
 */
export const listAuditEntries = (
  db: Db,
  projectId: number,
  { person, kind, day }: DeedFilter,
  before: number | undefined,
  limit: number,
) =>
  db
    .select({ ...columns, subjectId: auditLog.subjectId })
    .from(auditLog)
    .leftJoin(users, eq(users.id, auditLog.userId))
    .where(
      and(
        eq(auditLog.projectId, projectId),
        earlierThan(before),
        // + keeps the planner on the project's index
        person === undefined
          ? undefined
          : sql`(+${auditLog.userId} = ${person} or +${auditLog.subjectId} = ${person})`,
        kind && isOf(kind),
        day && and(gte(auditLog.at, day.start), lt(auditLog.at, day.end)),
      ),
    )
    .orderBy(desc(auditLog.id))
    .limit(limit)
    .all();
export type ProjectEntry = ReturnType<typeof listAuditEntries>[number];

/** Who did something in a project, or had something done to them there, by name. */
export function peopleInLog(db: Db, projectId: number): Pick<User, "id" | "displayName">[] {
  const here = eq(auditLog.projectId, projectId);
  const by = db.select({ id: auditLog.userId }).from(auditLog).where(here);
  const to = db.select({ id: auditLog.subjectId }).from(auditLog).where(here);
  return db
    .select({ id: users.id, displayName: users.displayName })
    .from(users)
    .where(or(inArray(users.id, by), inArray(users.id, to)))
    .orderBy(asc(users.displayName), asc(users.id))
    .all();
}

/** What the whole log can be narrowed to. */
export type AuditFilter = {
  /** done by this person, or to them */
  person?: number | undefined;
  kind?: AuditKind | undefined;
};

const subjects = alias(users, "subjects");

/** The whole log, newest first: each page is a walk along one index. @param before id of the last one seen */
export function listAuditLog(
  db: Db,
  { person, kind }: AuditFilter,
  before: number | undefined,
  limit: number,
) {
  const page = (who?: typeof auditLog.userId | typeof auditLog.subjectId) =>
    db
      .select({ ...columns, kind: auditLog.kind, subject: subjects.displayName, project: projects.name })
      .from(auditLog)
      .leftJoin(users, eq(users.id, auditLog.userId))
      .leftJoin(subjects, eq(subjects.id, auditLog.subjectId))
      .leftJoin(projects, eq(projects.id, auditLog.projectId))
      .where(
        and(
          who && eq(who, person ?? 0),
          // Of a person and a kind the person's index is the one to walk: + keeps the planner off the other.
          kind && (who ? sql`+${auditLog.kind} = ${kind}` : eq(auditLog.kind, kind)),
          earlierThan(before),
        ),
      )
      .orderBy(desc(auditLog.id))
      .limit(limit)
      .all();
  if (person === undefined) return page();
  // What somebody did to themselves stands in both.
  const both = [...page(auditLog.userId), ...page(auditLog.subjectId)];
  return [...new Map(both.map((entry) => [entry.id, entry])).values()]
    .sort((a, b) => b.id - a.id)
    .slice(0, limit);
}

export type AuditLine = ReturnType<typeof listAuditLog>[number];
