import type { ClosedBecause } from "#lib/domain.ts";
import type { Aim, Evidence } from "#lib/teaming/aim.ts";
import type { Project } from "#db/schema.ts";

/** What a project's row says of its aim and its end. */

type Aims = Pick<Project, "aimAccuracy" | "aimQuestions">;

/** What the project is to reach; null where nobody said. */
export const aimOf = ({ aimAccuracy, aimQuestions }: Aims): Aim | null =>
  aimAccuracy !== null
    ? { kind: "accuracy", accuracy: aimAccuracy }
    : aimQuestions !== null
      ? { kind: "questions", questions: aimQuestions }
      : null;

/** A closed queue: when, why, and what was known of the team then. */
export type Closed = { at: number; because: ClosedBecause; evidence: Evidence | null };

export const closedOf = ({
  closedAt,
  closedBecause,
  closedOn,
}: Pick<Project, "closedAt" | "closedBecause" | "closedOn">): Closed | null =>
  closedAt === null ? null : { at: closedAt, because: closedBecause ?? "hand", evidence: closedOn };

/**
 * Is the aim reached as it stands now, so that it would close the queue again once that is opened? An accuracy
 * is where it closed the queue; one that was set since then, and is higher than what was shown, is not.
 * @param answers people's, that stand
 */
export function aimStandsReached(
  project: Aims & Pick<Project, "closedBecause" | "closedOn">,
  answers: number,
): boolean {
  const aim = aimOf(project);
  if (aim === null) return false;
  if (aim.kind === "questions") return answers >= aim.questions;
  return project.closedBecause === "accuracy" && (project.closedOn?.low ?? 0) >= aim.accuracy;
}
