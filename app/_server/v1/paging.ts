import { z } from "zod";
import { misfit, type Problem } from "./problem.ts";
import { written } from "./written.ts";

/** A list comes in pages: `next` is the `cursor` of the page after this one. */
export const pageQuery = {
  limit: written(z.int().min(1).max(1000)).default(100).describe("entries of a page, at most"),
  cursor: z.string().max(20_000).optional().describe("`next` of the page before; without it, the first"),
};

export const pageOf = <Entry extends z.ZodType>(entry: Entry) =>
  z.object({
    data: z.array(entry),
    next: z.string().nullable().describe("`cursor` of the next page; null: this was the last"),
  });

/** A cursor that no page gave. */
export const badCursor = (): Problem => misfit("query.cursor", "Take it from the page before.");

/** A cursor that is a number, such as the last id seen. @throws Problem 422 */
export function numberIn(cursor: string | undefined): number | null {
  if (cursor === undefined) return null;
  if (/^\d{1,15}$/.test(cursor)) return Number(cursor);
  throw badCursor();
}

type Asked = { limit: number; cursor?: string | undefined };

/**
 * A page of a list that is looked up by the number after which it goes on.
 * @param look rows beyond the one of that number (null: from the first), so many at most
 */
export function pageBy<Row extends { id: number }>(
  { limit, cursor }: Asked,
  look: (after: number | null, most: number) => readonly Row[],
): { data: Row[]; next: string | null } {
  const rows = look(numberIn(cursor), limit + 1);
  return paged(
    rows,
    limit,
    ({ id }) => id,
    (row) => row,
  );
}

/** A page, by their numbers, of rows that are few enough to be looked up together. */
export const pageOfAll = <Row extends { id: number }>(asked: Asked, rows: readonly Row[]) =>
  pageBy(asked, (after) =>
    rows.filter(({ id }) => after === null || id > after).toSorted((a, b) => a.id - b.id),
  );

/** A page of rows of which one more than `limit` was looked up. @param key of a row, by which the next page goes on */
export function paged<Row, Entry>(
  rows: readonly Row[],
  limit: number,
  key: (row: Row) => number,
  entry: (row: Row) => Entry,
): { data: Entry[]; next: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    data: shown.map(entry),
    next: rows.length > limit && last !== undefined ? String(key(last)) : null,
  };
}
