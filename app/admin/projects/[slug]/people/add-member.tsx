"use client";

import { useId } from "react";
import { addMember } from "./actions.ts";
import { Button } from "../../../../_ui/button.tsx";
import { Field, Select } from "../../../../_ui/field.tsx";
import { Notice } from "../../../../_ui/notice.tsx";
import { useForm } from "../../../../_ui/use-form.ts";
import { roles } from "#lib/domain.ts";

/** @param others people who can be offered by name */
export function AddMember({
  project,
  others,
}: {
  project: number;
  others: { name: string; displayName: string }[];
}) {
  const { state, busy, form } = useForm(addMember, { fresh: true });
  const list = useId();
  return (
    <form {...form} className="flex flex-col gap-3">
      <input type="hidden" name="project" value={project} />
      <div className="grid items-end gap-4 sm:grid-cols-[minmax(0,1.4fr)_minmax(0,1fr)_auto]">
        <Field
          label="Sign-in name"
          name="name"
          required
          list={list}
          autoCapitalize="none"
          autoComplete="off"
          spellCheck={false}
        />
        <Select label="Role here" name="role" defaultValue="annotator">
          {roles.map((role) => (
            <option key={role}>{role}</option>
          ))}
          <option value="">as their account</option>
        </Select>
        <Button type="submit" look="primary" disabled={busy}>
          Add member
        </Button>
      </div>
      <datalist id={list}>
        {others.map(({ name, displayName }) => (
          <option key={name} value={name}>
            {displayName}
          </option>
        ))}
      </datalist>
      {state.message && !busy && (
        <Notice tone={state.ok ? "good" : "danger"}>{state.fields?.name ?? state.message}</Notice>
      )}
    </form>
  );
}
