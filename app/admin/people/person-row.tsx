"use client";

import { useActionState } from "react";
import { changeRole, newPassword, setLock } from "./actions.ts";
import { Secret } from "./secret.tsx";
import { ActionButton } from "../../_ui/action-button.tsx";
import { Badge } from "../../_ui/badge.tsx";
import { Button } from "../../_ui/button.tsx";
import { untouched } from "../../_ui/form-state.ts";
import { type Role, roles } from "#lib/domain.ts";

type Person = {
  id: number;
  name: string;
  displayName: string;
  role: Role;
  locked: boolean;
  /** has not chosen a password of their own yet */
  waiting: boolean;
};

export function PersonRow({ person, isMe }: { person: Person; isMe: boolean }) {
  const [password, askPassword, asking] = useActionState(newPassword, untouched);
  const [role, askRole] = useActionState(changeRole, untouched);
  return (
    <div className="flex flex-col gap-3 py-3.5">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <div className="min-w-40 flex-1">
          <p className="flex items-center gap-2 font-medium">
            {person.displayName}
            {isMe && <Badge>you</Badge>}
            {person.locked && <Badge tone="danger">locked out</Badge>}
            {person.waiting && !person.locked && <Badge tone="warning">one-time password</Badge>}
          </p>
          <p className="text-sm text-muted">{person.name}</p>
        </div>
        {isMe ? (
          <span className="text-sm text-muted">{person.role}</span>
        ) : (
          <>
            <form action={askRole}>
              <input type="hidden" name="person" value={person.id} />
              <label className="sr-only" htmlFor={`role-${person.id}`}>
                Role of {person.displayName}
              </label>
              <select
                key={person.role}
                id={`role-${person.id}`}
                name="role"
                defaultValue={person.role}
                onChange={(event) => event.currentTarget.form?.requestSubmit()}
                className="h-11 rounded-control border border-line bg-surface px-3 text-sm sm:h-10"
              >
                {roles.map((name) => (
                  <option key={name}>{name}</option>
                ))}
              </select>
            </form>
            <form action={askPassword}>
              <input type="hidden" name="person" value={person.id} />
              <Button type="submit" disabled={asking}>
                New password
              </Button>
            </form>
            <ActionButton
              action={setLock}
              fields={{ person: person.id, locked: person.locked ? "no" : "yes" }}
              look={person.locked ? "secondary" : "danger"}
            >
              {person.locked ? "Let in again" : "Lock out"}
            </ActionButton>
          </>
        )}
      </div>
      {role.message && !role.ok && <p className="text-sm text-danger">{role.message}</p>}
      {password.ok && password.secret && <Secret message={password.message ?? ""} secret={password.secret} />}
      {!password.ok && password.message && <p className="text-sm text-danger">{password.message}</p>}
    </div>
  );
}
