import type { Judgment } from "#db/schema.ts";

type Row = Pick<Judgment, "id" | "itemId" | "raterId" | "outcome" | "supersedes" | "asideId">;

/** An answer as somebody gave it, and what has become of it. */
export type Standing<R> = {
  judgment: R;
  /** the rater's answer to the item as it stands */
  current: boolean;
  /** an admin has set it aside, and it has not been taken back */
  setAside: boolean;
};

/**
 * Judgments as they were given. The rows with which answers are set aside and taken back (db/labelling/set-aside.ts)
 * are no judgments of their own: they say what holds of the one that they go back to. So an answer that was taken
 * back is the answer that it was.
 * @param rows of any raters and items, oldest first; of each of them all from some moment on
 */
export function standings<R extends Row>(rows: readonly R[]): Standing<R>[] {
  const byId = new Map<number, R>();
  const newest = new Map<string, R>();
  for (const row of rows) {
    if (row.asideId !== null) byId.set(row.id, row);
    newest.set(`${row.itemId} ${row.raterId}`, row);
  }
  /** The judgment that a row of an aside goes back to. */
  const origin = (row: R): number => {
    let at: R | undefined = row;
    let { id } = row;
    while (at && at.asideId !== null && at.supersedes !== null) {
      id = at.supersedes;
      at = byId.get(id);
    }
    return id;
  };
  return rows.flatMap((judgment) => {
    if (judgment.asideId !== null) return [];
    const last = newest.get(`${judgment.itemId} ${judgment.raterId}`);
    const mine = last !== undefined && origin(last) === judgment.id;
    const stands = last?.outcome !== "withdrawn";
    return [{ judgment, current: mine && stands, setAside: mine && !stands && last?.asideId !== null }];
  });
}
