import type { RootDb } from "#db/client.ts";

/** What people and label columns say of an item, as it stands. */
export type Votes = {
  /** the class that most of them gave; null where several are as common */
  label: number | null;
  /** how many gave the commonest one */
  most: number;
  /** how many gave any */
  of: number;
};

/** What people and label columns say of some items; nothing of those of which nobody named a class. One look for all. */
export function votesOn(db: RootDb, ids: readonly number[]): ReadonlyMap<number, Votes> {
  const counts = db.$client
    .prepare<[string], { itemId: number; label: number; n: number }>(
      `select answer.itemId, answer.label, count(*) as n
       from (select value as wanted from json_each(?)) asked
       cross join current_judgments answer on answer.itemId = asked.wanted
       join raters on raters.id = answer.raterId
       where answer.label is not null and raters.crowdId is null and raters.source <> 'review'
       group by answer.itemId, answer.label`,
    )
    .all(JSON.stringify(ids));
  const votes = new Map<number, Votes>();
  for (const { itemId, label, n } of counts) {
    const { label: first = null, most = 0, of = 0 } = votes.get(itemId) ?? {};
    const leader = n > most ? label : n === most ? null : first;
    votes.set(itemId, { label: leader, most: Math.max(most, n), of: of + n });
  }
  return votes;
}
