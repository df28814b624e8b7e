import { type ItemFilter, searchOfBrowse, type Sort } from "#lib/items/filter.ts";

/**
 * Address of the item browser with a filter set, relative to a page one level below a project's research page, as the
 * sections of the study are: "../items?said=…". A figure or table puts it on what it counts.
 */
export const itemsLink = (filter: Partial<ItemFilter>, sort?: Sort): string =>
  `../items?${searchOfBrowse({ filter, ...(sort && { sort }) })}`;
