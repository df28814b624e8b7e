import { and, eq } from "drizzle-orm";
import type { Authorized } from "#db/access.ts";
import type { Db, RootDb } from "#db/client.ts";
import { announce } from "#db/events.ts";
import type { Desk } from "#db/labelling/desk.ts";
import { lapse } from "#db/labelling/queue.ts";
import { inTurn } from "#db/labelling/turn.ts";
import { recordAuditEntry } from "#db/people/audit-log.ts";
import { findUser } from "#db/people/users.ts";
import { pausedPeople, type Project, projects } from "#db/schema.ts";
import { fail, ok, type Result } from "#lib/domain.ts";

/*
 * A pause hands out nothing more, and what people hold goes back at once. Answers that were given before it and
 * arrive after it are kept and marked late, like every answer whose lease ran out.
 */

/** Let a project's labelling rest, or go on. Saying it twice does it once. */
export function pauseProject(
  db: RootDb,
  project: Authorized<Project, "admin">,
  paused: boolean,
  now: number,
): void {
  inTurn(db, (desk) => {
    const row = desk.db.select().from(projects).where(eq(projects.id, project.id)).get();
    if (!row || (row.pausedAt !== null) === paused) return;
    if (paused) giveBackAll(desk, row, null);
    desk.db
      .update(projects)
      .set({ pausedAt: paused ? now : null })
      .where(eq(projects.id, project.id))
      .run();
    const entry = { userId: project.by, action: "project.pause", projectId: project.id, detail: { paused } };
    recordAuditEntry(desk.db, entry, now);
    announce(desk.db, project.id, "projects", now);
  });
}

/** Let one person's work in a project rest, or go on. @returns a sentence where there is nobody */
export function pausePerson(
  db: RootDb,
  project: Authorized<Project, "admin">,
  userId: number,
  paused: boolean,
  now: number,
): Result<null> {
  return inTurn(db, (desk) => {
    const user = findUser(desk.db, userId);
    if (!user) return fail("There is nobody with this name.");
    if (isPaused(desk.db, project.id, userId) === paused) return ok(null);
    if (paused) {
      giveBackAll(desk, project, userId);
      desk.db.insert(pausedPeople).values({ projectId: project.id, userId, pausedAt: now }).run();
    } else desk.db.delete(pausedPeople).where(rowOf(project.id, userId)).run();
    recordAuditEntry(
      desk.db,
      {
        userId: project.by,
        action: "project.person.pause",
        projectId: project.id,
        subjectId: userId,
        detail: { user: user.name, paused },
      },
      now,
    );
    announce(desk.db, project.id, "projects", now);
    return ok(null);
  });
}

function giveBackAll(desk: Desk, project: Project, userId: number | null): void {
  lapse(desk, project, desk.statements.liveOf.all({ project: project.id, user: userId }));
}

const rowOf = (projectId: number, userId: number) =>
  and(eq(pausedPeople.projectId, projectId), eq(pausedPeople.userId, userId));

/** Whether somebody's own work in a project rests. */
export const isPaused = (db: Db, projectId: number, userId: number): boolean =>
  db.select({ at: pausedPeople.pausedAt }).from(pausedPeople).where(rowOf(projectId, userId)).get() !==
  undefined;

/** Everybody whose work in a project rests. */
export const pausedIn = (db: Db, projectId: number): Set<number> =>
  new Set(
    db
      .select({ userId: pausedPeople.userId })
      .from(pausedPeople)
      .where(eq(pausedPeople.projectId, projectId))
      .all()
      .map(({ userId }) => userId),
  );
