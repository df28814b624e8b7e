import { eq } from "drizzle-orm";
import { fail, ok, type Result } from "#lib/domain.ts";
import { checkClasses } from "#lib/formats/classes.ts";
import type { Authorized } from "#db/access.ts";
import { type Db, write } from "#db/client.ts";
import { announce } from "#db/events.ts";
import { findProjectById } from "#db/dataset/projects.ts";
import { recordAuditEntry } from "#db/people/audit-log.ts";
import { type Project, projects } from "#db/schema.ts";

/**
 * Call classes otherwise. A label is a number, so answers, columns, predictions, machines and fits are what they
 * were; tables and exports of later have the new names.
 * @param names of all classes, in their order
 * @returns a sentence when there are more or fewer than before (classes are merged and added in a copy), or when one
 *   gets another's name: lines that were sorted or swapped would say of every answer what nobody meant
 * @throws FormatError for names that a reader would confuse
 */
export function renameClasses(
  db: Db,
  project: Authorized<Project, "admin">,
  names: readonly string[],
  now: number,
): Result<number> {
  const classes = checkClasses(names);
  return write(db, (tx) => {
    const before = findProjectById(tx, project.id)?.classes ?? [];
    if (classes.length !== before.length)
      return fail(`The project has ${before.length} classes, and ${classes.length} names were given.`);
    const renamed = classes.flatMap((to, k) => (before[k] === to ? [] : [{ from: before[k] ?? "", to }]));
    if (renamed.length === 0) return ok(0);
    const swapped = renamed.find(({ to }) => before.includes(to));
    if (swapped)
      return fail(
        `“${swapped.to}” is what another class is called now. If answers should change their class, merge classes in a copy; if names were swapped by mistake, go by way of a third name.`,
      );
    tx.update(projects).set({ classes }).where(eq(projects.id, project.id)).run();
    const detail = { renamed };
    recordAuditEntry(
      tx,
      { userId: project.by, action: "project.classes", projectId: project.id, detail },
      now,
    );
    announce(tx, project.id, "projects", now);
    return ok(renamed.length);
  });
}
