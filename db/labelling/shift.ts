import type { ServingReason } from "#lib/domain.ts";
import type { Desk } from "#db/labelling/desk.ts";
import type { Shifted } from "#db/labelling/statements.ts";
import { type Hand, handOf, type Place, start, streamOf, tallyOf } from "#db/labelling/tally.ts";
import type { Project } from "#db/schema.ts";

/** What happened to an item by a person's hand. */
export type Change = {
  itemId: number;
  userId: number;
  /** people with an answer, people who hold it: one more, as many, or one fewer */
  answers: -1 | 0 | 1;
  held: -1 | 0 | 1;
  /** did the person have an answer to the item or hold it, before and after? */
  related: { before: boolean; after: boolean };
};

/**
 * Keep an item's row of routes and the counters, in the transaction that changes its answers or leases
 * and after their rows. Items outside the queue have no row; only the person's own hand changes then.
 */
export function shift(desk: Desk, project: Project, change: Change): void {
  const tally = tallyOf(desk, project);
  const rows = desk.statements.shift.all({ item: change.itemId, answers: change.answers, held: change.held });
  const hand = tally.people.get(change.userId);
  if (hand) hand.held += change.held;
  const row = rows.find(({ generation }) => generation === tally.key.generation);
  const stream = row && streamOf(tally.key, row);
  if (!row || !stream) return;

  const before = { answers: row.answers - change.answers, held: row.held - change.held };
  const done = Number(row.answers >= row.overlap) - Number(before.answers >= row.overlap);
  tally.state[stream === "deferred" ? "deferredDone" : "auditedDone"] += done;
  const open = { before: isOpen({ ...row, ...before }), after: isOpen(row) };
  tally.open[stream] += Number(open.after) - Number(open.before);
  if (hand)
    hand.passed += Number(open.after && change.related.after) - Number(open.before && change.related.before);
  const place = placeOf(stream, change.itemId, row);
  // Who gave it back may be given it again, even where others could take it all the time.
  if (hand && open.after && !change.related.after) lookAgain([hand], stream, place);
  if (open.before === open.after) return;
  if (open.after) lookAgain(tally.people.values(), stream, place);
  if (row.overlap > 1) passOthers(desk, tally.people, change, open.after ? 1 : -1);
}

const isOpen = ({ answers, held, overlap }: Pick<Shifted, "answers" | "held" | "overlap">) =>
  answers + held < overlap;

/** More than these are not worth remembering one by one. */
const mostFreed = 500;

const placeOf = (stream: ServingReason, item: number, { score, draw }: Shifted): Place => ({
  at: stream === "deferred" ? score : draw,
  item,
});

/**
 * An item is free again: whoever is further must look at it once more. Walking there again would lead past
 * everything of theirs in between, so it is remembered by itself.
 */
function lookAgain(hands: Iterable<Hand>, stream: ServingReason, { at, item }: Place): void {
  for (const { places, freed } of hands) {
    const place = places[stream];
    if (at > place.at || (at === place.at && item > place.item)) continue;
    freed[stream].set(item, at);
    if (freed[stream].size <= mostFreed) continue;
    places[stream] = start;
    freed[stream].clear();
  }
}

/** An item that is for several has opened or closed: for those who have dealt with it that was no news. */
function passOthers(
  desk: Desk,
  people: ReadonlyMap<number, Hand>,
  { itemId, userId }: Change,
  by: 1 | -1,
): void {
  for (const other of desk.statements.related.all(itemId, itemId)) {
    const hand = other.userId === userId ? undefined : people.get(other.userId);
    if (hand) hand.passed += by;
  }
}

/** The person's hand at the project's queue. */
export const handAt = (desk: Desk, project: Project, userId: number): Hand =>
  handOf(desk, tallyOf(desk, project), userId);
