import type { Db } from "#db/client.ts";
import { importEnded } from "#db/dataset/import-record.ts";
import type { JobEnd } from "#db/job-queue.ts";
import { copyEnded, duplicateKind } from "#db/jobs/duplicate-project.ts";
import { runEnded } from "#db/machines/runs.ts";
import type { Job } from "#db/schema.ts";

/**
 * What the end of a job means for the rows that it worked for, by kind; called in the transaction that
 * ends the job. A kind without rows of its own needs no line here.
 */
const handlers = new Map<string, (tx: Db, jobId: number, end: JobEnd, now: number) => void>([
  ["import", importEnded],
  [
    "table",
    (tx, jobId, end, now) => {
      importEnded(tx, jobId, end, now);
      runEnded(tx, jobId, end, now); // of a machine from elsewhere
    },
  ],
  ["train", runEnded],
  ["combine", runEnded],
  [duplicateKind, (tx, jobId, _, now) => copyEnded(tx, jobId, now)],
]);

export function settleRows(tx: Db, { kind, id }: Job, end: JobEnd, now: number): void {
  handlers.get(kind)?.(tx, id, end, now);
}
