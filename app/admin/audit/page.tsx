import type { Metadata } from "next";
import { LogFilterForm } from "./filter-form.tsx";
import { AuditEntries } from "./entries.tsx";
import { asked, pageOf } from "./asked.ts";
import { AdminNav } from "../admin-nav.tsx";
import { ButtonLink } from "../../_ui/button.tsx";
import { Card } from "../../_ui/card.tsx";
import { Empty } from "../../_ui/empty.tsx";
import { PageHeader } from "../../_ui/page-header.tsx";
import { Shell } from "../../_ui/shell.tsx";
import { db } from "../../_server/database.ts";
import { requireRole } from "../../_server/session.ts";
import { listAuditLog } from "#db/people/audit-log.ts";
import { listUsers } from "#db/people/users.ts";
import type { AuditKind } from "#lib/domain.ts";

export const metadata: Metadata = { title: "Audit" };

const path = "/admin/audit";
const pageSize = 50;
const kinds: Record<AuditKind, string> = {
  "sign-in": "Signing in and out",
  session: "Sessions ended",
  person: "People and passwords",
  project: "Projects",
};

/** Who signed in, and who changed what, newest first. */
export default async function Page({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const user = await requireRole("admin");
  const { person: number, kind, before } = asked.parse(await searchParams);
  const people = listUsers(db());
  const person = people.find(({ id }) => id === number)?.id;
  const entries = listAuditLog(db(), { person, kind }, before, pageSize);
  const last = entries.at(-1);
  const narrowed = person !== undefined || kind !== undefined;
  return (
    <Shell user={user}>
      <PageHeader
        title="Audit"
        lead="Who signed in, from where, and who changed what. Entries are only ever added."
      />
      <AdminNav />
      <LogFilterForm path={path} people={people} kinds={kinds} given={{ person, kind }} />
      {entries.length === 0 ? (
        <Empty
          title={before !== undefined ? "Nothing earlier" : narrowed ? "Nothing like that" : "Nothing yet"}
          action={<ButtonLink href={path}>Show everything</ButtonLink>}
        >
          {before !== undefined
            ? "This is where the log begins."
            : narrowed
              ? "No entry of this kind is about this person."
              : "Sign-ins and changes will be listed here."}
        </Empty>
      ) : (
        <Card>
          <AuditEntries entries={entries} />
          {(before !== undefined || entries.length === pageSize) && (
            <nav aria-label="Pages" className="mt-5 flex gap-2">
              {before !== undefined && <ButtonLink href={pageOf(path, { person, kind })}>Newest</ButtonLink>}
              {entries.length === pageSize && last && (
                <ButtonLink href={pageOf(path, { person, kind, before: last.id })}>Earlier</ButtonLink>
              )}
            </nav>
          )}
        </Card>
      )}
    </Shell>
  );
}
