import type { ReactNode } from "react";
import Link from "next/link";
import { AccountMenu } from "./account-menu.tsx";
import { Arrival } from "./arrival.tsx";
import { Mark } from "./mark.tsx";
import { NavLink } from "./nav-link.tsx";
import { homeOf } from "../_server/home.ts";
import { highest } from "../_server/session.ts";
import { may } from "#db/access.ts";
import type { User } from "#db/schema.ts";
import type { Role } from "#lib/domain.ts";

const places: { href: string; name: string; role: Role }[] = [
  { href: "/annotate", name: "Annotate", role: "annotator" },
  { href: "/research", name: "Research", role: "researcher" },
  { href: "/admin", name: "Admin", role: "admin" },
];

/** Top bar and page frame of everybody who is signed in. */
export function Shell({ user, wide = false, children }: { user: User; wide?: boolean; children: ReactNode }) {
  const role = highest(user);
  const mine = places.filter((place) => may({ role }, place.role));
  return (
    <div className="flex min-h-dvh flex-col">
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:absolute focus:top-2 focus:left-2 focus:z-10 focus:rounded-control focus:bg-surface focus:px-4 focus:py-2"
      >
        Skip to content
      </a>
      <header className="site-header border-b border-line bg-surface">
        <div
          className={`mx-auto flex h-14 items-center gap-2 px-4 sm:gap-6 sm:px-6 ${wide ? "" : "max-w-6xl"}`}
        >
          <Link
            href={homeOf(role)}
            aria-label="Tandem"
            className="flex items-center gap-2 rounded-control font-semibold tracking-tight"
          >
            <Mark />
            <span className="hidden sm:inline">Tandem</span>
          </Link>
          <nav aria-label="Main" className="flex flex-1 items-center gap-1">
            {mine.length > 1 &&
              mine.map(({ href, name }) => (
                <NavLink key={href} href={href}>
                  {name}
                </NavLink>
              ))}
          </nav>
          <AccountMenu name={user.displayName} role={user.role} />
        </div>
      </header>
      <main
        id="main"
        tabIndex={-1}
        className={`mx-auto w-full flex-1 px-4 py-8 outline-none sm:px-6 sm:py-10 ${wide ? "" : "max-w-6xl"}`}
      >
        {children}
      </main>
      <Arrival id="main" />
    </div>
  );
}
