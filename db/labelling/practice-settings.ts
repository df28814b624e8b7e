import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import type { Authorized } from "#db/access.ts";
import { checkSeedOf } from "#db/check-seed.ts";
import type { Db, RootDb } from "#db/client.ts";
import { announce } from "#db/events.ts";
import { forgetPracticeDue, practiceDue } from "#db/labelling/practice-due.ts";
import { lapse } from "#db/labelling/queue.ts";
import { inTurn } from "#db/labelling/turn.ts";
import { recordAuditEntry } from "#db/people/audit-log.ts";
import { type Project, projects } from "#db/schema.ts";
import { fail, ok, type Result } from "#lib/domain.ts";
import { practiceSizes } from "#lib/practice.ts";

const { fewest, most } = practiceSizes;

/** A round, and who has to pass it. */
export const practiceSettings = z.object({
  practiceItems: z.int().min(fewest, `At least ${fewest} pictures.`).max(most, `At most ${most} pictures.`),
  practicePass: z.number().gt(0, "More than 0 %.").max(1, "At most 100 %."),
  practiceTries: z
    .int()
    .min(1, "At least one try, or nothing for no limit.")
    .max(100, "At most 100.")
    .nullable(),
  practiceAll: z.boolean(),
});
export type PracticeSettings = z.output<typeof practiceSettings>;

/** Items with gold that are looked at to count them. */
const mostCounted = 1000;

/** Different pictures with gold that came with the data: what can be practised with. `more`: not all were counted. */
export function practicable(db: Db, projectId: number): { n: number; more: boolean } {
  const { n, seen } = db.get<{ n: number; seen: number }>(sql`
    select count(distinct hash) as n, count(*) as seen from (
      select hash from items indexed by items_checkable
      where projectId = ${projectId} and gold is not null and goldFrom is null and aside = 0
      limit ${mostCounted + 1})`);
  return { n: Math.min(n, mostCounted), more: seen > mostCounted };
}

/** Have people practise before they label, or (null) not any more. Whoever has passed has passed. */
export function setPractice(
  db: RootDb,
  project: Authorized<Project, "admin">,
  settings: PracticeSettings | null,
  now: number,
): Result<null> {
  return inTurn(db, (desk) => {
    const there = settings ? practicable(desk.db, project.id).n : 0;
    if (settings && there < settings.practiceItems)
      return fail(
        `Practice with ${settings.practiceItems} pictures needs as many different ones whose gold came with the data; there ${there === 1 ? "is" : "are"} ${there === 0 ? "none" : there}.`,
      );
    const ofProject = eq(projects.id, project.id);
    const before = desk.db.select().from(projects).where(ofProject).get();
    const after = desk.db
      .update(projects)
      .set({
        ...settings,
        checkSeed: checkSeedOf(desk.db, project.id),
        practiceSince: settings ? (before?.practiceSince ?? now) : null,
      })
      .where(ofProject)
      .returning()
      .get();
    forgetPracticeDue(desk, project.id);
    // What they hold goes back to the queue at once, as at a pause.
    const held = desk.statements.liveOf.all({ project: project.id, user: null });
    lapse(
      desk,
      after,
      held.filter(({ userId }) => practiceDue(desk, after, userId)),
    );
    const detail = settings && {
      ...{ pictures: settings.practiceItems, pass: settings.practicePass },
      ...{ tries: settings.practiceTries, all: settings.practiceAll },
    };
    recordAuditEntry(
      desk.db,
      { userId: project.by, action: "project.practice", projectId: project.id, detail: { practice: detail } },
      now,
    );
    announce(desk.db, project.id, "projects", now);
    return ok(null);
  });
}
