import { and, desc, eq } from "drizzle-orm";
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

export type Incoming = { job: Job; name: string };

/** Those that wait, are tried, or came to nothing lately, newest first. */
export const incomingEncoders = (db: Db, most = 5): Incoming[] =>
  db
    .select()
    .from(jobs)
    .where(and(eq(jobs.kind, encoderJobKind)))
    .orderBy(desc(jobs.id))
    .limit(most)
    .all()
    .filter(({ state }) => state !== "finished" && state !== "cancelled")
    .flatMap((job) => {
      const request = encoderRequest.safeParse(job.payload);
      return request.success ? [{ job, name: request.data.name }] : [];
    });
