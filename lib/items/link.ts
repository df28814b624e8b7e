import { type ItemFilter, searchOfBrowse, type Sort } from "#lib/items/filter.ts";
import { leadsHref } from "#lib/items/leads.ts";

/** Address of the item browser with a filter set, relative to a page one level below a project's research page. */
export const itemsLink = (filter: Partial<ItemFilter>, sort?: Sort): string =>
  leadsHref({ search: searchOfBrowse({ filter, ...(sort && { sort }) }) });
