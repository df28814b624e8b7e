import type { Desk } from "#db/labelling/desk.ts";
import { dayOf, limitReached, notNow } from "#db/labelling/limits.ts";
import { closedNow } from "#db/labelling/questions-left.ts";
import { tallyOf } from "#db/labelling/tally.ts";
import type { Project } from "#db/schema.ts";

export type Waiting = {
  /** items that other people hold just now and that may come back */
  heldByOthers: number;
  /** when the first of those leases runs out, or the day of the limit ends, ms; null: nobody can say */
  nextAt: number | null;
  /**
   * why nothing is handed out: the aim is reached, somebody closed the queue, the project rests, this person does, they
   * have to practise first, or they have given as many answers as one person is to give, in all or on a day
   */
  closed: "reached" | "stopped" | "paused" | "you paused" | "practice" | "limit" | "day limit" | null;
};

/** Why there is nothing to do: said on the empty page instead of "no tasks". */
export function waiting(desk: Desk, project: Project, userId: number, now: number): Waiting {
  const before = notNow(desk, project, userId);
  const closed = closedNow(desk, project);
  if (before && closed === null) return { heldByOthers: 0, nextAt: null, closed: before };
  const limit = closed === null ? limitReached(desk, project, userId, now) : null;
  if (limit)
    return { heldByOthers: 0, nextAt: limit === "day limit" ? dayOf(project, now).end : null, closed: limit };
  const { key } = tallyOf(desk, project);
  const row = desk.statements.heldByOthers.get({ ...key, user: userId });
  return { heldByOthers: row?.n ?? 0, nextAt: row?.next ?? null, closed };
}
