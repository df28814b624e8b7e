import { type ItemFilter, searchOfBrowse } from "#lib/items/filter.ts";

/** The items that a number counts, or is a share of, as the item browser shows them. */
export type Leads = {
  /** search part of its address, which is a filter's only other form */
  search: string;
  /** how many they are */
  n: number;
  /** what they are a share of where the number is n / of; null where the number is n, or where they are examples of it */
  of: number | null;
};

/**
 * What a number leads to.
 * @param n items that fit the filter
 * @returns null where there is nothing to see
 */
export const leadsTo = (filter: Partial<ItemFilter>, n: number, of: number | null = null): Leads | null =>
  n === 0 ? null : { search: searchOfBrowse({ filter }), n, of };

/** Its address, relative to a page one level below a project's research page, as those of the study and of people are. */
export const leadsHref = ({ search }: Pick<Leads, "search">): string => `../items?${search}`;
