import type { Logger } from "pino";
import type { z } from "zod";
import type { Db } from "#db/client.ts";
import type { DataDir } from "#db/data-dir.ts";
import type { Job } from "#db/schema.ts";

/** What a running job may use. It runs in its own process (workers/child.ts). */
export type JobContext = {
  db: Db;
  dir: DataDir;
  job: Job;
  now: () => number;
  log: Logger;
  /** Tell the worker, and so the pages, how far the job is: 0 … 1, and details in the job kind's own shape. */
  report(progress: number, note: Record<string, unknown>): void;
  /** True once somebody asked to cancel: stop at the next safe point by throwing JobCancelled. */
  cancelled: () => boolean;
  /**
   * Write results and finish the job in one immediate transaction. Throws JobLost, and writes
   * nothing, when the job has meanwhile been given to another worker.
   */
  commit(fn: (tx: Db) => void): void;
};

type Ended<Payload> = (
  tx: Db,
  payload: Payload,
  state: "failed" | "cancelled",
  message: string | null,
  now: number,
) => void;

export type JobKind = {
  kind: string;
  run: (context: JobContext, payload: unknown) => Promise<void>;
  /** In the transaction that marks the job failed or cancelled for good: put domain rows in order. */
  ended?: Ended<unknown>;
};

/** Seal a job kind's payload type: what the registry holds parses before it runs. */
export function defineJob<Schema extends z.ZodType>(definition: {
  kind: string;
  payload: Schema;
  run: (context: JobContext, payload: z.output<Schema>) => Promise<void>;
  ended?: Ended<z.output<Schema>>;
}): JobKind {
  const { kind, payload, run, ended } = definition;
  return {
    kind,
    run: (context, raw) => run(context, payload.parse(raw)),
    ...(ended && {
      ended: (tx, raw, state, message, now) => ended(tx, payload.parse(raw), state, message, now),
    }),
  };
}

/** A failure with a sentence for the person; it is not tried again. */
export class JobFailure extends Error {}
/** The job stopped because somebody asked for it. */
export class JobCancelled extends Error {}
/** Another worker has the job now. */
export class JobLost extends Error {}
