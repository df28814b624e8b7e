import { Expected } from "#lib/expected.ts";
import { finishJob, writeHeld } from "#db/job-queue.ts";
import { ownBucket } from "#db/packs/bucket.ts";
import { movePacks } from "#db/packs/move.ts";
import { movePacksKind, movePacksPayload, newestMove } from "#db/packs/placement.ts";
import { defineJob, JobCancelled, JobFailure } from "#workers/job.ts";

/** Bring packs into the bucket, or back to the disk. A bucket that does not answer is tried again. */
export const packsJob = defineJob({
  kind: movePacksKind,
  payload: movePacksPayload,
  async run({ db, dir, fence, now, report, cancelled, log }, { to }) {
    const bucket = ownBucket();
    if (!bucket) throw new JobFailure("TANDEM_S3_BUCKET is not set where the worker runs.");
    try {
      const packs = await movePacks({ db, dir, bucket, fence, now }, to, {
        report: (done) => report(done.ofBytes === 0 ? 1 : Math.min(1, done.bytes / done.ofBytes), done),
        goOn: () => newestMove(db)?.id === fence.id,
        check: () => {
          if (cancelled()) throw new JobCancelled();
        },
      });
      log.info({ to, packs }, "packs are where they are to be");
    } catch (error) {
      if (error instanceof Expected) throw new JobFailure(error.message);
      throw error;
    }
    writeHeld(db, fence, (tx) => finishJob(tx, fence, now()));
  },
});
