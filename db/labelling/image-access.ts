import type Database from "better-sqlite3";
import type { RootDb } from "#db/client.ts";
import type { Image } from "#db/schema.ts";

/*
 * Which picture is behind an address. Addresses say nothing of the picture: a content hash could be looked
 * up in a public dataset.
 */

type Pictures = {
  held: Database.Statement<[string, number, string], Image>;
  answered: Database.Statement<[string, number, string], Image>;
  item: Database.Statement<[number, number], Image>;
};
const prepared = new WeakMap<Database.Database, Pictures>();

function pictures({ $client }: RootDb): Pictures {
  const known = prepared.get($client);
  if (known) return known;
  const ready: Pictures = {
    held: $client.prepare(
      `select images.* from leases join projects on projects.id = leases.projectId
       join items on items.id = leases.itemId join images on images.hash = items.hash
       where leases.id = ? and leases.userId = ? and projects.slug = ? and projects.archivedAt is null`,
    ),
    answered: $client.prepare(
      `select images.* from judgments answer join projects on projects.id = answer.projectId
       join raters on raters.id = answer.raterId join items on items.id = answer.itemId join images on images.hash = items.hash
       where answer.leaseId = ? and raters.userId = ? and projects.slug = ? and projects.archivedAt is null`,
    ),
    item: $client.prepare(
      `select images.* from items join images on images.hash = items.hash where items.id = ? and items.projectId = ?`,
    ),
  };
  prepared.set($client, ready);
  return ready;
}

/** The picture that a person holds or has answered under this lease, unless its project is archived. */
export const leasedPicture = (db: RootDb, slug: string, userId: number, lease: string): Image | undefined =>
  pictures(db).held.get(lease, userId, slug) ?? pictures(db).answered.get(lease, userId, slug);

/** The picture of one of the project's items, for those who may see all of them. */
export const itemPicture = (db: RootDb, projectId: number, itemId: number): Image | undefined =>
  pictures(db).item.get(itemId, projectId);
