import { and, asc, desc, eq, inArray, isNotNull, isNull } from "drizzle-orm";
import { fail, ok, type Result } from "#lib/domain.ts";
import type { OwnLaunch } from "#lib/launching.ts";
import { methods as registry } from "#lib/methods/index.ts";
import type { Authorized } from "#db/access.ts";
import { type Db, write } from "#db/client.ts";
import type { LabelSource } from "#db/machines/label-sources.ts";
import {
  checkOptions,
  checkPlace,
  insertRun,
  sizesOfTrainings,
  type TrainingSize,
} from "#db/machines/start-run.ts";
import { older } from "#db/older.ts";
import { recordAuditEntry } from "#db/people/audit-log.ts";
import { type Encoder, type Panel, panels, type Project, type Run, runs } from "#db/schema.ts";

/** A panel is many trainings asked for at once: methods × label sources × backbones, compared later. */

export type NewPanel = {
  methods: string[];
  sources: LabelSource[];
  backbones: string[];
  options: Record<string, unknown>;
  seed: number;
  /** where all of them are done; absent or null: where the project says */
  launch?: OwnLaunch | null;
  /** whose features all of them learn from */
  encoder?: Encoder | null;
};

/** Options of every training of a panel. */
export const panelOptions = (options: Record<string, unknown>) => ({ shareWarmUp: true, ...options });

/**
 * Makes the panel and puts its trainings in the queue, in one transaction, methods in the order
 * of the registry: CE comes first, and its epochs are there for those that begin with them.
 * @param sizes by source, counted before the transaction, as in startRun()
 * @returns a sentence when it would be empty, or when one of its trainings cannot start: then none does
 */
export function startPanel(
  db: Db,
  project: Authorized<Project, "admin">,
  { methods, sources, backbones, options, seed, encoder = null, launch = null }: NewPanel,
  now: number,
  sizes = sizesOfTrainings(db, project.id, sources, panelOptions(options)),
): Result<{ panel: Panel; runs: Run[] }> {
  if (methods.length * sources.length * backbones.length === 0)
    return fail("Choose at least one method, one label source and one backbone.");
  const all = panelOptions(options);
  const order = (id: string) => registry.findIndex((method) => method.id === id);
  const ordered = methods.toSorted((a, b) => order(a) - order(b));
  for (const method of ordered)
    for (const backbone of backbones) {
      const checked = checkOptions(project, { method, backbone, seed, options: all, encoder });
      if (!checked.ok) return checked;
    }
  const placed = checkPlace(db, project, launch);
  if (!placed.ok) return placed;
  if (!sizes.ok) return sizes;
  const sized = sources.map(({ raterId, pool }, index): LabelSource & TrainingSize => {
    const size = sizes.value[index];
    if (!size) throw new Error("a label source was not counted");
    return { raterId, pool, ...size };
  });
  return write(db, (tx) => {
    const panel = tx
      .insert(panels)
      .values({ projectId: project.id, createdBy: project.by, createdAt: now })
      .returning()
      .get();
    const made: Run[] = [];
    for (const backbone of backbones) {
      for (const { raterId, ...sizes } of sized) {
        for (const method of ordered) {
          const wanted = { method, backbone, labelRaterId: raterId, seed, options: all, panelId: panel.id };
          made.push(insertRun(tx, project, { ...wanted, ...sizes, encoder, launch }, now).run);
        }
      }
    }
    const detail = { panel: panel.id, runs: made.length };
    recordAuditEntry(tx, { userId: project.by, action: "panel.start", projectId: project.id, detail }, now);
    return ok({ panel, runs: made });
  });
}

export type PanelView = { panel: Panel; runs: Run[] };

/**
 * The project's panels, newest first, each with its runs in order; one without any is nothing any more.
 * @param most so many at most; null: all
 * @param before number of the last one seen
 */
export function listPanels(
  db: Db,
  projectId: number,
  most: number | null = null,
  before: number | null = null,
): PanelView[] {
  const withRuns = db
    .select({ id: runs.panelId })
    .from(runs)
    .where(and(eq(runs.projectId, projectId), isNotNull(runs.panelId), isNull(runs.deletedAt)));
  const found = db
    .select()
    .from(panels)
    .where(and(eq(panels.projectId, projectId), inArray(panels.id, withRuns), older(panels.id, before)))
    .orderBy(desc(panels.id))
    .limit(most ?? -1)
    .all();
  if (found.length === 0) return [];
  const members = db
    .select()
    .from(runs)
    .where(
      and(
        inArray(
          runs.panelId,
          found.map(({ id }) => id),
        ),
        isNull(runs.deletedAt),
      ),
    )
    .orderBy(asc(runs.id))
    .all();
  return found.map((panel) => ({ panel, runs: members.filter(({ panelId }) => panelId === panel.id) }));
}

export const panelRuns = (db: Db, panelId: number): Run[] =>
  db.select().from(runs).where(eq(runs.panelId, panelId)).orderBy(asc(runs.id)).all();

/** Has every training of the panel ended, one way or the other? */
export const panelEnded = (db: Db, panelId: number): boolean =>
  panelRuns(db, panelId).every(({ state }) => state !== "queued" && state !== "running");
