import { pino } from "pino";
import { dir } from "#app/_server/database.ts";
import type { RootDb } from "#db/client.ts";
import { fenceOf } from "#db/job-queue.ts";
import { claimJob } from "#db/jobs/lifecycle.ts";
import type { JobKind } from "#workers/job.ts";

/** Do the job that waits, as a worker would. */
export async function jobWaiting(db: RootDb, { kind, run }: JobKind): Promise<void> {
  const job = claimJob(db, "worker", "other", Date.now());
  if (job?.kind !== kind) throw new Error(`no ${kind} waits`);
  const log = pino({ level: "silent" });
  const context = { db, dir: dir(), fence: fenceOf(job), now: Date.now, log };
  await run({ ...context, report: () => undefined, cancelled: () => false }, job.payload);
}
