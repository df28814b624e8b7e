import type { RootDb } from "#db/client.ts";
import { inTurn } from "#db/in-turn.ts";
import { type Fence, writeHeld } from "#db/job-queue.ts";
import type { Change, Project } from "#db/schema.ts";
import { everyItem } from "#db/views/items/gallery.ts";
import { readBrowse } from "#lib/items/filter.ts";

/*
 * A change item by item, some hundred a transaction. What was changed is written down beside it, with how it was
 * before: so a job that is killed goes on and counts nothing twice, and a change can be taken back.
 */

/** Items a transaction: some milliseconds. */
const atOnce = 300;

/** What a kind of change does to some items, in the open transaction, and how it is taken back. */
type Doing = {
  /** those that it changes, with what they are now: "select changeId, itemId, before" */
  changed: string;
  make: string;
  /** of the items @ids, each with its `before` in changed_items */
  unmake: readonly string[];
};

const ids = "(select value from json_each(@ids))";
const tag = "(select id from tags where projectId = @project and name = @value)";
const noted = "from changed_items where changeId = @change and itemId in " + ids;
const splitNow = "nullif(@value, 'none')";

const doings: Record<Change["kind"], Doing> = {
  split: {
    changed: `select @change, id, split from items where id in ${ids} and projectId = @project and split is not ${splitNow}`,
    make: `update items set split = ${splitNow} where id in (select itemId ${noted})`,
    unmake: [
      `update items set split = (select before from changed_items where changeId = @change and itemId = items.id)
      where id in (select itemId ${noted}) and split is ${splitNow}`,
    ],
  },
  tag: {
    changed: `select @change, id, null from items where id in ${ids} and projectId = @project
      and not exists (select 1 from item_tags where tagId = ${tag} and itemId = items.id)`,
    make: `insert or ignore into item_tags (tagId, itemId) select ${tag}, itemId ${noted}`,
    unmake: [`delete from item_tags where tagId = ${tag} and itemId in (select itemId ${noted})`],
  },
  untag: {
    changed: `select @change, id, null from items where id in ${ids} and projectId = @project
      and exists (select 1 from item_tags where tagId = ${tag} and itemId = items.id)`,
    make: `delete from item_tags where tagId = ${tag} and itemId in (select itemId ${noted})`,
    unmake: [`insert or ignore into item_tags (tagId, itemId) select ${tag}, itemId ${noted}`],
  },
  aside: {
    changed: `select @change, id, null from items where id in ${ids} and projectId = @project and aside = 0`,
    make: `update items set aside = 1 where id in (select itemId ${noted})`,
    unmake: [`update items set aside = 0 where id in (select itemId ${noted})`],
  },
  back: {
    changed: `select @change, id, null from items where id in ${ids} and projectId = @project and aside = 1`,
    make: `update items set aside = 0 where id in (select itemId ${noted})`,
    unmake: [`update items set aside = 1 where id in (select itemId ${noted})`],
  },
  ask: {
    changed: `select @change, id, (select answers from item_requests where itemId = items.id) from items
      where id in ${ids} and projectId = @project and aside = 0`,
    // so many more than have answered now
    make: `insert into item_requests (itemId, projectId, answers)
      select changed_items.itemId, @project, @value + (select count(*) from current_judgments answer
        join raters on raters.id = answer.raterId
        where answer.itemId = changed_items.itemId and raters.source = 'person') ${noted}
      on conflict (itemId) do update set answers = max(answers, excluded.answers)`,
    unmake: [
      `delete from item_requests where itemId in (select itemId ${noted} and before is null)`,
      `update item_requests set answers = (select cast(before as integer) from changed_items
          where changeId = @change and itemId = item_requests.itemId) where itemId in (select itemId ${noted})`,
    ],
  },
};

/** Whether the queue is another afterwards. */
export const changesQueue = ({ kind }: Pick<Change, "kind">): boolean => kind !== "tag" && kind !== "untag";

/**
 * Do a change to all of its items, or take it back.
 * @param report of how many there are, how many are done
 * @param stopped asked between transactions; what is done by then stays, and is written down
 */
export async function applyChange(
  db: RootDb,
  fence: Fence | null,
  project: Project,
  change: Change,
  undo: boolean,
  report: (done: number, of: number) => void,
  stopped: () => boolean,
): Promise<void> {
  const all = undo ? changedBy(db, change) : itemsOf(db, project, change);
  const doing = doings[change.kind];
  const { $client: sqlite } = db;
  const values = { project: project.id, change: change.id, value: change.value };
  const run = (sql: string, given: Record<string, unknown>) => {
    const named = Object.entries(given).filter(([name]) => sql.includes(`@${name}`));
    return sqlite.prepare(sql).run(Object.fromEntries(named)).changes;
  };
  if (change.kind === "tag" && !undo)
    writeHeld(db, fence, () =>
      run("insert or ignore into tags (projectId, name) values (@project, @value)", values),
    );
  for (let from = 0; from < all.length && !stopped(); from += atOnce) {
    const some = { ...values, ids: JSON.stringify([...all.subarray(from, from + atOnce)]) };
    await inTurn(db, () =>
      writeHeld(db, fence, () => {
        if (undo) return doing.unmake.forEach((sql) => run(sql, some));
        const found = run(
          `insert or ignore into changed_items (changeId, itemId, before) ${doing.changed}`,
          some,
        );
        // those alone that were changed just now or by an attempt before
        if (found > 0) run(doing.make, some);
      }),
    );
    report(Math.min(all.length, from + atOnce), all.length);
  }
}

/** The items that a change means, as they are now: their filter may not fit any more once it is done. */
function itemsOf(db: RootDb, project: Project, { chosen, search }: Change): Int32Array {
  if (search === null) return Int32Array.from(chosen ?? []);
  const parts = [...everyItem(db, project, readBrowse(search))];
  const all = new Int32Array(parts.reduce((n, part) => n + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

const changedBy = (db: RootDb, { id }: Change): Int32Array =>
  Int32Array.from(
    db.$client
      .prepare<[number], number>("select itemId from changed_items where changeId = ? order by itemId")
      .pluck()
      .all(id),
  );

/** How many items a change has changed. */
export const countChanged = (db: RootDb, { id }: Change): number =>
  db.$client
    .prepare<[number], number>("select count(*) from changed_items where changeId = ?")
    .pluck()
    .get(id) ?? 0;
