import type { Desk } from "#db/labelling/desk.ts";
import { aimStandsReached } from "#db/labelling/closed.ts";
import { closeQueue } from "#db/labelling/closing.ts";
import { tallyOf } from "#db/labelling/tally.ts";
import type { Project } from "#db/schema.ts";

/**
 * How many more tasks may be handed out before people have given as many answers as the project's aim asks: what
 * is held counts as answered, so that nobody's work comes on top. An answer that comes after its lease ran out
 * is kept all the same.
 * @returns Infinity without such an aim
 */
export function questionsLeft(desk: Desk, project: Project): number {
  if (project.closedAt !== null) return 0;
  if (project.aimQuestions === null) return Infinity;
  const { answers, held } = tallyOf(desk, project).asked;
  return Math.max(0, project.aimQuestions - answers - held);
}

/**
 * Why nothing more is handed out; null while the queue is open. It may have been closed in this very transaction.
 * "reached" is said while the aim is: not of a queue that somebody is about to open with another aim.
 */
export function closedNow(desk: Desk, project: Project): "reached" | "stopped" | null {
  if (project.closedAt === null && project.aimQuestions === null) return null;
  if (aimStandsReached(project, tallyOf(desk, project).asked.answers)) return "reached";
  return project.closedAt === null ? null : "stopped";
}

/** Close the queue once so many answers are there: in the transaction that brought the last one. */
export function closeWhenAnswered(desk: Desk, project: Project, now: number): void {
  if (project.closedAt !== null || closedNow(desk, project) === null) return;
  const { answers } = tallyOf(desk, project).asked;
  closeQueue(desk.db, project.id, { because: "questions", evidence: null, answers }, null, now);
}
