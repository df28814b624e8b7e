import { and, desc, eq, sql } from "drizzle-orm";
import { type Result, fail, ok } from "#lib/domain.ts";
import type { Authorized } from "#db/access.ts";
import { type Db, write } from "#db/client.ts";
import { announce } from "#db/events.ts";
import { reopenFlagsOn, resolveFlagsOn } from "#db/labelling/flags.ts";
import { older } from "#db/older.ts";
import { recordAuditEntry } from "#db/people/audit-log.ts";
import {
  currentJudgments,
  decisions,
  type Item,
  items,
  judgments,
  type Project,
  type Rater,
  raters,
  users,
} from "#db/schema.ts";

/*
 * Reviews decide where people differ. A decision is a judgment of the project's one rater whose source is "review":
 * it is exported with the others, takes the place of an earlier one, and can be taken back. It is nobody's answer: it
 * opens and closes nothing in the queue, and no accuracy, fit or study goes by it. Gold may be set from it. Flags on the
 * item are dealt with by it.
 */

/** What somebody decided of an item. */
export type Verdict = {
  itemId: number;
  /** null: it cannot be decided */
  label: number | null;
  /** set the item's gold label to it as well */
  gold: boolean;
};

/** What became of gold: set, taken away with the decision that it came from, kept as it came with the data, or untouched. */
export type GoldEffect = "set" | "removed" | "kept" | "untouched";

/** The project's rater that decides, once somebody has decided something. */
export const reviewRater = (db: Db, projectId: number): Rater | undefined =>
  db
    .select()
    .from(raters)
    .where(and(eq(raters.projectId, projectId), eq(raters.source, "review")))
    .get();

const ensureReviewRater = (tx: Db, projectId: number): Rater =>
  reviewRater(tx, projectId) ??
  tx.insert(raters).values({ projectId, kind: "human", source: "review", name: "review" }).returning().get();

/** Decide an item, in place of an earlier decision. */
export function decideItem(
  db: Db,
  project: Authorized<Project, "admin">,
  { itemId, label, gold }: Verdict,
  now: number,
): Result<{ gold: GoldEffect }> {
  return write(db, (tx) => {
    const item = itemOf(tx, project.id, itemId);
    if (!item) return fail("This project has no such picture.");
    if (label !== null && label >= project.classes.length) return fail("This project has no such class.");
    const rater = ensureReviewRater(tx, project.id);
    const between = tx
      .select({ id: currentJudgments.id })
      .from(currentJudgments)
      .innerJoin(raters, eq(raters.id, currentJudgments.raterId))
      .where(and(eq(currentJudgments.itemId, itemId), sql`${raters.source} <> 'review'`))
      .orderBy(currentJudgments.id)
      .all()
      .map(({ id }) => id);
    const judgmentId = append(tx, project, rater, itemId, label === null ? "unsure" : "label", label, now);
    const effect = goldAfter(item, gold && label !== null);
    tx.insert(decisions)
      .values({ judgmentId, userId: project.by, between, gold: effect === "set" })
      .run();
    setGold(tx, item, effect, { label, judgmentId });
    resolveFlagsOn(tx, project, itemId, `Decided: ${nameOf(project, label) ?? "cannot be decided"}`, now);
    recordAuditEntry(
      tx,
      {
        ...{ userId: project.by, projectId: project.id, action: "review.decide" },
        detail: { item: item.ordinal, label: nameOf(project, label), gold: effect === "set" },
      },
      now,
    );
    announce(tx, project.id, "review", now);
    return ok({ gold: effect });
  });
}

/** Somebody has looked at an item's flags and leaves the item as it is. */
export function dismissFlags(
  db: Db,
  project: Authorized<Project, "admin">,
  itemId: number,
  now: number,
): Result<{ flags: number }> {
  return write(db, (tx) => {
    const dealtWith = resolveFlagsOn(tx, project, itemId, "", now);
    return dealtWith === 0 ? fail("There is no open flag on this picture.") : ok({ flags: dealtWith });
  });
}

/** Take the decision on an item back, and with it the gold label that was set from it; flags that it dealt with are open again. */
export function takeDecisionBack(
  db: Db,
  project: Authorized<Project, "admin">,
  itemId: number,
  now: number,
): Result<{ gold: GoldEffect }> {
  return write(db, (tx) => {
    const item = itemOf(tx, project.id, itemId);
    const rater = reviewRater(tx, project.id);
    const standing = item && rater && newestOf(tx, rater.id, itemId);
    if (!item || !rater || !standing || standing.outcome === "withdrawn")
      return fail("There is no decision to take back.");
    reopenFlagsOn(tx, project, itemId, standingSince(tx, rater.id, itemId), now);
    append(tx, project, rater, itemId, "withdrawn", null, now);
    const effect = goldAfter(item, false);
    setGold(tx, item, effect, null);
    recordAuditEntry(
      tx,
      {
        ...{ userId: project.by, projectId: project.id, action: "review.take-back" },
        detail: { item: item.ordinal },
      },
      now,
    );
    announce(tx, project.id, "review", now);
    return ok({ gold: effect });
  });
}

/**
 * The decisions of a project that stand, newest first.
 * @param limit at most so many
 * @param before number of the last one seen
 */
export function standingDecisions(db: Db, projectId: number, limit: number, before: number | null = null) {
  const rater = reviewRater(db, projectId);
  if (!rater) return [];
  return db
    .select({
      id: currentJudgments.id,
      itemId: currentJudgments.itemId,
      label: currentJudgments.label,
      at: currentJudgments.receivedAt,
      by: users.displayName,
      gold: decisions.gold,
      answers: sql<number>`json_array_length(${decisions.between})`,
    })
    .from(currentJudgments)
    .innerJoin(decisions, eq(decisions.judgmentId, currentJudgments.id))
    .leftJoin(users, eq(users.id, decisions.userId))
    .where(and(eq(currentJudgments.raterId, rater.id), older(currentJudgments.id, before)))
    .orderBy(desc(currentJudgments.id))
    .limit(limit)
    .all();
}
export type StandingDecision = ReturnType<typeof standingDecisions>[number];

/** Items with a decision that stands. */
export function decidedItems(db: Db, projectId: number): Set<number> {
  const rater = reviewRater(db, projectId);
  if (!rater) return new Set();
  const rows = db
    .select({ itemId: currentJudgments.itemId })
    .from(currentJudgments)
    .where(eq(currentJudgments.raterId, rater.id))
    .all();
  return new Set(rows.map(({ itemId }) => itemId));
}

type Known = Pick<Item, "id" | "ordinal" | "gold" | "goldFrom">;

const itemOf = (tx: Db, projectId: number, itemId: number): Known | undefined =>
  tx
    .select({ id: items.id, ordinal: items.ordinal, gold: items.gold, goldFrom: items.goldFrom })
    .from(items)
    .where(and(eq(items.id, itemId), eq(items.projectId, projectId)))
    .get();

const newestOf = (tx: Db, raterId: number, itemId: number) =>
  tx
    .select({ id: judgments.id, outcome: judgments.outcome })
    .from(judgments)
    .where(and(eq(judgments.itemId, itemId), eq(judgments.raterId, raterId)))
    .orderBy(desc(judgments.id))
    .limit(1)
    .get();

/** When the decision that stands was made, and those whose place it took. */
function standingSince(tx: Db, raterId: number, itemId: number): number[] {
  const times: number[] = [];
  const rows = tx
    .select({ outcome: judgments.outcome, at: judgments.receivedAt })
    .from(judgments)
    .where(and(eq(judgments.itemId, itemId), eq(judgments.raterId, raterId)))
    .orderBy(desc(judgments.id))
    .all();
  for (const { outcome, at } of rows) {
    if (outcome === "withdrawn") break;
    times.push(at);
  }
  return times;
}

function append(
  tx: Db,
  project: Project,
  rater: Rater,
  itemId: number,
  outcome: "label" | "unsure" | "withdrawn",
  label: number | null,
  now: number,
): number {
  const supersedes = newestOf(tx, rater.id, itemId)?.id ?? null;
  const of = { projectId: project.id, itemId, raterId: rater.id };
  return tx
    .insert(judgments)
    .values({ ...of, outcome, label, supersedes, receivedAt: now })
    .returning({ id: judgments.id })
    .get().id;
}

/** Gold that came with the data is never touched; that of an earlier decision goes with it. */
function goldAfter({ gold, goldFrom }: Known, wanted: boolean): GoldEffect {
  if (gold !== null && goldFrom === null) return wanted ? "kept" : "untouched";
  if (wanted) return "set";
  return goldFrom === null ? "untouched" : "removed";
}

function setGold(
  tx: Db,
  { id }: Known,
  effect: GoldEffect,
  from: { label: number | null; judgmentId: number } | null,
): void {
  if (effect === "set" && from)
    tx.update(items).set({ gold: from.label, goldFrom: from.judgmentId }).where(eq(items.id, id)).run();
  if (effect === "removed")
    tx.update(items).set({ gold: null, goldFrom: null }).where(eq(items.id, id)).run();
}

const nameOf = ({ classes }: Project, label: number | null): string | null =>
  label === null ? null : (classes[label] ?? String(label));
