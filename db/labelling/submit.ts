import { z } from "zod";
import { type Result, ok } from "#lib/domain.ts";
import type { Authorized } from "#db/access.ts";
import type { Desk } from "#db/labelling/desk.ts";
import { flag, raiseFlag, unflag, withdrawFlag } from "#db/labelling/flags.ts";
import { type Accepted, answer, submitAnswer } from "#db/labelling/judgments.ts";
import { type Claim, leaseTasks, type Task } from "#db/labelling/queue.ts";
import { skip, submitSkip } from "#db/labelling/skips.ts";
import type { Project } from "#db/schema.ts";

/** What a person can do with a picture, as the annotation page sends it: answer, skip, flag, or take a flag back. */
export const deed = z.union([answer, skip, flag, unflag]);
export type Deed = z.output<typeof deed>;

/** Do it and hand out the next tasks, in one transaction (inTurn). Sent twice, it is done once. */
export function submit(
  desk: Desk,
  project: Authorized<Project, "annotator">,
  given: Deed,
  claim: Claim,
): Result<Accepted & { tasks: Task[] }> {
  switch (given.outcome) {
    case "label":
    case "unsure":
      return submitAnswer(desk, project, given, claim);
    case "skip":
      return submitSkip(desk, project, given, claim);
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
