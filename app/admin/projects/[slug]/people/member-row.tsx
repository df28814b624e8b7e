"use client";

import { useState } from "react";
import { changeMember, removeFromProject, setAnnotates } from "./actions.ts";
import { PauseButton } from "./pause-button.tsx";
import { ActionButton } from "../../../../_ui/action-button.tsx";
import { Badge } from "../../../../_ui/badge.tsx";
import { Button } from "../../../../_ui/button.tsx";
import { useForm } from "../../../../_ui/use-form.ts";
import type { MemberLine } from "#db/people/members.ts";
import { roles } from "#lib/domain.ts";

type Row = {
  project: { id: number; name: string; membersOnly: boolean };
  member: MemberLine;
  isMe: boolean;
  paused: boolean;
};

export function MemberRow({ project, member, isMe, paused }: Row) {
  const { id, name, displayName, role, accountRole, given, asked, disabled } = member;
  const whose = <span className="sr-only"> for {displayName}</span>;
  const fields = { project: project.id, person: id };
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2.5 py-3.5">
      <div className="min-w-0 flex-[1_0_100%] sm:flex-[1_1_10rem]">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 font-medium">
          <span className="min-w-0 truncate">{displayName}</span>
          {isMe && <Badge>you</Badge>}
          {disabled && <Badge tone="danger">locked out</Badge>}
          {paused && <Badge tone="warning">paused</Badge>}
          {role !== "annotator" && asked && <Badge tone="warning">sees gold and answers</Badge>}
        </p>
        <p className="truncate text-sm text-muted">{name}</p>
      </div>
      {accountRole === "admin" ? (
        <span className="text-sm text-muted">admin of this server</span>
      ) : (
        <RoleHere key={given} project={project.id} member={member} />
      )}
      {role !== "annotator" &&
        (asked ? (
          <ActionButton action={setAnnotates} fields={{ ...fields, annotates: "no" }}>
            Do not ask{whose}
          </ActionButton>
        ) : (
          <ActionButton
            action={setAnnotates}
            fields={{ ...fields, annotates: "yes" }}
            confirm={{
              title: `Let ${displayName} answer?`,
              text: `${displayName} sees the gold labels of ${project.name}, so their answers will not be blind.`,
              yes: "Let them answer",
            }}
          >
            Let answer{whose}
          </ActionButton>
        ))}
      {(asked || paused) && <PauseButton project={project.id} person={member} paused={paused} many />}
      <ActionButton
        action={removeFromProject}
        fields={fields}
        look="danger"
        confirm={{
          title: `Remove ${displayName}?`,
          text: project.membersOnly
            ? "They stop seeing the project at once. Their answers stay."
            : `They are ${accountRole} here again, as their account says. Their answers stay.`,
          yes: "Remove",
        }}
      >
        Remove{whose}
      </ActionButton>
    </div>
  );
}

/** Choosing another role changes nothing until it is saved: arrow keys pass over all of them. */
function RoleHere({ project, member }: { project: number; member: MemberLine }) {
  const { state, busy, form } = useForm(changeMember);
  const [chosen, choose] = useState<string>(member.given ?? "");
  const id = `role-${member.id}`;
  const changed = chosen !== (member.given ?? "");
  return (
    <form {...form} className="flex flex-wrap items-center gap-2">
      <input type="hidden" name="project" value={project} />
      <input type="hidden" name="person" value={member.id} />
      <label className="sr-only" htmlFor={id}>
        Role of {member.displayName} here
      </label>
      <select
        id={id}
        name="role"
        value={chosen}
        onChange={(event) => choose(event.target.value)}
        className="h-11 rounded-control border border-line-strong/60 bg-surface px-3 text-sm hover:border-line-strong sm:h-10"
      >
        {roles.map((each) => (
          <option key={each}>{each}</option>
        ))}
        <option value="">as their account ({member.accountRole})</option>
      </select>
      {changed && (
        <>
          <Button type="submit" look="primary" disabled={busy}>
            Save role
          </Button>
          <Button look="quiet" onClick={() => choose(member.given ?? "")}>
            Undo
          </Button>
        </>
      )}
      {changed && state.message && !state.ok && (
        <p role="alert" className="w-full text-sm text-danger">
          {state.message}
        </p>
      )}
    </form>
  );
}
