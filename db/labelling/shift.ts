import { hasKey } from "#db/check-seed.ts";
import type { Desk } from "#db/labelling/desk.ts";
import { scoreNow } from "#db/labelling/score.ts";
import type { Candidate, Shifted } from "#db/labelling/statements.ts";
import {
  type Hand,
  handOf,
  type Place,
  standing,
  start,
  type Stream,
  streamOf,
  type Tally,
  tallyOf,
} from "#db/labelling/tally.ts";
import type { Project } from "#db/schema.ts";

/** What happened to an item by a person's hand. */
export type Change = {
  itemId: number;
  userId: number;
  /** people with an answer, people who hold it: one more, as many, or one fewer */
  answers: -1 | 0 | 1;
  held: -1 | 0 | 1;
  /** is it about answers: is the team's belief another than before? */
  answered?: boolean;
  /** did the person have an answer to the item or hold it, before and after? */
  related: { before: boolean; after: boolean };
};

/**
 * Keep an item's row of routes and the counters, in the transaction that changes its answers or leases
 * and after their rows. Items outside the queue have no row; only the person's own hand changes then.
 */
export function shift(desk: Desk, project: Project, change: Change): void {
  const { itemId, userId, answers, held, related } = change;
  const tally = tallyOf(desk, project);
  const { generation } = tally.key;
  const hand = tally.people.get(userId);
  if (hand) hand.held += held;
  const rows = desk.statements.routesOf.all(itemId);
  if (rows.length === 0) return;
  const row = rows.find((each) => each.generation === generation);
  const score =
    row && change.answered
      ? scoreNow(desk, project, { ...row, itemId, answers: row.answers + answers })
      : null;
  desk.statements.shift.run({ item: itemId, answers, held, generation, score });
  if (!row) return;
  tally.asked.answers += answers;
  tally.asked.held += held;

  const now = { ...row, answers: row.answers + answers, held: row.held + held, score: score ?? row.score };
  count(tally, row, -1);
  count(tally, now, 1);
  const [before, after] = [streamOf(tally.key, row), streamOf(tally.key, now)];
  if (hand)
    hand.passed += Number(after !== null && related.after) - Number(before !== null && related.before);
  // Who gave it back may be given it again, even where others could take it all the time.
  if (hand && after && !related.after) lookAgain([hand], after, placeOf(after, itemId, now));
  if (before === after && row.score === now.score) return;
  const others = row.overlap > 1 ? othersWith(desk, tally.people, change, now) : new Set<Hand>();
  for (const { userId: other } of neverAsked(desk, project, itemId)) {
    const theirs = other === userId ? undefined : tally.people.get(other);
    if (theirs) others.add(theirs);
  }
  for (const other of others) other.passed += Number(after !== null) - Number(before !== null);
  if (before && (before !== after || row.score !== now.score)) forget(tally.people.values(), before, itemId);
  if (!after) return;
  if (related.after && hand) others.add(hand);
  if (after === "deferred" && !before) sampleAgain(tally, { itemId, ...now }, others);
  lookAgain(tally.people.values(), after, placeOf(after, itemId, now), others);
}

/** For whom the item is no question, since they have had it as a check or in practice. */
const neverAsked = ({ statements }: Desk, project: Project, itemId: number) =>
  hasKey(project) ? [...statements.checkedOn.all(itemId), ...statements.practisedOn.all(itemId)] : [];

/** Put an item as it stands into every count, or take it out. */
function count(tally: Tally, row: Shifted, by: 1 | -1): void {
  const stream = streamOf(tally.key, row);
  if (stream) tally.open[stream] += by;
  const { of, done } = standing(tally.key, row);
  if (of && done) tally.state[of === "deferred" ? "deferredDone" : "auditedDone"] += by;
}

/** More than these are not worth remembering one by one. */
const mostFreed = 500;

const placeOf = (stream: Stream, item: number, { score, draw }: Shifted): Place => ({
  at: { wanted: 0, deferred: score, audit: draw }[stream],
  item,
});

/** A person looked at an item that they may take, and did not take it. */
export const lookAtAgain = (hand: Hand, stream: Stream, row: Candidate): void =>
  lookAgain([hand], stream, {
    at: { wanted: 0, deferred: row.score, audit: row.draw }[stream],
    item: row.itemId,
  });

/**
 * An item is free again: whoever is further must look at it once more. Walking there again would lead past
 * everything of theirs in between, so it is remembered by itself.
 */
function lookAgain(
  hands: Iterable<Hand>,
  stream: Stream,
  { at, item }: Place,
  but: ReadonlySet<Hand> = new Set(),
): void {
  for (const hand of hands) {
    if (but.has(hand)) continue;
    const { places, freed } = hand;
    const place = places[stream];
    if (at > place.at || (at === place.at && item > place.item)) continue;
    freed[stream].set(item, at);
    if (freed[stream].size <= mostFreed) continue;
    places[stream] = start;
    freed[stream].clear();
  }
}

/** The same for the order of the draws, where few items become free again: everybody goes on from there. */
function sampleAgain(
  { key, people }: Tally,
  { itemId: item, draw: at }: { itemId: number; draw: number },
  but: ReadonlySet<Hand>,
): void {
  if (at >= key.auditRate) return;
  for (const hand of people.values()) {
    const { sampled } = hand;
    if (!but.has(hand) && (at < sampled.at || (at === sampled.at && item <= sampled.item)))
      hand.sampled = { at, item: item - 1 };
  }
}

/** It is not free any more, or somewhere else in the order: nobody need look. */
function forget(hands: Iterable<Hand>, stream: Stream, item: number): void {
  for (const { freed } of hands) freed[stream].delete(item);
}

/** The hands of the others who have an answer to the item or hold it: for them it neither opens nor closes. */
function othersWith(
  { statements }: Desk,
  people: ReadonlyMap<number, Hand>,
  { itemId, userId, held, answers }: Change,
  now: Shifted,
): Set<Hand> {
  const hands = new Set<Hand>();
  // Most items are nobody else's, and their row says so.
  const holders = now.held > Number(held === 1) ? statements.holders.all(itemId) : [];
  const answerers = now.answers > Number(answers === 1) ? statements.answerers.all(itemId) : [];
  for (const other of [...holders, ...answerers]) {
    const hand = other.userId === null || other.userId === userId ? undefined : people.get(other.userId);
    if (hand) hands.add(hand);
  }
  return hands;
}

/** The person's hand at the project's queue. */
export const handAt = (desk: Desk, project: Project, userId: number): Hand =>
  handOf(desk, tallyOf(desk, project), userId);
