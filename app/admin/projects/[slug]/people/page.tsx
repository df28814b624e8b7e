import type { Metadata } from "next";
import { openTo } from "./actions.ts";
import { AddMember } from "./add-member.tsx";
import { MemberRow } from "./member-row.tsx";
import { PeopleHere } from "./people-here.tsx";
import { PracticeCard } from "./practice-card.tsx";
import { InviteForm } from "../../../people/invite-form.tsx";
import { OpenInvitations } from "../../../people/open-invitations.tsx";
import { ActionButton } from "../../../../_ui/action-button.tsx";
import { Card } from "../../../../_ui/card.tsx";
import { now } from "../../../../_server/clock.ts";
import { db } from "../../../../_server/database.ts";
import { requireProject } from "../../../../_server/session.ts";
import { may } from "#db/access.ts";
import { pausedIn } from "#db/labelling/pausing.ts";
import { listPractice } from "#db/labelling/practice-people.ts";
import { openInvitations } from "#db/people/invitations.ts";
import { listMembers, mayBeAsked } from "#db/people/members.ts";
import { listUsers } from "#db/people/users.ts";
import { peopleHere } from "#db/views/people-here.ts";

export const metadata: Metadata = { title: "People" };

/** Who may enter the project, and as what. */
export default async function Page({ params }: { params: Promise<{ slug: string }> }) {
  const { user, project } = await requireProject((await params).slug, "admin");
  const { id, slug, name, membersOnly } = project;
  const here = peopleHere(db(), id);
  const members = listMembers(db(), project);
  const paused = pausedIn(db(), id);
  const known = new Set(members.map((member) => member.id));
  // Names of all accounts are for those who make accounts.
  const others = may(user, "admin")
    ? listUsers(db()).filter((person) => !known.has(person.id) && person.disabledAt === null)
    : [];
  return (
    <div className="flex flex-col gap-6">
      <Card title="Who may enter">
        <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
          <p className="max-w-prose text-sm text-muted">
            {membersOnly
              ? "Only the members below, and the admins of this server."
              : "Everybody with an account, each in the role of their account; a member in the role that they have here."}
          </p>
          {membersOnly ? (
            <ActionButton
              action={openTo}
              fields={{ project: id, to: "everybody" }}
              confirm={{
                title: `Open ${name} to everybody?`,
                text: "Everybody with an account can then see it, as their account’s role says. Members keep the roles that they have here.",
                yes: "Open it",
              }}
            >
              Open to everybody
            </ActionButton>
          ) : (
            <ActionButton
              action={openTo}
              fields={{ project: id, to: "members" }}
              confirm={{
                title: `Keep ${name} to its members?`,
                text: "Everybody else stops seeing it at once. Whoever has answered here becomes a member, so that nobody loses their work.",
                yes: "Members only",
              }}
            >
              Members only
            </ActionButton>
          )}
        </div>
      </Card>
      <Card title="Members" aside={members.length > 0 && `${members.length}`}>
        {members.length === 0 ? (
          <p className="text-sm text-muted">
            {membersOnly
              ? "Nobody yet: only admins of this server can enter."
              : "Nobody has a role of their own here: everybody has that of their account."}
          </p>
        ) : (
          <ul className="flex flex-col divide-y divide-line/60">
            {members.map((member) => (
              <li key={member.id}>
                <MemberRow
                  project={{ id, name, membersOnly }}
                  member={member}
                  isMe={member.id === user.id}
                  paused={paused.has(member.id)}
                />
              </li>
            ))}
          </ul>
        )}
        <div className="mt-5 border-t border-line pt-5">
          <AddMember
            project={id}
            others={others.map((person) => ({ name: person.name, displayName: person.displayName }))}
          />
        </div>
        <p className="mt-5 max-w-prose text-sm text-muted">
          Researchers and admins see gold labels, so they are not asked about pictures here unless you let
          them. Annotators see none.
        </p>
      </Card>
      <Card title="Who has answered" aside={here.length > 0 && `${here.length}`}>
        <PeopleHere slug={slug} people={here} />
      </Card>
      <PracticeCard
        project={{
          id,
          practiceSince: project.practiceSince,
          practiceItems: project.practiceItems,
          practicePass: project.practicePass,
        }}
        lines={listPractice(db(), project, mayBeAsked(db(), project))}
      />
      <Card title="Invite by link">
        <InviteForm only={{ id, name }} />
        <OpenInvitations invitations={openInvitations(db(), id, now())} />
      </Card>
    </div>
  );
}
