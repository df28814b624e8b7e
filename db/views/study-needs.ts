import { and, count, eq, isNotNull } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { items, type Project, raters, runs } from "#db/schema.ts";

/** What a comparison of people and machines stands on; 0 of any leaves a part of it out. */
export type StudyNeeds = { gold: number; humans: number; machines: number };

/** How much of each a project has: items with gold, people and label columns, finished runs. */
export function studyNeeds(db: Db, project: Project): StudyNeeds {
  const gold = db
    .select({ n: count() })
    .from(items)
    .where(and(eq(items.projectId, project.id), isNotNull(items.gold)))
    .get();
  const humans = db
    .select({ n: count() })
    .from(raters)
    .where(and(eq(raters.projectId, project.id), eq(raters.kind, "human")))
    .get();
  const machines = db
    .select({ n: count() })
    .from(runs)
    .where(and(eq(runs.projectId, project.id), eq(runs.state, "finished")))
    .get();
  return { gold: gold?.n ?? 0, humans: humans?.n ?? 0, machines: machines?.n ?? 0 };
}
