import type { Logger } from "pino";
import type { z } from "zod";
import type { RootDb } from "#db/client.ts";
import type { DataDir } from "#db/data-dir.ts";
import type { Fence } from "#db/job-queue.ts";

/** What a running job may use. It runs in its own process (workers/child.ts). */
export type JobContext = {
  db: RootDb;
  dir: DataDir;
  /** the hold on the job: results are stored under it (writeHeld, finishJob of db/job-queue.ts) */
  fence: Fence;
  now: () => number;
  log: Logger;
  /** Tell the worker, and so the pages, how far the job is: 0 … 1, and details in the job kind's own shape. */
  report: (progress: number, note: Record<string, unknown>) => void;
  /** True once somebody asked to cancel: stop at the next safe point by throwing JobCancelled. */
  cancelled: () => boolean;
};

/**
 * A kind of job. What it has done elsewhere ends it for now (JobElsewhere): it is run again, with the same hold, when
 * that is there, and finds in its folder how far it is. It finishes itself, by finishJob() in the transaction that stores its results; what
 * becomes of its rows when it ends without any stands in db/jobs/ends.ts.
 */
export type JobKind = {
  kind: string;
  run: (context: JobContext, payload: unknown) => Promise<void>;
};

/** Seal a job kind's payload type: what the registry holds parses before it runs. */
export function defineJob<Schema extends z.ZodType>(definition: {
  kind: string;
  payload: Schema;
  run: (context: JobContext, payload: z.output<Schema>) => Promise<void>;
}): JobKind {
  const { kind, payload, run } = definition;
  return { kind, run: (context, raw) => run(context, payload.parse(raw)) };
}

export { JobCancelled, JobElsewhere, JobFailure } from "./endings.ts";
