import Link from "next/link";
import type { ReactNode } from "react";
import { type Leads, leadsHref } from "#lib/items/leads.ts";
import { numbered } from "#lib/numbers.ts";

/**
 * A number that leads to the items that it counts, on a page one level below the project's. Many of them stand on a
 * page, and none is loaded before it is wanted.
 */
export const Leading = ({ leads, children }: { leads: Leads | null; children: ReactNode }) =>
  leads ? (
    <Link
      href={leadsHref(leads)}
      prefetch={false}
      title={`Show ${numbered(leads.n, "item")}`}
      className="underline decoration-line-strong decoration-dotted underline-offset-4 hover:decoration-solid print:no-underline"
    >
      {children}
    </Link>
  ) : (
    children
  );
