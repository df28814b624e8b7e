import Link from "next/link";
import type { Chip } from "./words.ts";
import { type Browse, everything, searchOfBrowse } from "#lib/items/filter.ts";

/** What the items are narrowed to, each part with a way out. */
export function Chips({ chips, browse }: { chips: readonly Chip[]; browse: Browse }) {
  const address = (filter: Browse["filter"]) => `?${searchOfBrowse({ ...browse, filter })}`;
  return (
    <ul aria-label="Filters in force" className="flex flex-wrap items-center gap-2">
      {chips.map(({ key, text, without }) => (
        <li key={key}>
          <Link
            href={address(without)}
            scroll={false}
            aria-label={`Remove the filter “${text}”`}
            className="inline-flex min-h-9 max-w-full items-center gap-2 rounded-full border border-line bg-surface pr-2.5 pl-3.5 text-sm hover:border-line-strong"
          >
            <span className="truncate">{text}</span>
            <span aria-hidden className="text-base leading-none text-muted">
              ×
            </span>
          </Link>
        </li>
      ))}
      {chips.length > 1 && (
        <li>
          <Link
            href={address(everything)}
            scroll={false}
            className="inline-flex min-h-9 items-center rounded-full px-3 text-sm font-medium text-muted hover:bg-sunken hover:text-ink"
          >
            Clear all
          </Link>
        </li>
      )}
    </ul>
  );
}
