"use client";

import { signOut } from "next-auth/react";
import Link from "next/link";
import { useEffect, useRef } from "react";

const item =
  "flex min-h-11 w-full items-center rounded-control px-3 text-left text-sm hover:bg-sunken sm:min-h-10";

/** Who is signed in, and the way out. */
export function AccountMenu({ name, role }: { name: string; role: string }) {
  const menu = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const close = (event: Event) => {
      const open = menu.current;
      if (!open?.open) return;
      const outside = event.target instanceof Node && !open.contains(event.target);
      const escape = event instanceof KeyboardEvent && event.key === "Escape";
      if (outside || escape) open.open = false;
    };
    document.addEventListener("click", close);
    document.addEventListener("keydown", close);
    return () => {
      document.removeEventListener("click", close);
      document.removeEventListener("keydown", close);
    };
  }, []);

  return (
    <details ref={menu} className="relative">
      <summary className="relative flex min-h-11 list-none items-center gap-2 rounded-control px-2 text-sm hover:bg-sunken sm:min-h-10 [&::-webkit-details-marker]:hidden">
        <span className="sr-only">Account of {name}</span>
        <span
          aria-hidden
          className="grid size-7 place-items-center rounded-full bg-accent-soft text-xs font-semibold text-accent-strong uppercase"
        >
          {name.slice(0, 1)}
        </span>
        <span aria-hidden className="hidden max-w-40 truncate sm:inline">
          {name}
        </span>
      </summary>
      <div className="absolute right-0 z-20 mt-1 w-56 rounded-card border border-line bg-surface p-1.5 shadow-lg">
        <p className="px-3 pt-1.5 pb-2 text-sm">
          <span className="block truncate font-medium">{name}</span>
          <span className="text-muted">{role}</span>
        </p>
        <Link href="/account" className={item}>
          Account
        </Link>
        <button type="button" className={item} onClick={() => void signOut({ callbackUrl: "/signin" })}>
          Sign out
        </button>
      </div>
    </details>
  );
}
