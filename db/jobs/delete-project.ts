import { and, eq, inArray, isNotNull, isNull } from "drizzle-orm";
import { fail, ok, type Result } from "#lib/domain.ts";
import type { Authorized } from "#db/access.ts";
import { type Db, write } from "#db/client.ts";
import { announce } from "#db/events.ts";
import { condemn } from "#db/jobs/clear-project.ts";
import { requestCancel } from "#db/jobs/lifecycle.ts";
import { recordAuditEntry } from "#db/people/audit-log.ts";
import { jobs, type Project, projects } from "#db/schema.ts";

/**
 * The end of a project. Archived, it is out of everybody's reach and nothing of it changes until it is brought back.
 * Deleted, it is gone at once for everybody, and a job then removes all that there is of it.
 */

/** Archived projects that can be brought back, by name. */
export const archivedProjects = (db: Db): Project[] =>
  db
    .select()
    .from(projects)
    .where(and(isNotNull(projects.archivedAt), isNull(projects.deletedAt)))
    .orderBy(projects.name)
    .all();

/** Whether work is under way that an archive would only hide. */
const atWork = (db: Db, projectId: number): boolean =>
  db
    .select({ id: jobs.id })
    .from(jobs)
    .where(and(eq(jobs.projectId, projectId), inArray(jobs.state, ["queued", "running"])))
    .limit(1)
    .get() !== undefined;

/** @returns a sentence while something is at work in it */
export function archiveProject(db: Db, project: Authorized<Project, "admin">, now: number): Result<null> {
  return write(db, (tx) => {
    if (atWork(tx, project.id))
      return fail("Something is at work in this project. Stop it, or wait until it is done.");
    tx.update(projects).set({ archivedAt: now }).where(eq(projects.id, project.id)).run();
    recordAuditEntry(
      tx,
      {
        userId: project.by,
        action: "project.archive",
        projectId: project.id,
        detail: { name: project.name },
      },
      now,
    );
    announce(tx, project.id, "projects", now);
    return ok(null);
  });
}

/** Everything is as it was. */
export function bringBack(db: Db, project: Authorized<Project, "admin">, now: number): void {
  write(db, (tx) => {
    tx.update(projects).set({ archivedAt: null }).where(eq(projects.id, project.id)).run();
    recordAuditEntry(
      tx,
      {
        userId: project.by,
        action: "project.restore",
        projectId: project.id,
        detail: { name: project.name },
      },
      now,
    );
    announce(tx, project.id, "projects", now);
  });
}

/**
 * Delete a project with everything: what works in it is stopped, and a job clears it.
 * @param typed its name, as the person who wants it wrote it
 * @returns a sentence when that is another name
 */
export function deleteProject(
  db: Db,
  project: Authorized<Project, "admin">,
  typed: string,
  now: number,
): Result<null> {
  if (typed.trim() !== project.name) return fail("That is not the name of this project.");
  return write(db, (tx) => {
    const pending = tx
      .select({ id: jobs.id })
      .from(jobs)
      .where(and(eq(jobs.projectId, project.id), inArray(jobs.state, ["queued", "running"])))
      .all();
    for (const { id } of pending) requestCancel(tx, id, now);
    condemn(tx, project.id, project.by, now);
    recordAuditEntry(
      tx,
      { userId: project.by, action: "project.delete", projectId: project.id, detail: { name: project.name } },
      now,
    );
    return ok(null);
  });
}

/** Jobs of a project that a worker still holds: they end at their next safe point. */
export const stillRunning = (db: Db, projectId: number): boolean =>
  db
    .select({ id: jobs.id })
    .from(jobs)
    .where(and(eq(jobs.projectId, projectId), eq(jobs.state, "running")))
    .limit(1)
    .get() !== undefined;
