import type { Metadata } from "next";
import Link from "next/link";
import { AdminNav } from "../admin-nav.tsx";
import { AddPerson } from "./add-person.tsx";
import { InviteForm } from "./invite-form.tsx";
import { OpenInvitations } from "./open-invitations.tsx";
import { type Person, PersonRow } from "./person-row.tsx";
import { Card } from "../../_ui/card.tsx";
import { PageHeader } from "../../_ui/page-header.tsx";
import { Shell } from "../../_ui/shell.tsx";
import { now } from "../../_server/clock.ts";
import { db } from "../../_server/database.ts";
import { requireRole } from "../../_server/session.ts";
import { connectedPeople } from "#db/people/identities.ts";
import { openInvitations } from "#db/people/invitations.ts";
import { sessionCounts } from "#db/people/sessions.ts";
import { projectsOf } from "#db/people/members.ts";
import { noPassword } from "#db/people/password.ts";
import { waitingPasswordLinks } from "#db/people/password-links.ts";
import { listUsers, oneTimeState } from "#db/people/users.ts";
import type { User } from "#db/schema.ts";
import { workOfAll } from "#db/views/person.ts";

export const metadata: Metadata = { title: "People" };

export default async function Page() {
  const user = await requireRole("admin");
  const time = now();
  const sessions = sessionCounts(db(), time);
  const connected = connectedPeople(db());
  const links = waitingPasswordLinks(db(), time);
  const work = workOfAll(db());
  return (
    <Shell user={user}>
      <PageHeader
        title="People"
        lead="Annotators label. Researchers also see results. Admins can do everything. A project can give somebody another role in it."
      />
      <AdminNav />
      <div className="flex flex-col gap-6">
        <Card title="Invite by link">
          <InviteForm projects={projectsOf(db(), user, "admin").map(({ id, name }) => ({ id, name }))} />
          <OpenInvitations invitations={openInvitations(db(), null, time)} />
        </Card>
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
                    toChoose: connected.has(person.id) ? null : toChoose(person, links.has(person.id), time),
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

function toChoose(user: User, link: boolean, time: number): Person["toChoose"] {
  const oneTime = oneTimeState(user, time);
  if (oneTime !== "none") return { by: "one-time password", expired: oneTime === "expired" };
  return user.passwordHash === noPassword ? { by: "link", expired: !link } : null;
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
