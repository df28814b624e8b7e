import type Database from "better-sqlite3";
import type { RootDb } from "#db/client.ts";
import type { Image } from "#db/schema.ts";

/*
 * Which picture is behind an address. Addresses say nothing of the picture: a content hash could be looked
 * up in a public dataset.
 */

type Pictures = {
  held: Database.Statement<[string, number, number], Image>;
  answered: Database.Statement<[string, number, number], Image>;
  item: Database.Statement<[number, number], Image>;
};
const prepared = new WeakMap<Database.Database, Pictures>();

function pictures({ $client }: RootDb): Pictures {
  const known = prepared.get($client);
  if (known) return known;
  const ready: Pictures = {
    held: $client.prepare(
      `select images.* from leases join items on items.id = leases.itemId join images on images.hash = items.hash
       where leases.id = ? and leases.userId = ? and leases.projectId = ?`,
    ),
    answered: $client.prepare(
      `select images.* from judgments answer join raters on raters.id = answer.raterId
       join items on items.id = answer.itemId join images on images.hash = items.hash
       where answer.leaseId = ? and raters.userId = ? and answer.projectId = ?`,
    ),
    item: $client.prepare(
      `select images.* from items join images on images.hash = items.hash where items.id = ? and items.projectId = ?`,
    ),
  };
  prepared.set($client, ready);
  return ready;
}

/** The picture that a person holds or has answered under this lease. */
export const leasedPicture = (
  db: RootDb,
  projectId: number,
  userId: number,
  lease: string,
): Image | undefined =>
  pictures(db).held.get(lease, userId, projectId) ?? pictures(db).answered.get(lease, userId, projectId);

/** The picture of one of the project's items, for those who may see all of them. */
export const itemPicture = (db: RootDb, projectId: number, itemId: number): Image | undefined =>
  pictures(db).item.get(itemId, projectId);
