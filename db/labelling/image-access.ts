import type { RootDb } from "#db/client.ts";
import { statement } from "#db/lookup.ts";
import { roleIn } from "#db/access.ts";
import type { Image, User } from "#db/schema.ts";
import type { Role } from "#lib/domain.ts";

/*
 * Which picture is behind an address. Addresses say nothing of the picture: a content hash could be looked
 * up in a public dataset.
 */

/** Who may enter is decided in db/access.ts; here its facts come along. */
type Found = Image & { membersOnly: number; member: number | null; memberRole: Role | null };
const found = "images.*, projects.membersOnly, members.userId as member, members.role as memberRole";

const held = statement<[string, number, string], Found>(
  `select ${found} from leases join projects on projects.id = leases.projectId
   left join members on members.projectId = projects.id and members.userId = leases.userId
   join items on items.id = leases.itemId join images on images.hash = items.hash
   where leases.id = ? and leases.userId = ? and projects.slug = ? and projects.archivedAt is null`,
);
const answered = statement<[string, number, string], Found>(
  `select ${found} from judgments answer join projects on projects.id = answer.projectId
   join raters on raters.id = answer.raterId
   left join members on members.projectId = projects.id and members.userId = raters.userId
   join items on items.id = answer.itemId
   join images on images.hash = items.hash
   where answer.leaseId = ? and raters.userId = ? and projects.slug = ? and projects.archivedAt is null`,
);
const checked = statement<[string, number, string], Found>(
  `select ${found} from check_answers answer join projects on projects.id = answer.projectId
   left join members on members.projectId = projects.id and members.userId = answer.userId
   join checks on checks.id = answer.checkId
   join items on items.id = checks.itemId join images on images.hash = items.hash
   where answer.leaseId = ? and answer.userId = ? and projects.slug = ? and projects.archivedAt is null`,
);
const practised = statement<[string, number, string], Found>(
  `select ${found} from practice_answers answer join projects on projects.id = answer.projectId
   left join members on members.projectId = projects.id and members.userId = answer.userId
   join items on items.id = answer.itemId join images on images.hash = items.hash
   where answer.key = ? and answer.userId = ? and projects.slug = ? and projects.archivedAt is null`,
);
const skipped = statement<[string, number, string], Found>(
  `select ${found} from skips join projects on projects.id = skips.projectId
   left join members on members.projectId = projects.id and members.userId = skips.userId
   join items on items.id = skips.itemId join images on images.hash = items.hash
   where skips.leaseId = ? and skips.userId = ? and projects.slug = ? and projects.archivedAt is null`,
);
const ofLease = statement<[string], Image>(
  `select images.* from leases join items on items.id = leases.itemId join images on images.hash = items.hash
   where leases.id = ?`,
);
const ofItem = statement<[number, number], Image>(
  `select images.* from items join images on images.hash = items.hash where items.id = ? and items.projectId = ?`,
);

/**
 * The picture that a person holds, has answered or has skipped under this lease, or practises with under this key,
 * unless its project is archived or they may not enter it any more.
 */
export function leasedPicture(
  db: RootDb,
  slug: string,
  user: Pick<User, "id" | "role">,
  lease: string,
): Image | undefined {
  const row =
    held(db).get(lease, user.id, slug) ??
    answered(db).get(lease, user.id, slug) ??
    checked(db).get(lease, user.id, slug) ??
    skipped(db).get(lease, user.id, slug) ??
    practised(db).get(lease, user.id, slug);
  if (!row) return undefined;
  const membership = row.member === null ? null : { role: row.memberRole, annotates: false };
  return roleIn(user, { membersOnly: row.membersOnly === 1 }, membership) === null ? undefined : row;
}

/** The picture that is held under a lease, for ourselves: who may see it was not asked. */
export const heldPicture = (db: RootDb, lease: string): Image | undefined => ofLease(db).get(lease);

/** The picture of one of the project's items, for those who may see all of them. */
export const itemPicture = (db: RootDb, projectId: number, itemId: number): Image | undefined =>
  ofItem(db).get(itemId, projectId);
