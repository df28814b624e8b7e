import type { ServingReason } from "#lib/domain.ts";
import { checkMemory, type Desk } from "#db/labelling/desk.ts";
import { etaInForce } from "#db/labelling/no-machine.ts";
import type { QueueKey } from "#db/labelling/queue-terms.ts";
import type { Shifted } from "#db/labelling/statements.ts";
import type { Project } from "#db/schema.ts";

/*
 * Counters instead of counts. They are moved in the transaction that changes what they count, and are
 * dropped when it fails; η, the audit rate or another generation of routes count them once anew.
 */

export type QueueState = {
  /** items that the active run routes */
  routed: number;
  /** score ≤ η before anybody answers */
  deferred: number;
  /** of these: answered by as many people as the overlap asks, or the team is sure by now */
  deferredDone: number;
  /** the others, where they are drawn for the audit */
  audited: number;
  auditedDone: number;
};

/** What is handed out side by side: items that somebody has sent to people come before all others. */
export type Stream = ServingReason | "wanted";

/** A place in the order of a stream: takeable items up to here are this person's already, or were their. */
export type Place = { at: number; item: number };
export const start: Place = { at: -2, item: 0 };
export const end: Place = { at: 2, item: 0 };

/** What is remembered of a person at a queue. */
export type Hand = {
  /** number of the rater that they are in the project; -1 before their first answer */
  rater: number;
  /** items they hold */
  held: number;
  /** takeable items that are none for them any more: answered or held by them */
  passed: number;
  places: Record<Stream, Place>;
  /** the same in the order of the draws, for the deferred items that are asked at random */
  sampled: Place;
  /** items before those places that became free afterwards, with where they are in the order */
  freed: Record<Stream, Map<number, number>>;
  /** 1: they have practised here, so that what they are asked is compared with it */
  practised: number;
  /** what they were told of the work left, and when (progress.ts) */
  told: { left: number; all: number; at: number } | null;
};

/** A person's answers in a project that stand: in all, and since an instant, ms. */
export type Own = { all: number; since: number; recent: number };

export type Tally = {
  key: QueueKey;
  /** are there items for more than one person? */
  shared: boolean;
  state: QueueState;
  /** people's answers to the items of the queue that stand, and items that somebody holds */
  asked: { answers: number; held: number };
  /** items that somebody may take now, by stream */
  open: Record<Stream, number>;
  people: Map<number, Hand>;
};

type Routed = Pick<Project, "id" | "routesGeneration" | "overlap" | "eta" | "auditRate" | "activeRunId">;

const same = (a: QueueKey, b: QueueKey) =>
  a.generation === b.generation && a.eta === b.eta && a.auditRate === b.auditRate;

/** The counters of a project at its η and audit rate. */
export function tallyOf(desk: Desk, project: Routed): Tally {
  checkMemory(desk);
  const { id, routesGeneration, overlap, auditRate } = project;
  const key = { project: id, generation: routesGeneration, eta: etaInForce(project), auditRate };
  const known = desk.tallies.get(id);
  if (known && same(known.key, key)) return known;
  const tally = countQueue(desk, key, overlap > 1);
  desk.tallies.set(id, tally);
  return tally;
}

/** Counted in the queue's own indexes. */
function countQueue({ statements }: Desk, key: QueueKey, shared: boolean): Tally {
  const counts = statements.counts.get(key);
  if (!counts) throw new Error("a count without a result");
  const { answers, ...state } = counts;
  return {
    key,
    shared,
    state,
    asked: { answers, held: statements.heldInQueue.get(key)?.n ?? 0 },
    open: openNow(statements, key),
    people: new Map(),
  };
}

/** The few wanted ones are counted in the other streams too, and taken out of them again. */
function openNow(statements: Desk["statements"], key: QueueKey): Tally["open"] {
  const wanted = statements.wantedOpen.get(key) ?? { n: 0, deferred: 0, audit: 0 };
  return {
    wanted: wanted.n,
    deferred: (statements.deferredOpen.get(key)?.n ?? 0) - wanted.deferred,
    audit: (statements.auditedOpen.get(key)?.n ?? 0) - wanted.audit,
  };
}

/** What is remembered of a person, counted when they come for the first time. */
export function handOf({ statements }: Desk, { key, shared, people }: Tally, user: number): Hand {
  const known = people.get(user);
  if (known) return known;
  const hand: Hand = {
    rater: statements.rater.get(key.project, user)?.id ?? -1,
    held: statements.holding.get(user, key.project)?.n ?? 0,
    passed: (shared ? statements.passed : statements.passedAsChecks).get({ ...key, user })?.n ?? 0,
    places: { wanted: start, deferred: start, audit: start },
    sampled: start,
    freed: { wanted: new Map(), deferred: new Map(), audit: new Map() },
    practised: Number(statements.hasPractised.get(user, key.project) !== undefined),
    told: null,
  };
  people.set(user, hand);
  return hand;
}

/** Two days are counted side by side: that of the person's clock, and that of the project's limit. */
export type OwnDay = "clock" | "limit";
const ownKey = (projectId: number, userId: number, day: OwnDay) => `${day} ${projectId} ${userId}`;

/** A person's answers that stand, to questions and to checks. @param since start of the day, ms; undefined: what was asked for last */
export function ownOf(
  desk: Desk,
  projectId: number,
  userId: number,
  since: number | undefined,
  day: OwnDay = "clock",
): Own {
  checkMemory(desk);
  const key = ownKey(projectId, userId, day);
  const known = desk.own.get(key);
  if (known && (since === undefined || known.since === since)) return known;
  const from = since ?? 0;
  const row = desk.statements.answered.get({ project: projectId, user: userId, since: from });
  const checks = desk.statements.checksAnswered.get({ project: projectId, user: userId, since: from });
  const own = {
    all: (row?.n ?? 0) + (checks?.n ?? 0),
    since: from,
    recent: (row?.recent ?? 0) + (checks?.recent ?? 0),
  };
  desk.own.set(key, own);
  return own;
}

/** One answer more or less of a person. @param at when it was received, ms */
export function countOwn(desk: Desk, projectId: number, userId: number, change: 1 | -1, at: number): void {
  for (const day of ["clock", "limit"] as const) {
    const own = desk.own.get(ownKey(projectId, userId, day));
    if (!own) continue;
    own.all += change;
    if (at >= own.since) own.recent += change;
  }
}

/** An answer took the place of one: whose day it counts for is looked up anew. */
export function forgetOwn(desk: Desk, projectId: number, userId: number): void {
  for (const day of ["clock", "limit"] as const) desk.own.delete(ownKey(projectId, userId, day));
}

/** The stream in which an item may be taken just now, if any. */
export function streamOf(
  { eta, auditRate }: QueueKey,
  { score, draw, answers, held, overlap, together, wanted }: Omit<Shifted, "generation" | "prior">,
): Stream | null {
  if (answers + held >= overlap || held >= together) return null;
  if (answers < wanted) return "wanted";
  if (score <= eta) return "deferred";
  return answers < together && draw < auditRate ? "audit" : null;
}

/** Of which of the counts an item is part, and whether it wants no more answers. */
export function standing(
  { eta, auditRate }: QueueKey,
  { prior, score, draw, answers, overlap, together }: Omit<Shifted, "generation" | "held" | "wanted">,
): { of: "deferred" | "audited" | null; done: boolean } {
  const of = prior <= eta ? "deferred" : draw < auditRate ? "audited" : null;
  return { of, done: answers >= overlap || (score > eta && answers >= together) };
}
