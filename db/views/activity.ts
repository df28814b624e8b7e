import { and, eq } from "drizzle-orm";
import { z } from "zod";
import type { Db } from "#db/client.ts";
import { findImport } from "#db/dataset/import-record.ts";
import { personRater } from "#db/labelling/raters.ts";
import { projectRun } from "#db/machines/runs.ts";
import type { ProjectEntry } from "#db/people/audit-log.ts";
import { datasetExports, items } from "#db/schema.ts";

/** What an entry of a project's log is about, where it is still there to be looked at. */
export type About =
  | { kind: "run" | "import" | "item"; id: number }
  /** by the number of their rater */
  | { kind: "person"; rater: number }
  | { kind: "export" }
  /** @param search a filter of the item browser, as its address has it */
  | { kind: "items"; search: string };

const detail = z.object({
  runId: z.int().optional().catch(undefined),
  importId: z.int().optional().catch(undefined),
  exportId: z.int().optional().catch(undefined),
  /** ordinal */
  item: z.int().optional().catch(undefined),
  search: z.string().optional().catch(undefined),
});

/** @returns null for what is about the project as a whole, is gone, or says less than today's entries do */
export function aboutOf(db: Db, projectId: number, entry: ProjectEntry): About | null {
  const { runId, importId, exportId, item, search } = detail.parse(entry.detail);
  if (entry.action.startsWith("run.") && runId !== undefined)
    return projectRun(db, projectId, runId) ? { kind: "run", id: runId } : null;
  if (importId !== undefined)
    return findImport(db, importId)?.projectId === projectId ? { kind: "import", id: importId } : null;
  if (exportId !== undefined) return isThere(db, projectId, exportId) ? { kind: "export" } : null;
  if (item !== undefined) {
    const place = and(eq(items.projectId, projectId), eq(items.ordinal, item));
    const row = db.select({ id: items.id }).from(items).where(place).get();
    return row ? { kind: "item", id: row.id } : null;
  }
  if (search !== undefined) return { kind: "items", search };
  const rater = entry.subjectId === null ? undefined : personRater(db, projectId, entry.subjectId);
  return rater ? { kind: "person", rater: rater.id } : null;
}

function isThere(db: Db, projectId: number, exportId: number): boolean {
  const row = db.select().from(datasetExports).where(eq(datasetExports.id, exportId)).get();
  return row?.projectId === projectId && row.goneAt === null;
}
