import { duplicateKind, duplicatePayload, makeCopy } from "#db/jobs/duplicate-project.ts";
import { defineJob } from "#workers/job.ts";

/** Copy a project, some items at a time. */
export const duplicateJob = defineJob({
  kind: duplicateKind,
  payload: duplicatePayload,
  async run({ db, dir, fence, now, report, log }, wanted) {
    await makeCopy(db, dir, fence, wanted, now, (share) => report(Math.min(1, share), {}));
    log.info({ from: wanted.from, to: wanted.to }, "a project is copied");
  },
});
