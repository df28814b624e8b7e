import { z } from "zod";
import { discardUpload, uploadPath } from "#db/dataset/uploads.ts";
import { encoderJobKind, encoderRequest } from "#db/features/encoder-jobs.ts";
import { finishJob } from "#db/job-queue.ts";
import { addEncoderFile } from "#workers/features/add.ts";
import { defineJob, JobFailure } from "#workers/job.ts";

/** Add an encoder from an uploaded file. */
export const encoderJob = defineJob({
  kind: encoderJobKind,
  payload: encoderRequest.extend({ by: z.int() }),
  async run({ db, dir, fence, now, log }, { upload, name, given, by }) {
    const path = uploadPath(dir, upload, "encoder");
    if (path === null) throw new JobFailure("The uploaded file is gone; choose it again.");
    const added = await addEncoderFile(db, dir, { path, name, given }, by, now, (tx) => {
      finishJob(tx, fence, now());
    });
    if (!added.ok) throw new JobFailure(added.message);
    await discardUpload(dir, upload);
    log.info({ encoder: added.value.name, width: added.value.width }, "encoder added");
  },
});
