"use client";

import { useState } from "react";
import { changeRole } from "./actions.ts";
import { Button } from "../../_ui/button.tsx";
import { ConfirmButton } from "../../_ui/confirm-button.tsx";
import { useForm } from "../../_ui/use-form.ts";
import { type Role, roles } from "#lib/domain.ts";

const does: Record<Role, string> = {
  annotator: "Annotators answer, and see no results.",
  researcher:
    "Researchers see results and gold labels, so they are not asked unless a project’s admin says so.",
  admin: "Admins can do everything, in every project.",
};

/** A person's role. Choosing another one changes nothing until it is saved: arrow keys pass over all of them. */
export function RoleChoice({ person, name, role }: { person: number; name: string; role: Role }) {
  const { state, busy, form } = useForm(changeRole);
  const [chosen, choose] = useState<Role>(role);
  const id = `role-${person}`;
  return (
    <form {...form} className="flex flex-wrap items-center gap-2">
      <input type="hidden" name="person" value={person} />
      <label className="sr-only" htmlFor={id}>
        Role of {name}
      </label>
      <select
        id={id}
        name="role"
        value={chosen}
        onChange={(event) => choose(roles.find((each) => each === event.target.value) ?? role)}
        className="h-11 rounded-control border border-line-strong/60 bg-surface px-3 text-sm hover:border-line-strong sm:h-10"
      >
        {roles.map((each) => (
          <option key={each}>{each}</option>
        ))}
      </select>
      {chosen !== role && (
        <>
          <ConfirmButton
            look="primary"
            disabled={busy}
            question={{
              title: `Make ${name} ${chosen === "annotator" || chosen === "admin" ? "an" : "a"} ${chosen}?`,
              text: `${does[chosen]} They are signed out on every device and sign in again as ${chosen}.`,
              yes: "Change role",
            }}
          >
            Save role
          </ConfirmButton>
          <Button look="quiet" onClick={() => choose(role)}>
            Undo
          </Button>
        </>
      )}
      {chosen !== role && state.message && !state.ok && (
        <p role="alert" className="w-full text-sm text-danger">
          {state.message}
        </p>
      )}
    </form>
  );
}
