import { z } from "zod";
import { recheckKind, recheckPictures } from "#db/dataset/recheck-pictures.ts";
import { defineJob, JobCancelled } from "#workers/job.ts";

/** Pictures of older versions get the copies that people are shown today; see db/dataset/recheck-pictures.ts. */
export const picturesJob = defineJob({
  kind: recheckKind,
  payload: z.object({}),
  async run({ db, dir, fence, now, cancelled, report, log }) {
    const changed = await recheckPictures(db, dir, fence, {
      now,
      progress: (done, total) => {
        report(done / total, { done, total });
        if (cancelled() && done < total) throw new JobCancelled();
      },
    });
    log.info({ changed }, "pictures gone through");
  },
});
