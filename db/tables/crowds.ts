import { and, asc, eq, isNull, sql } from "drizzle-orm";
import { FormatError, quote } from "#lib/formats/problem.ts";
import type { Db } from "#db/client.ts";
import { commonest, hasCounts } from "#db/dataset/label-counts.ts";
import { judgments, raters } from "#db/schema.ts";

/** A crowd: many people who are one label column, whose answer to an item is the commonest of theirs. */

const columnCalled = (db: Db, projectId: number, name: string) =>
  db
    .select()
    .from(raters)
    .where(and(eq(raters.projectId, projectId), eq(raters.source, "column"), eq(raters.name, name)))
    .get();

/**
 * The crowd of this name, if there is one.
 * @throws FormatError when the name is that of an ordinary label column
 */
export function findCrowd(db: Db, projectId: number, name: string): number | null {
  const rater = columnCalled(db, projectId, name);
  if (!rater) return null;
  const answered = db
    .select({ id: judgments.id })
    .from(judgments)
    .where(eq(judgments.raterId, rater.id))
    .limit(1)
    .get();
  if (rater.crowdId !== null || (answered && !hasCounts(db, rater.id)))
    throw new FormatError(`The project has a label column ${quote(name)} already; choose another name.`);
  return rater.id;
}

/** A label column of this name, made when missing. */
export function ensureColumn(tx: Db, projectId: number, name: string): number {
  return (
    columnCalled(tx, projectId, name)?.id ??
    tx
      .insert(raters)
      .values({ projectId, kind: "human", source: "column", name })
      .returning({ id: raters.id })
      .get().id
  );
}

/** Label columns of these names, where they are missing. @param crowdId the crowd that they are workers of */
export function addColumns(
  tx: Db,
  projectId: number,
  names: readonly string[],
  crowdId: number | null,
): void {
  const insert = tx
    .insert(raters)
    .values({ projectId, kind: "human", source: "column", name: sql.placeholder("name"), crowdId })
    .onConflictDoNothing()
    .prepare();
  for (const name of names) insert.run({ name });
}

/** What a worker of a crowd is called as a rater: two crowds may each have a worker 7. */
export const workerName = (crowd: string, worker: string): string => `${crowd}/${worker}`;

/** Writes imported labels; statements are prepared once a transaction. */
export function labelWriter(tx: Db, projectId: number, now: number) {
  const insert = tx
    .insert(judgments)
    .values({
      projectId,
      itemId: sql.placeholder("itemId"),
      raterId: sql.placeholder("raterId"),
      outcome: "label",
      label: sql.placeholder("label"),
      supersedes: sql.placeholder("supersedes"),
      receivedAt: now,
      responseMs: sql.placeholder("responseMs"),
      quality: sql.placeholder("quality"),
    })
    .prepare();
  const current = tx
    .select({ id: judgments.id, label: judgments.label })
    .from(judgments)
    .where(
      and(eq(judgments.itemId, sql.placeholder("itemId")), eq(judgments.raterId, sql.placeholder("raterId"))),
    )
    .orderBy(sql`${judgments.id} desc`)
    .limit(1)
    .prepare();
  const write = (
    raterId: number,
    itemId: number,
    label: number,
    responseMs: number | null,
    supersedes: number | null = null,
  ): void => {
    const quality = responseMs === null ? null : "imported";
    insert.run({ raterId, itemId, label, responseMs, quality, supersedes });
  };
  return {
    write,
    /** The crowd's answer follows its counts; nothing is written where it stays the same. */
    follow(crowd: number, itemId: number, counts: ArrayLike<number>, meanMs: number | null): void {
      const label = commonest(counts);
      const before = current.get({ itemId, raterId: crowd });
      if (before?.label !== label) write(crowd, itemId, label, meanMs, before?.id ?? null);
    },
  };
}

/** Raters of a crowd's workers, or of ordinary columns where `crowdId` is null, by their names. */
export const columnsOf = (db: Db, projectId: number, crowdId: number | null): Map<string, number> =>
  new Map(
    db
      .select({ id: raters.id, name: raters.name })
      .from(raters)
      .where(
        and(
          eq(raters.projectId, projectId),
          eq(raters.source, "column"),
          crowdId === null ? isNull(raters.crowdId) : eq(raters.crowdId, crowdId),
        ),
      )
      .orderBy(asc(raters.id))
      .all()
      .map(({ id, name }) => [name, id]),
  );
