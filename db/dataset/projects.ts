import { and, asc, count, eq, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import type { Authorized } from "#db/access.ts";
import { recordAuditEntry } from "#db/people/audit-log.ts";
import { type Db, type RootDb, write } from "#db/client.ts";
import { announce } from "#db/events.ts";
import { importOptions } from "#lib/formats/import-options.ts";
import { lookup } from "#db/lookup.ts";
import { reroute } from "#db/labelling/rerouting.ts";
import { items, type Project, projects } from "#db/schema.ts";

const projectBySlug = lookup((db) =>
  db
    .select()
    .from(projects)
    .where(eq(projects.slug, sql.placeholder("slug"))),
);
export const findProject = (db: Db, slug: string): Project | undefined => projectBySlug(db, { slug });

export const findProjectById = (db: Db, id: number): Project | undefined =>
  db.select().from(projects).where(eq(projects.id, id)).get();

export const listProjects = (db: Db): Project[] =>
  db.select().from(projects).where(isNull(projects.archivedAt)).orderBy(asc(projects.id)).all();

export type SplitCount = { split: string | null; items: number; gold: number };

/** Items by split, and how many of them have a gold label. */
export const splitCounts = (db: Db, projectId: number): SplitCount[] =>
  db
    .select({ split: items.split, items: count(), gold: count(items.gold) })
    .from(items)
    .where(eq(items.projectId, projectId))
    .groupBy(items.split)
    .all();

/** Is there anything to train on without cross-fitting? */
export const hasTrainingSplit = (db: Db, projectId: number): boolean =>
  db
    .select({ id: items.id })
    .from(items)
    .where(and(eq(items.projectId, projectId), eq(items.split, "train")))
    .limit(1)
    .get() !== undefined;

/** What an admin may change of a project while it runs. */
export const projectSettings = z.object({
  name: z.string().trim().min(1, "A project needs a name.").max(100),
  description: z.string().trim().max(2000),
  instructions: z.string().trim().max(5000),
  overlap: z.int().min(1, "At least one person has to answer.").max(100),
  auditRate: z.number().min(0).max(1),
  leaseSeconds: z.int().min(30, "Hold items for at least 30 seconds.").max(86_400),
  firstRunLabels: importOptions.shape.project.shape.firstRunLabels.unwrap(),
});

/** Another overlap routes the items afresh, and is in force when they are. */
export function changeSettings(
  db: RootDb,
  project: Authorized<Project, "admin">,
  settings: z.output<typeof projectSettings>,
  now: number,
): Promise<void> {
  // The row of now: somebody may have changed it since this page was opened.
  let before: Project | undefined;
  const routing = (tx: Db) => {
    before = findProjectById(tx, project.id);
    return before?.overlap === settings.overlap ? null : { overlap: settings.overlap };
  };
  return reroute(db, project.id, now, routing, (tx) => {
    tx.update(projects).set(settings).where(eq(projects.id, project.id)).run();
    const detail = { changed: before ? changesOf(before, settings) : [] };
    if (detail.changed.length > 0)
      recordAuditEntry(
        tx,
        { userId: project.by, action: "project.settings", projectId: project.id, detail },
        now,
      );
    announce(tx, project.id, "projects", now);
    announce(tx, project.id, "routes", now);
  });
}

/** What another setting is said to be in the log: from and to, but of long texts only that they are others. */
export const settingChange = z.object({
  what: projectSettings.keyof(),
  from: z.union([z.string(), z.number()]).nullish(),
  to: z.union([z.string(), z.number()]).nullish(),
});

function changesOf(
  before: z.output<typeof projectSettings>,
  after: z.output<typeof projectSettings>,
): z.output<typeof settingChange>[] {
  return projectSettings
    .keyof()
    .options.filter((what) => before[what] !== after[what])
    .map((what) =>
      what === "description" || what === "instructions"
        ? { what }
        : { what, from: before[what], to: after[what] },
    );
}

/** Move η. Nothing is stored per item, so the queue follows at once. @param eta in [0, 1] */
export function setEta(db: Db, project: Authorized<Project, "admin">, eta: number, now: number): void {
  write(db, (tx) => {
    tx.update(projects).set({ eta }).where(eq(projects.id, project.id)).run();
    recordAuditEntry(
      tx,
      {
        userId: project.by,
        action: "project.eta",
        projectId: project.id,
        detail: { from: project.eta, to: eta },
      },
      now,
    );
    announce(tx, project.id, "routes", now);
  });
}
