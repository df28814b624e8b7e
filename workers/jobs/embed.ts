import { z } from "zod";
import { announce } from "#db/events.ts";
import { embedKind } from "#db/features/embedding.ts";
import { findEncoder } from "#db/features/encoders.ts";
import { finishJob, writeHeld } from "#db/job-queue.ts";
import { itemsOf } from "#db/labelling/waiting.ts";
import { embedMissing } from "#workers/features/embed.ts";
import { defineJob, JobFailure } from "#workers/job.ts";

/**
 * Let an encoder go through a project's pictures, those that it has not seen. Trainings do the same before they
 * begin; this is for who wants to have it done.
 */
export const embedJob = defineJob({
  kind: embedKind,
  payload: z.object({ projectId: z.int(), encoderId: z.int() }),
  async run(context, { projectId, encoderId }) {
    const { db, fence, now } = context;
    const encoder = findEncoder(db, encoderId);
    if (!encoder) throw new JobFailure("The encoder is gone.");
    for (let [to, ended] = [0, false]; !ended;) {
      to = itemsOf(db, projectId);
      await embedMissing(context, projectId, encoder, to);
      ended = writeHeld(db, fence, (tx) => {
        if (itemsOf(tx, projectId) > to) return false; // pictures that came meanwhile
        finishJob(tx, fence, now());
        announce(tx, projectId, "runs", now());
        return true;
      });
    }
  },
});
