"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";

/** A link that knows whether one is there. `exact`: only on that very page, not below it. */
export function NavLink({
  href,
  exact = false,
  children,
}: {
  href: string;
  exact?: boolean;
  children: ReactNode;
}) {
  const path = usePathname();
  const here = path === href || (!exact && path.startsWith(`${href}/`));
  return (
    <Link
      href={href}
      {...(here && { "aria-current": "page" as const })}
      className={`inline-flex min-h-11 items-center rounded-control px-3 text-sm font-medium transition-colors sm:min-h-9 ${
        here ? "bg-sunken text-ink" : "text-muted hover:bg-sunken hover:text-ink"
      }`}
    >
      {children}
    </Link>
  );
}
