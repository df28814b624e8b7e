"use client";

import { useState } from "react";
import { newPassword, setLock, signOutEverywhere } from "./actions.ts";
import { RoleChoice } from "./role-choice.tsx";
import { Secret } from "./secret.tsx";
import { ActionButton } from "../../_ui/action-button.tsx";
import { Badge } from "../../_ui/badge.tsx";
import { ConfirmButton, type Question } from "../../_ui/confirm-button.tsx";
import { useForm } from "../../_ui/use-form.ts";
import type { Role } from "#lib/domain.ts";
import { numbered } from "#lib/numbers.ts";

export type Person = {
  id: number;
  name: string;
  displayName: string;
  role: Role;
  locked: boolean;
  /** has not chosen a password of their own yet; the one-time password may have run out */
  oneTime: "none" | "waiting" | "expired";
  /** how many devices they are signed in on */
  sessions: number;
};

export function PersonRow({ person, isMe }: { person: Person; isMe: boolean }) {
  const { state, busy, form } = useForm(newPassword);
  const [done, setDone] = useState<typeof state | null>(null);
  const whose = <span className="sr-only"> for {person.displayName}</span>;
  return (
    <div className="flex flex-col gap-3 py-3.5">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2.5">
        <div className="min-w-0 flex-[1_0_100%] sm:flex-[1_1_10rem]">
          <p className="flex flex-wrap items-center gap-x-2 gap-y-1 font-medium">
            <span className="min-w-0 truncate">{person.displayName}</span>
            {isMe && <Badge>you</Badge>}
            {person.locked && <Badge tone="danger">locked out</Badge>}
            {person.oneTime === "waiting" && !person.locked && (
              <Badge tone="warning">one-time password</Badge>
            )}
            {person.oneTime === "expired" && !person.locked && (
              <Badge tone="danger">one-time password expired</Badge>
            )}
          </p>
          <p className="truncate text-sm text-muted">
            {person.name}
            {person.sessions > 0 && ` · signed in on ${numbered(person.sessions, "device")}`}
          </p>
        </div>
        {isMe ? (
          <span className="text-sm text-muted">{person.role}</span>
        ) : (
          <>
            <RoleChoice key={person.role} person={person.id} name={person.displayName} role={person.role} />
            <form {...form}>
              <input type="hidden" name="person" value={person.id} />
              <ConfirmButton question={askForPassword(person)} disabled={busy}>
                New password{whose}
              </ConfirmButton>
            </form>
            {person.sessions > 0 && (
              <ActionButton
                action={signOutEverywhere}
                fields={{ person: person.id }}
                confirm={askForSignOut(person)}
              >
                Sign out{whose}
              </ActionButton>
            )}
            {person.locked ? (
              <ActionButton action={setLock} fields={{ person: person.id, locked: "no" }}>
                Let in again{whose}
              </ActionButton>
            ) : (
              <ActionButton
                action={setLock}
                fields={{ person: person.id, locked: "yes" }}
                look="danger"
                confirm={askForLock(person)}
              >
                Lock out{whose}
              </ActionButton>
            )}
          </>
        )}
      </div>
      {state.ok && state.secret && state !== done && !busy && (
        <Secret
          key={state.secret}
          message={state.message ?? ""}
          secret={state.secret}
          onDone={() => setDone(state)}
        />
      )}
      {!state.ok && state.message && (
        <p role="alert" className="text-sm text-danger">
          {state.message}
        </p>
      )}
    </div>
  );
}

const askForPassword = ({ displayName }: Person): Question => ({
  title: `Give ${displayName} a new password?`,
  text: "The current password stops working at once and every device is signed out. You get a one-time password to pass on.",
  yes: "Make a new password",
});

const askForSignOut = ({ displayName }: Person): Question => ({
  title: `Sign ${displayName} out everywhere?`,
  text: "They have to sign in again on every device, with the same password. Answers that were saved stay.",
  yes: "Sign out everywhere",
});

const askForLock = ({ displayName }: Person): Question => ({
  title: `Lock ${displayName} out?`,
  text: "They are signed out at once and cannot sign in until you let them in again. Their answers stay.",
  yes: "Lock out",
});
