/*
 * SQL of the items with gold that came with the data, for what is asked of a person because it has gold: checks and
 * practice.
 */

const ofProject =
  "projectId = @project and gold is not null and goldFrom is null and aside = 0 and draw >= @at";

/** From a place in the order of the draws on, and no further than so many of them. */
export const walkOfGold = (most: number): string =>
  `from items indexed by items_checkable
  where ${ofProject} and draw <= coalesce((select draw from items indexed by items_checkable
      where ${ofProject} order by draw limit 1 offset ${most}), 1)`;

/** What the person has never had before them, whole or as an equal picture. */
export const unseen = `not exists (select 1 from leases where leases.itemId = items.id and leases.userId = @user)
    and not exists (select 1 from skips indexed by skips_item
      where skips.itemId = items.id and skips.userId = @user)
    and not exists (select 1 from items twin indexed by items_hash
      cross join checks on checks.itemId = twin.id and checks.userId = @user
      where twin.projectId = @project and twin.hash = items.hash)
    and not exists (select 1 from items twin indexed by items_hash
      cross join judgments seen on seen.itemId = twin.id and seen.raterId = @rater
      where twin.projectId = @project and twin.hash = items.hash)
    and not exists (select 1 from practice_answers practised indexed by practice_answers_picture
      where practised.projectId = @project and practised.hash = items.hash and practised.userId = @user)`;
