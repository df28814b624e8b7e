import { and, eq, isNull, ne } from "drizzle-orm";
import { z } from "zod";
import { fail, ok, type Result } from "#lib/domain.ts";
import type { Authorized } from "#db/access.ts";
import { type Db, write } from "#db/client.ts";
import { announce } from "#db/events.ts";
import { projectRun } from "#db/machines/runs.ts";
import { recordAuditEntry } from "#db/people/audit-log.ts";
import { type Project, raters, runs } from "#db/schema.ts";

/** What people call a run, and what they note about it. */

export const runWords = z.object({
  name: z.string().trim().min(1, "Give the run a name.").max(120, "At most 120 characters."),
  note: z.string().trim().max(2000, "At most 2,000 characters."),
});
export type RunWords = z.output<typeof runWords>;

/** Whether another run of the project is called so. */
export const isTaken = (db: Db, projectId: number, name: string, but = -1): boolean =>
  db
    .select({ id: runs.id })
    .from(runs)
    .where(and(eq(runs.projectId, projectId), eq(runs.name, name), ne(runs.id, but), isNull(runs.deletedAt)))
    .get() !== undefined;

/** Change them. @returns a sentence when another run has the name */
export function renameRun(
  db: Db,
  project: Authorized<Project, "admin">,
  runId: number,
  words: RunWords,
  now: number,
): Result<null> {
  return write(db, (tx) => {
    const run = projectRun(tx, project.id, runId);
    if (!run) return fail("This project has no such run.");
    if (isTaken(tx, project.id, words.name, run.id)) return fail("Another run has this name.");
    if (run.name === words.name && run.note === words.note) return ok(null);
    tx.update(runs).set(words).where(eq(runs.id, run.id)).run();
    // as a rater it has the same name, in figures, tables and exports
    tx.update(raters).set({ name: words.name }).where(eq(raters.runId, run.id)).run();
    if (run.name !== words.name) {
      const detail = { runId, from: run.name, to: words.name };
      recordAuditEntry(tx, { userId: project.by, action: "run.rename", projectId: project.id, detail }, now);
    }
    announce(tx, project.id, "runs", now);
    return ok(null);
  });
}
