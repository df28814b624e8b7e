import { and, eq, inArray, ne } from "drizzle-orm";
import { type Result, fail, ok } from "#lib/domain.ts";
import { preTrained } from "#lib/pre-trained.ts";
import { combined } from "#lib/untrained.ts";
import type { Authorized } from "#db/access.ts";
import { type Db, write } from "#db/client.ts";
import { announce } from "#db/events.ts";
import { enqueue } from "#db/job-queue.ts";
import { insertUntrained } from "#db/machines/elsewhere.ts";
import { recordAuditEntry } from "#db/people/audit-log.ts";
import { encoders, type Project, raters, type Run, runs } from "#db/schema.ts";

/** Several machines of a project made one: a run whose output is reckoned from theirs (db/teaming/combine.ts). */

/** The machines that can be made one, newest first. */
export const combinable = (db: Db, projectId: number): Run[] =>
  db
    .select()
    .from(runs)
    .where(and(eq(runs.projectId, projectId), eq(runs.state, "finished"), ne(runs.method, combined)))
    .orderBy(runs.id)
    .all();

/** Ask for it: a run and its job. @returns a sentence where there are not two machines */
export function combineMachines(db: Db, project: Authorized<Project, "admin">, now: number): Result<Run> {
  if (combinable(db, project.id).length < 2)
    return fail("It takes two finished machines to make one of them.");
  return write(db, (tx) => {
    const before = tx
      .select({ id: runs.id })
      .from(runs)
      .where(and(eq(runs.projectId, project.id), eq(runs.method, combined)))
      .all().length;
    const name = before === 0 ? "Machines as one" : `Machines as one ${before + 1}`;
    const made = {
      name,
      method: combined,
      origin: "several machines of this project",
      createdBy: project.by,
    };
    const run = insertUntrained(tx, project.id, { ...made, state: "queued", activate: false }, now);
    const job = enqueue(
      tx,
      { kind: "combine", payload: { runId: run.id }, projectId: project.id, createdBy: project.by },
      now,
    );
    const detail = { run: name, runId: run.id };
    recordAuditEntry(tx, { userId: project.by, action: "run.combine", projectId: project.id, detail }, now);
    announce(tx, project.id, "runs", now);
    return ok(tx.update(runs).set({ jobId: job.id }).where(eq(runs.id, run.id)).returning().get());
  });
}

/** One that has pre-trained machines in it says so in its name, as those do. In the transaction that finishes it. */
export function markPreTrained(tx: Db, { id, name: plain }: Run, of: readonly number[]): void {
  const names = tx
    .selectDistinct({ name: encoders.name })
    .from(runs)
    .innerJoin(encoders, eq(encoders.id, runs.encoderId))
    .where(inArray(runs.id, [...of]))
    .orderBy(encoders.name)
    .all();
  if (names.length === 0) return;
  const name = preTrained(plain, names.map((encoder) => encoder.name).join(", "));
  tx.update(runs).set({ name }).where(eq(runs.id, id)).run();
  tx.update(raters).set({ name }).where(eq(raters.runId, id)).run();
}
