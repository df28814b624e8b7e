import { and, eq, inArray, isNotNull } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { requestCancel } from "#db/jobs/lifecycle.ts";
import { answersGone } from "#db/machines/set-aside-labels.ts";
import { recordAuditEntry } from "#db/people/audit-log.ts";
import { type Project, runs } from "#db/schema.ts";

/** A training goes on that loses no more of its labels than this share. */
const bearable = 0.05;

/** They learn from what people answered here. */
const fromPeople = ["people", "team", "team-hard"] as const;

/**
 * Stop the trainings that have lost much of what they learn from, in the transaction that ends an aside. The first one
 * is not the first any more, so that another starts by itself when enough labels stand.
 */
export function stopAfterAside(tx: Db, project: Pick<Project, "id">, now: number): void {
  const going = tx
    .select()
    .from(runs)
    .where(
      and(
        eq(runs.projectId, project.id),
        inArray(runs.state, ["queued", "running"]),
        inArray(runs.pool, fromPeople),
        isNotNull(runs.cursor),
      ),
    )
    .all();
  for (const run of going) {
    const answers = answersGone(tx, run);
    if (answers <= bearable * (run.trainItems ?? 0)) continue;
    if (run.jobId === null || !requestCancel(tx, run.jobId, now)) continue;
    tx.update(runs).set({ first: false }).where(eq(runs.id, run.id)).run();
    const detail = { run: run.name, runId: run.id, answers };
    recordAuditEntry(tx, { userId: null, action: "run.set-aside", projectId: project.id, detail }, now);
  }
}
