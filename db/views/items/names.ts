import type { RootDb } from "#db/client.ts";

/** File names of a project's items, by their numbers. */
export const namesOfItems = (db: RootDb, projectId: number, ids: readonly number[]): Map<number, string> =>
  new Map(
    db.$client
      .prepare<[string, number], { id: number; name: string }>(
        `select items.id, items.name from json_each(?) asked cross join items on items.id = asked.value
         where items.projectId = ?`,
      )
      .all(JSON.stringify(ids), projectId)
      .map(({ id, name }) => [id, name]),
  );
