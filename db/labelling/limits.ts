import { dayIn } from "#lib/timing/day.ts";
import type { Desk } from "#db/labelling/desk.ts";
import { practiceDue } from "#db/labelling/practice-due.ts";
import { handOf, ownOf, tallyOf } from "#db/labelling/tally.ts";
import type { Project } from "#db/schema.ts";

/**
 * Why somebody is handed nothing: the project rests, they do, or practice comes first; null: they are. A closed queue
 * is another matter (closing.ts).
 */
export function notNow(
  desk: Desk,
  project: Project,
  userId: number,
): "paused" | "you paused" | "practice" | null {
  if (project.pausedAt !== null) return "paused";
  if (desk.statements.paused.get(project.id, userId)) return "you paused";
  return practiceDue(desk, project, userId) ? "practice" : null;
}

/** The day that a project's limit is about. */
export const dayOf = ({ dayZone }: Pick<Project, "dayZone">, now: number) => dayIn(dayZone, now);

/** The answers of a person that stand: in all, and on the day of the limit. */
function given(desk: Desk, project: Project, userId: number, now: number): { all: number; today: number } {
  const since = project.personDayLimit === null ? 0 : dayOf(project, now).start;
  const { all, recent } = ownOf(desk, project.id, userId, since, "limit");
  return { all, today: recent };
}

/**
 * How many more tasks a person may be handed within the project's limits: what they hold counts as answered, in
 * whichever tab, so that nobody's work comes on top. An answer that comes late is kept all the same.
 * @returns Infinity without a limit
 */
export function personLeft(desk: Desk, project: Project, userId: number, now: number): number {
  const { personLimit, personDayLimit } = project;
  if (personLimit === null && personDayLimit === null) return Infinity;
  const { held } = handOf(desk, tallyOf(desk, project), userId);
  const { all, today } = given(desk, project, userId, now);
  const left = Math.min((personLimit ?? Infinity) - all, (personDayLimit ?? Infinity) - today);
  return Math.max(0, left - held);
}

/** The limit that a person has come to, with what another tab of theirs holds; null: none. */
export function limitReached(
  desk: Desk,
  project: Project,
  userId: number,
  now: number,
): "limit" | "day limit" | null {
  const { personLimit, personDayLimit } = project;
  if (personLimit === null && personDayLimit === null) return null;
  const { held } = handOf(desk, tallyOf(desk, project), userId);
  const { all, today } = given(desk, project, userId, now);
  if (personLimit !== null && all + held >= personLimit) return "limit";
  return personDayLimit !== null && today + held >= personDayLimit ? "day limit" : null;
}
