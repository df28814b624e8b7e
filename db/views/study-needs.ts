import { and, eq, isNotNull, isNull, ne, sql, type SQL } from "drizzle-orm";
import { splits } from "#lib/domain.ts";
import type { Db } from "#db/client.ts";
import { items, type Project, raters, runs } from "#db/schema.ts";

/** What a comparison of people and machines stands on, and whether there is any; without one a part of it is left out. */
export type StudyNeeds = { gold: boolean; humans: boolean; machines: boolean };

/** Items with gold, people and label columns, finished runs: one of each is enough to say so. */
export function studyNeeds(db: Db, project: Project): StudyNeeds {
  // by split, as the index has it: without gold nothing else would be looked at but a million items
  const inSplit = (split: SQL) =>
    db
      .select({ id: items.id })
      .from(items)
      .where(and(eq(items.projectId, project.id), split, isNotNull(items.gold), isNull(items.goldFrom)))
      .limit(1)
      .get() !== undefined;
  const human = db
    .select({ id: raters.id })
    .from(raters)
    .where(and(eq(raters.projectId, project.id), eq(raters.kind, "human"), ne(raters.source, "review")))
    .limit(1)
    .get();
  const machine = db
    .select({ id: runs.id })
    .from(runs)
    .where(and(eq(runs.projectId, project.id), eq(runs.state, "finished")))
    .limit(1)
    .get();
  return {
    gold: [...splits, null].some((split) => inSplit(sql`${items.split} is ${split}`)),
    humans: human !== undefined,
    machines: machine !== undefined,
  };
}
