import { z } from "zod";
import { type Result, ok } from "#lib/domain.ts";
import type { Authorized } from "#db/access.ts";
import { batch, submitBatch } from "#db/labelling/batch.ts";
import type { Desk } from "#db/labelling/desk.ts";
import { flag, raiseFlag, unflag, withdrawFlag } from "#db/labelling/flags.ts";
import { answer, submitAnswer } from "#db/labelling/judgments.ts";
import { type Claim, leaseTasks, type Task } from "#db/labelling/queue.ts";
import { skip, submitSkip } from "#db/labelling/skips.ts";
import type { Project } from "#db/schema.ts";

/** What a person can do with a picture, as the annotation page sends it: answer, skip, flag, take a flag back, or answer many at once. */
export const deed = z.union([answer, skip, flag, unflag, batch]);
export type Deed = z.output<typeof deed>;

/** `refused`: of a batch, the leases whose answers could not be saved. */
export type Done = { accepted: "saved" | "again"; tasks: Task[]; refused?: string[] };

/** Do it and hand out the next tasks, in one transaction (inTurn). Sent twice, it is done once. */
export function submit(
  desk: Desk,
  project: Authorized<Project, "annotator">,
  given: Deed,
  claim: Claim,
): Result<Done> {
  switch (given.outcome) {
    case "label":
    case "unsure":
      return submitAnswer(desk, project, given, claim);
    case "skip":
      return submitSkip(desk, project, given, claim);
    case "batch":
      return submitBatch(desk, project, given, claim);
    case "flag":
    case "unflag": {
      const done =
        given.outcome === "flag"
          ? raiseFlag(desk, project, claim.userId, given, claim.now)
          : withdrawFlag(desk, project, claim.userId, given, claim.now);
      return done.ok ? ok({ ...done.value, tasks: leaseTasks(desk, project, claim) }) : done;
    }
  }
}
