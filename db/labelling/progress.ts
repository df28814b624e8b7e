import type { RootDb } from "#db/client.ts";
import { type Desk, deskOf } from "#db/labelling/desk.ts";
import { personLeft } from "#db/labelling/limits.ts";
import { questionsLeft } from "#db/labelling/questions-left.ts";
import { type Hand, handOf, ownOf, tallyOf } from "#db/labelling/tally.ts";
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
  const hand = handOf(desk, tally, userId);
  const { held, passed } = hand;
  const open = tally.open.wanted + tally.open.deferred + tally.open.audit - passed;
  const free = Math.min(open, questionsLeft(desk, project), personLeft(desk, project, userId, now));
  const counts = { today: own.recent, all: own.all };
  if (project.checkRate === 0) return { ...counts, left: free + held };
  const put = desk.statements.skippedChecks.get({ project: project.id, user: userId })?.n ?? 0;
  return { ...counts, left: leftAsTold(hand, own.all, free, held + put, now) };
}

const anewAfter = { answers: 25, ms: 5 * 60_000 };

/**
 * What is left, where there are checks: counted down by one an answer, and up by one an undo, from what it was a
 * while ago. Told afresh each time it would move by another step than usual with a check, and so tell of it.
 */
function leftAsTold(hand: Hand, all: number, free: number, held: number, now: number): number {
  const { told } = hand;
  const left = told === null ? -1 : told.left - (all - told.all);
  const anew =
    told === null ||
    free === 0 ||
    left < held ||
    Math.abs(all - told.all) >= anewAfter.answers ||
    now - told.at >= anewAfter.ms;
  if (!anew) return left;
  hand.told = { left: free + held, all, at: now };
  return free + held;
}

/** How many answers of a person in a project stand. */
export function answersOf(db: RootDb, projectId: number, userId: number): number {
  const desk = deskOf(db);
  return ownOf(desk, projectId, userId, undefined).all;
}
