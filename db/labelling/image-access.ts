import type { RootDb } from "#db/client.ts";
import { statement } from "#db/lookup.ts";
import type { Image } from "#db/schema.ts";

/*
 * Which picture is behind an address. Addresses say nothing of the picture: a content hash could be looked
 * up in a public dataset.
 */

const held = statement<[string, number, string], Image>(
  `select images.* from leases join projects on projects.id = leases.projectId
   join items on items.id = leases.itemId join images on images.hash = items.hash
   where leases.id = ? and leases.userId = ? and projects.slug = ? and projects.archivedAt is null`,
);
const answered = statement<[string, number, string], Image>(
  `select images.* from judgments answer join projects on projects.id = answer.projectId
   join raters on raters.id = answer.raterId join items on items.id = answer.itemId
   join images on images.hash = items.hash
   where answer.leaseId = ? and raters.userId = ? and projects.slug = ? and projects.archivedAt is null`,
);
const skipped = statement<[string, number, string], Image>(
  `select images.* from skips join projects on projects.id = skips.projectId
   join items on items.id = skips.itemId join images on images.hash = items.hash
   where skips.leaseId = ? and skips.userId = ? and projects.slug = ? and projects.archivedAt is null`,
);
const ofItem = statement<[number, number], Image>(
  `select images.* from items join images on images.hash = items.hash where items.id = ? and items.projectId = ?`,
);

/** The picture that a person holds, has answered or has skipped under this lease, unless its project is archived. */
export const leasedPicture = (db: RootDb, slug: string, userId: number, lease: string): Image | undefined =>
  held(db).get(lease, userId, slug) ??
  answered(db).get(lease, userId, slug) ??
  skipped(db).get(lease, userId, slug);

/** The picture of one of the project's items, for those who may see all of them. */
export const itemPicture = (db: RootDb, projectId: number, itemId: number): Image | undefined =>
  ofItem(db).get(itemId, projectId);
