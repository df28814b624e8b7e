import { and, eq, inArray, sql } from "drizzle-orm";
import type { LongRow } from "#lib/formats/item-tables/long-table.ts";
import type { BadRow } from "#lib/formats/item-tables/read-rows.ts";
import type { Db } from "#db/client.ts";
import { countsOf, setCounts } from "#db/dataset/label-counts.ts";
import { currentJudgments, items, type Project, raters } from "#db/schema.ts";
import { labelWriter } from "#db/tables/crowds.ts";

/** Some items with all their answers in a long table: compared with what is stored, and stored. */

type Answer = LongRow & { worker: number };
export type Answered = { itemId: number; answers: readonly Answer[] };

/** Who answered in a long table, by the numbers of its workers. */
export type Crew = {
  /** the label column that they are together; its id is null until it is made. null: each is a column of their own */
  crowd: { id: number | null } | null;
  names: readonly string[];
  /** rater of each; null until it is made */
  raters: (number | null)[];
};

export type Compared = {
  /** answers that are to be stored */
  fresh: Answered[];
  unchanged: number;
  bad: BadRow[];
};

/** Find who answers an item twice, or otherwise than they did before. */
export function compareAnswers(db: Db, crew: Crew, batch: readonly Answered[]): Compared {
  const ids = batch.map(({ itemId }) => itemId);
  const stored = storedAnswers(db, crew, ids);
  const crowdId = crew.crowd?.id ?? null;
  const counts = crowdId === null ? new Map<number, Float32Array>() : countsOf(db, crowdId, ids);
  const compared: Compared = { fresh: [], unchanged: 0, bad: [] };
  const bad: { row: number; itemId: number; problem: string }[] = [];
  for (const { itemId, answers } of batch) {
    const before = stored.get(itemId);
    const nameless = counts.has(itemId) && !before;
    const seen = new Map<number, number>();
    const fresh: Answer[] = [];
    for (const answer of answers) {
      const { row, worker, label } = answer;
      const twice = seen.get(worker);
      const rater = crew.raters[worker] ?? null;
      const kept = rater === null ? undefined : before?.get(rater);
      seen.set(worker, twice ?? row);
      if (twice !== undefined)
        bad.push({ row, itemId, problem: `The same worker answered this item before, in row ${twice}.` });
      else if (nameless)
        bad.push({
          row,
          itemId,
          problem: "Counts without workers are stored for this item; they were kept.",
        });
      else if (kept === undefined) fresh.push(answer);
      else if (kept === label) compared.unchanged++;
      else bad.push({ row, itemId, problem: "The worker’s other answer is stored; it was kept." });
    }
    if (fresh.length > 0) compared.fresh.push({ itemId, answers: fresh });
  }
  compared.bad.push(...named(db, bad));
  return compared;
}

/** Labels of the crew's raters, by item and rater. */
function storedAnswers(db: Db, { crowd, raters: own }: Crew, ids: readonly number[]) {
  const stored = new Map<number, Map<number, number>>();
  const known = own.filter((id) => id !== null);
  const crowdId = crowd?.id ?? null;
  if (crowd ? crowdId === null : known.length === 0) return stored;
  const whose = crowdId === null ? inArray(raters.id, known) : eq(raters.crowdId, crowdId);
  const rows = db
    .select({
      itemId: currentJudgments.itemId,
      raterId: currentJudgments.raterId,
      label: currentJudgments.label,
    })
    .from(currentJudgments)
    .innerJoin(raters, eq(raters.id, currentJudgments.raterId))
    .where(and(inArray(currentJudgments.itemId, [...ids]), whose))
    .all();
  for (const { itemId, raterId, label } of rows) {
    if (label === null) continue;
    const of = stored.get(itemId) ?? new Map<number, number>();
    stored.set(itemId, of.set(raterId, label));
  }
  return stored;
}

function named(db: Db, bad: readonly { row: number; itemId: number; problem: string }[]): BadRow[] {
  if (bad.length === 0) return [];
  const ids = [...new Set(bad.map(({ itemId }) => itemId))];
  const rows = db.select({ id: items.id, name: items.name }).from(items).where(inArray(items.id, ids)).all();
  const names = new Map(rows.map(({ id, name }) => [id, name]));
  return bad.map(({ row, itemId, problem }) => ({ row, item: names.get(itemId) ?? "", problem }));
}

/** Store what is new of a batch, and let the crowd's counts and answer follow. */
export function storeAnswers(
  tx: Db,
  { id: projectId, classes }: Pick<Project, "id" | "classes">,
  crew: Crew,
  batch: readonly Answered[],
  now: number,
): { added: number; unchanged: number } {
  const { fresh, unchanged } = compareAnswers(tx, crew, batch);
  const crowd = crew.crowd?.id ?? null;
  const before =
    crowd === null
      ? null
      : countsOf(
          tx,
          crowd,
          fresh.map(({ itemId }) => itemId),
        );
  const writer = labelWriter(tx, projectId, now);
  let added = 0;
  for (const { itemId, answers } of fresh) {
    for (const { worker, label, ms } of answers) {
      const rater = crew.raters[worker];
      if (rater === null || rater === undefined) throw new Error(`worker ${worker} has no rater`);
      writer.write(rater, itemId, label, ms);
      added++;
    }
    if (crowd === null) continue;
    const counts = before?.get(itemId) ?? new Float32Array(classes.length);
    for (const { label } of answers) counts[label] = (counts[label] ?? 0) + 1;
    setCounts(tx, crowd, itemId, counts);
    writer.follow(crowd, itemId, counts, meanOf(answers));
    renewDisagreement(tx, itemId);
  }
  return { added, unchanged };
}

/** Once for all of a crowd's answers to an item, where the trigger on judgments does it for every other one. */
function renewDisagreement(tx: Db, itemId: number): void {
  tx.run(sql`
    update items set disagreement = coalesce((
      select 1 - max(n) * 1.0 / sum(n) from (
        select count(*) as n from current_judgments where itemId = ${itemId} and label is not null group by label)), 0)
    where id = ${itemId}`);
}

/** Mean of the times that are known, ms; null where none is. */
function meanOf(answers: readonly Answer[]): number | null {
  const times = answers.flatMap(({ ms }) => (ms === null ? [] : [ms]));
  return times.length === 0 ? null : times.reduce((sum, ms) => sum + ms, 0) / times.length;
}
