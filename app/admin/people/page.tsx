import type { Metadata } from "next";
import { AdminNav } from "../admin-nav.tsx";
import { AddPerson } from "./add-person.tsx";
import { PersonRow } from "./person-row.tsx";
import { Card } from "../../_ui/card.tsx";
import { PageHeader } from "../../_ui/page-header.tsx";
import { Shell } from "../../_ui/shell.tsx";
import { db } from "../../_server/database.ts";
import { requireRole } from "../../_server/session.ts";
import { listUsers } from "#db/people/users.ts";

export const metadata: Metadata = { title: "People" };

export default async function Page() {
  const user = await requireRole("admin");
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
            {listUsers(db()).map(({ id, name, displayName, role, disabledAt, mustChangePassword }) => (
              <li key={id}>
                <PersonRow
                  person={{
                    id,
                    name,
                    displayName,
                    role,
                    locked: disabledAt !== null,
                    waiting: mustChangePassword,
                  }}
                  isMe={id === user.id}
                />
              </li>
            ))}
          </ul>
        </Card>
      </div>
    </Shell>
  );
}
