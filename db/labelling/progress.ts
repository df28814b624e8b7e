import type { RootDb } from "#db/client.ts";
import { type Desk, deskOf } from "#db/labelling/desk.ts";
import { personLeft } from "#db/labelling/limits.ts";
import { questionsLeft } from "#db/labelling/questions-left.ts";
import { handOf, ownOf, tallyOf } from "#db/labelling/tally.ts";
import type { Project } from "#db/schema.ts";

/** A person's own progress in a project, as the annotation page shows it. */
export type Progress = {
  /** answers since the start of their day */
  today: number;
  all: number;
  /** items they hold, and those that they could still be given as things stand */
  left: number;
};

/** @param since start of the person's day, ms */
export function progressOf(
  desk: Desk,
  project: Project,
  userId: number,
  since: number,
  now: number,
): Progress {
  const own = ownOf(desk, project.id, userId, since);
  const tally = tallyOf(desk, project);
  const { held, passed } = handOf(desk, tally, userId);
  const open = tally.open.wanted + tally.open.deferred + tally.open.audit - passed;
  const free = Math.min(open, questionsLeft(desk, project), personLeft(desk, project, userId, now));
  return { today: own.recent, all: own.all, left: free + held };
}

/** How many answers of a person in a project stand. */
export function answersOf(db: RootDb, projectId: number, userId: number): number {
  const desk = deskOf(db);
  return ownOf(desk, projectId, userId, undefined).all;
}
