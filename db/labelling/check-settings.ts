import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import type { Authorized } from "#db/access.ts";
import { checkSeedOf } from "#db/check-seed.ts";
import { type Db, write } from "#db/client.ts";
import { announce } from "#db/events.ts";
import { recordAuditEntry } from "#db/people/audit-log.ts";
import { type Project, projects } from "#db/schema.ts";

/** Shares: of tasks that are checks, and of checks that are to be right; null: no bar. */
export const checkSettings = z.object({
  checkRate: z.number().min(0).max(0.2, "At most 20 %."),
  checkBar: z.number().gt(0).lt(1).nullable(),
});
export type CheckSettings = z.output<typeof checkSettings>;

/** How often people are checked, from the next task on. */
export function setChecks(
  db: Db,
  project: Authorized<Project, "admin">,
  settings: CheckSettings,
  now: number,
): void {
  write(db, (tx) => {
    tx.update(projects)
      .set({ ...settings, checkSeed: checkSeedOf(tx, project.id) })
      .where(eq(projects.id, project.id))
      .run();
    const detail = { rate: settings.checkRate, bar: settings.checkBar };
    recordAuditEntry(
      tx,
      { userId: project.by, action: "project.checks", projectId: project.id, detail },
      now,
    );
    announce(tx, project.id, "projects", now);
  });
}

/** What checks have cost: answers to them that stand, and how long people looked, ms. */
export const checksSpent = (db: Db, projectId: number): { answers: number; people: number; ms: number } =>
  db.get(sql`
    select count(*) as answers, count(distinct userId) as people, coalesce(sum(responseMs), 0) as ms
    from check_answers where projectId = ${projectId} and withdrawnAt is null`);

/** Whether any item can be asked as a check. */
export const hasCheckable = (db: Db, projectId: number): boolean =>
  db.get(sql`
    select 1 from items indexed by items_checkable
    where projectId = ${projectId} and gold is not null and goldFrom is null and aside = 0 limit 1`) !==
  undefined;
