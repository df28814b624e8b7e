import { z } from "zod";
import { findProjectById } from "#db/dataset/projects.ts";
import { finishJob, writeHeld } from "#db/job-queue.ts";
import { keepLook, lookAt } from "#db/views/looks.ts";
import { defineJob } from "#workers/job.ts";

/** Look how far a project is, keep that for its history, and close its queue once its aim is reached. */
export const lookJob = defineJob({
  kind: "look",
  payload: z.object({ projectId: z.int() }),
  run({ db, fence, now }, { projectId }) {
    const project = findProjectById(db, projectId);
    const look = project ? lookAt(db, project, now()) : null;
    writeHeld(db, fence, (tx) => {
      if (look) keepLook(tx, look);
      finishJob(tx, fence, now());
    });
    return Promise.resolve();
  },
});
