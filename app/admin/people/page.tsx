import type { Metadata } from "next";
import Link from "next/link";
import { AdminNav } from "../admin-nav.tsx";
import { AddPerson } from "./add-person.tsx";
import { PersonRow } from "./person-row.tsx";
import { Card } from "../../_ui/card.tsx";
import { PageHeader } from "../../_ui/page-header.tsx";
import { Shell } from "../../_ui/shell.tsx";
import { now } from "../../_server/clock.ts";
import { db } from "../../_server/database.ts";
import { requireRole } from "../../_server/session.ts";
import { sessionCounts } from "#db/people/sessions.ts";
import { listUsers, oneTimeState } from "#db/people/users.ts";
import { workOfAll } from "#db/views/person.ts";

export const metadata: Metadata = { title: "People" };

export default async function Page() {
  const user = await requireRole("admin");
  const time = now();
  const sessions = sessionCounts(db(), time);
  const work = workOfAll(db());
  return (
    <Shell user={user}>
      <PageHeader
        title="People"
        lead="Annotators label. Researchers also see results. Admins can do everything. Accounts are made here; nobody can sign up on their own."
      />
      <AdminNav />
      <div className="flex flex-col gap-6">
        <Card title="Add a person">
          <AddPerson />
        </Card>
        <Card title="All people">
          <ul className="flex flex-col divide-y divide-line/60">
            {listUsers(db()).map((person) => (
              <li key={person.id}>
                <PersonRow
                  person={{
                    id: person.id,
                    name: person.name,
                    displayName: person.displayName,
                    role: person.role,
                    locked: person.disabledAt !== null,
                    oneTime: oneTimeState(person, time),
                    sessions: sessions.get(person.id) ?? 0,
                  }}
                  isMe={person.id === user.id}
                />
                <Work of={work.get(person.id) ?? []} />
              </li>
            ))}
          </ul>
        </Card>
      </div>
    </Shell>
  );
}

/** Where they label: each leads to their work there. */
const Work = ({ of }: { of: readonly { raterId: number; slug: string; project: string }[] }) =>
  of.length > 0 && (
    <p className="-mt-2 flex flex-wrap gap-x-4 gap-y-1 pb-3 text-sm text-muted">
      <span>Work in</span>
      {of.map(({ raterId, slug, project }) => (
        <Link
          key={raterId}
          href={`/research/${slug}/people/${raterId}`}
          className="underline decoration-line-strong underline-offset-4 hover:text-ink"
        >
          {project}
        </Link>
      ))}
    </p>
  );
