import { eq } from "drizzle-orm";
import { z } from "zod";
import { isZone } from "#lib/timing/day.ts";
import type { Authorized } from "#db/access.ts";
import { type Db, write } from "#db/client.ts";
import { announce } from "#db/events.ts";
import { recordAuditEntry } from "#db/people/audit-log.ts";
import { type Project, projects } from "#db/schema.ts";

const most = z.int().min(1, "At least one answer, or nothing for no limit.").max(1e9).nullable();

/** How people may work: answers of one person, at most; a day is one of the zone; whether in the grid too. */
export const workSettings = z.object({
  personLimit: most,
  personDayLimit: most,
  dayZone: z.string().refine(isZone, "This is no time zone by name, such as Europe/Zurich or UTC."),
  gridAllowed: z.boolean(),
});
export type WorkSettings = z.output<typeof workSettings>;

/** How much one person may do, and in which ways. What people hold is theirs to answer, so a lower limit takes nothing away. */
export function setWorkSettings(
  db: Db,
  project: Authorized<Project, "admin">,
  settings: WorkSettings,
  now: number,
): void {
  write(db, (tx) => {
    tx.update(projects).set(settings).where(eq(projects.id, project.id)).run();
    const detail = {
      all: settings.personLimit,
      day: settings.personDayLimit,
      zone: settings.dayZone,
      grid: settings.gridAllowed,
    };
    recordAuditEntry(
      tx,
      { userId: project.by, action: "project.limits", projectId: project.id, detail },
      now,
    );
    announce(tx, project.id, "projects", now);
  });
}
