import { and, eq, isNotNull } from "drizzle-orm";
import { type ClosedBecause, type Result, fail, ok } from "#lib/domain.ts";
import type { Aim, Evidence } from "#lib/teaming/aim.ts";
import type { Authorized } from "#db/access.ts";
import { type Db, write } from "#db/client.ts";
import { announce } from "#db/events.ts";
import { closeQueue } from "#db/labelling/closing.ts";
import { recordAuditEntry } from "#db/people/audit-log.ts";
import { type Project, projects } from "#db/schema.ts";

/** What the project is to reach; null where nobody said. */
export const aimOf = ({
  aimAccuracy,
  aimQuestions,
}: Pick<Project, "aimAccuracy" | "aimQuestions">): Aim | null =>
  aimAccuracy !== null
    ? { kind: "accuracy", accuracy: aimAccuracy }
    : aimQuestions !== null
      ? { kind: "questions", questions: aimQuestions }
      : null;

/** A closed queue: when, why, and what was known of the team then. */
export type Closed = { at: number; because: ClosedBecause; evidence: Evidence | null };

export const closedOf = ({
  closedAt,
  closedBecause,
  closedOn,
}: Pick<Project, "closedAt" | "closedBecause" | "closedOn">): Closed | null =>
  closedAt === null ? null : { at: closedAt, because: closedBecause ?? "hand", evidence: closedOn };

const columns = (aim: Aim | null) => ({
  aimAccuracy: aim?.kind === "accuracy" ? aim.accuracy : null,
  aimQuestions: aim?.kind === "questions" ? aim.questions : null,
});

/** State another aim, or none. A closed queue stays closed until somebody opens it. */
export function setAim(db: Db, project: Authorized<Project, "admin">, aim: Aim | null, now: number): void {
  write(db, (tx) => {
    tx.update(projects).set(columns(aim)).where(eq(projects.id, project.id)).run();
    // What closed it was another aim: opened again, it keeps this one.
    tx.update(projects)
      .set({ closedBecause: "hand" })
      .where(and(eq(projects.id, project.id), isNotNull(projects.closedAt)))
      .run();
    const detail = aim ?? { kind: "none" };
    recordAuditEntry(tx, { userId: project.by, action: "project.aim", projectId: project.id, detail }, now);
    announce(tx, project.id, "projects", now);
    announce(tx, project.id, "routes", now);
  });
}

/** @param answers people's, that stand; @param evidence how well the team does now, where that is known */
export function closeByHand(
  db: Db,
  project: Authorized<Project, "admin">,
  found: { answers: number; evidence: Evidence | null },
  now: number,
): Result<null> {
  const closed = write(db, (tx) =>
    closeQueue(tx, project.id, { because: "hand", ...found }, project.by, now),
  );
  return closed ? ok(null) : fail("The queue is closed already.");
}

/** Hand out items again. An aim that closed it would close it again: it is dropped. */
export function reopenQueue(db: Db, project: Authorized<Project, "admin">, now: number): Result<null> {
  return write(db, (tx) => {
    const row = tx.select().from(projects).where(eq(projects.id, project.id)).get();
    if (!row || row.closedAt === null) return fail("The queue is open.");
    const open = { closedAt: null, closedBecause: null, closedOn: null };
    const reached = row.closedBecause !== "hand" && aimOf(row)?.kind === row.closedBecause;
    tx.update(projects)
      .set({ ...open, ...(reached && columns(null)) })
      .where(and(eq(projects.id, project.id)))
      .run();
    recordAuditEntry(
      tx,
      {
        userId: project.by,
        action: "queue.open",
        projectId: project.id,
        detail: { aim: reached ? null : aimOf(row) },
      },
      now,
    );
    announce(tx, project.id, "projects", now);
    announce(tx, project.id, "routes", now);
    return ok(null);
  });
}
