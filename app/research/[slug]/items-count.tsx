import Link from "next/link";
import type { ReactNode } from "react";
import { type ItemFilter, searchOfBrowse } from "#lib/items/filter.ts";

/** A number of items that leads to these items. */
export const ItemsCount = ({
  slug,
  filter,
  children,
}: {
  slug: string;
  filter: Partial<ItemFilter>;
  children: ReactNode;
}) => (
  <Link
    href={`/research/${slug}/items?${searchOfBrowse({ filter })}`}
    className="underline decoration-line-strong/60 decoration-1 underline-offset-4 hover:decoration-ink"
  >
    {children}
  </Link>
);
