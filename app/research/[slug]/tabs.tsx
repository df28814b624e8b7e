"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { ScrolledRow } from "../../_ui/scrolled-row.tsx";

/** A project's research pages: the live view, the items, the data as files, the sections of the study, and the whole of it for print. */
export function Tabs({
  slug,
  sections,
}: {
  slug: string;
  sections: readonly { id: string; title: string }[];
}) {
  const path = usePathname();
  const base = `/research/${slug}`;
  const tabs: { href: string; name: string; /** what lies below belongs to it */ below?: boolean }[] = [
    { href: base, name: "Watch" },
    { href: `${base}/items`, name: "Items", below: true },
    { href: `${base}/exports`, name: "Exports" },
    ...sections.map(({ id, title }) => ({ href: `${base}/study/${id}`, name: title })),
    { href: `${base}/study/report`, name: "Report" },
  ];
  return (
    <ScrolledRow
      label="Watch and study"
      className="-mx-4 [scrollbar-width:thin] border-b border-line px-4 sm:-mx-6 sm:px-6 lg:flex-wrap print:hidden"
    >
      {tabs.map(({ href, name, below = false }) => {
        const here = path === href || (below && path.startsWith(`${href}/`));
        return (
          <Link
            key={href}
            href={href}
            {...(here && { "aria-current": "page" as const })}
            className={`-mb-px inline-flex min-h-11 shrink-0 items-center border-b-2 px-2.5 text-sm font-medium whitespace-nowrap transition-colors -outline-offset-2 ${
              here ? "border-accent text-ink" : "border-transparent text-muted hover:text-ink"
            }`}
          >
            {name}
          </Link>
        );
      })}
    </ScrolledRow>
  );
}
