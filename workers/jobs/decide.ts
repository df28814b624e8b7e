import { z } from "zod";
import { decide } from "#db/machines/decision.ts";
import { defineJob } from "#workers/job.ts";

/** Decide by the project's rule whether a run that has learnt from the team takes over. */
export const decideJob = defineJob({
  kind: "decide",
  payload: z.object({ runId: z.int() }),
  async run({ db, fence, now, log }, { runId }) {
    const decision = await decide(db, fence, runId, now());
    log.info({ run: runId, activated: decision?.activated ?? null }, "decided whether it takes over");
  },
});
