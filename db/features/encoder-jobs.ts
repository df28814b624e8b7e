import { desc, eq } from "drizzle-orm";
import { z } from "zod";
import { encoderDescription } from "#lib/encoders/description.ts";
import { type Db, write } from "#db/client.ts";
import { uploadId } from "#db/dataset/uploads.ts";
import { enqueue } from "#db/job-queue.ts";
import { type Job, jobs } from "#db/schema.ts";

/** Encoders on their way in: a browser's file is looked at by a job. */

export const encoderJobKind = "encoder";
const { mean, std, layout, output, pool } = encoderDescription.shape;

/** What was asked for. */
export const encoderRequest = z.object({
  upload: uploadId,
  name: z.string(),
  given: z.object({
    mean,
    std,
    size: z.int().optional(),
    resize: z.int().optional(),
    layout: layout.optional(),
    output: output.optional(),
    pool: pool.optional(),
  }),
});
export type EncoderRequest = z.output<typeof encoderRequest>;

export const askForEncoder = (db: Db, request: EncoderRequest, by: number, now: number): Job =>
  write(db, (tx) =>
    enqueue(tx, { kind: encoderJobKind, payload: { ...request, by }, projectId: null, createdBy: by }, now),
  );

export type Incoming = {
  job: Job;
  name: string;
  upload: string;
  /** it waits or is tried; else it came to nothing */
  waits: boolean;
};

/** How long it is told that one came to nothing, ms. */
const toldFor = 24 * 60 * 60_000;

/** Those that wait or are tried, and those that came to nothing lately and were not added since; newest first. */
export function incomingEncoders(db: Db, now: number, most = 10): Incoming[] {
  const newest = db
    .select()
    .from(jobs)
    .where(eq(jobs.kind, encoderJobKind))
    .orderBy(desc(jobs.id))
    .limit(most)
    .all();
  const settled = new Set<string>();
  return newest.flatMap((job) => {
    const request = encoderRequest.safeParse(job.payload);
    if (!request.success) return [];
    const { name, upload } = request.data;
    const waits = job.state === "queued" || job.state === "running";
    const again = settled.has(name);
    settled.add(name); // a later attempt says more
    const told = job.state === "failed" && !again && now - (job.finishedAt ?? now) < toldFor;
    return waits || told ? [{ job, name, upload, waits }] : [];
  });
}
