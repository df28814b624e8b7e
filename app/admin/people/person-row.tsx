"use client";

import { useState } from "react";
import { resetPassword, setLock, signOutEverywhere } from "./actions.ts";
import { RoleChoice } from "./role-choice.tsx";
import { ActionButton } from "../../_ui/action-button.tsx";
import { Badge } from "../../_ui/badge.tsx";
import { ConfirmButton, type Question } from "../../_ui/confirm-button.tsx";
import { LinkToCopy } from "../../_ui/link-to-copy.tsx";
import { useForm } from "../../_ui/use-form.ts";
import type { Role } from "#lib/domain.ts";
import { numbered } from "#lib/numbers.ts";

export type Person = {
  id: number;
  name: string;
  displayName: string;
  role: Role;
  locked: boolean;
  /** has not chosen a password yet: by which they are to, and whether it still is good */
  toChoose: { by: "link" | "one-time password"; expired: boolean } | null;
  /** how many devices they are signed in on */
  sessions: number;
};

export function PersonRow({ person, isMe }: { person: Person; isMe: boolean }) {
  const { state, busy, form } = useForm(resetPassword);
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
            {person.toChoose && !person.locked && (
              <Badge tone={person.toChoose.expired ? "danger" : "warning"}>
                {person.toChoose.by === "link" ? "has yet to choose a password" : "one-time password"}
                {person.toChoose.expired && (person.toChoose.by === "link" ? ": link expired" : " expired")}
              </Badge>
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
              <ConfirmButton question={askForPassword(person)} disabled={busy || person.locked}>
                {person.toChoose ? "New link" : "Reset password"}
                {whose}
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
      {state.ok && state.link && state !== done && !busy && (
        <LinkToCopy
          key={state.link}
          message={state.message ?? ""}
          path={state.link}
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

const askForPassword = ({ displayName, toChoose }: Person): Question =>
  toChoose
    ? {
        title: `Make a new link for ${displayName}?`,
        text: "What they were given before stops working. You get a link to pass on, with which they choose a password.",
        yes: "Make a link",
      }
    : {
        title: `Reset the password of ${displayName}?`,
        text: "The current password stops working at once and every device is signed out. You get a link to pass on, with which they choose a new one.",
        yes: "Reset password",
      };

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
