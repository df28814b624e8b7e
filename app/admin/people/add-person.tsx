"use client";

import { useState } from "react";
import { addPerson } from "./actions.ts";
import { Button } from "../../_ui/button.tsx";
import { Field, Select } from "../../_ui/field.tsx";
import { LinkToCopy } from "../../_ui/link-to-copy.tsx";
import { Notice } from "../../_ui/notice.tsx";
import { useForm } from "../../_ui/use-form.ts";
import { roles } from "#lib/domain.ts";

export function AddPerson() {
  const { state, busy, form } = useForm(addPerson, { fresh: true });
  // The last person's link goes when the next person is begun.
  const [done, setDone] = useState<typeof state | null>(null);
  const leave = () => setDone(state);
  return (
    <form {...form} onInput={leave} className="flex flex-col gap-4">
      <div className="grid items-start gap-4 sm:grid-cols-3">
        <Field
          label="Sign-in name"
          name="name"
          required
          autoCapitalize="none"
          autoComplete="off"
          spellCheck={false}
          problem={state.fields?.name}
        />
        <Field
          label="Full name (optional)"
          name="displayName"
          autoComplete="off"
          problem={state.fields?.displayName}
        />
        <Select label="Role" name="role" defaultValue="annotator" problem={state.fields?.role}>
          {roles.map((role) => (
            <option key={role}>{role}</option>
          ))}
        </Select>
      </div>
      <Button type="submit" look="primary" className="self-start" disabled={busy}>
        Add
      </Button>
      {state.ok && state.link && state !== done && !busy && (
        <LinkToCopy key={state.link} message={state.message ?? ""} path={state.link} onDone={leave} />
      )}
      {!state.ok && state.message && !state.fields && <Notice tone="danger">{state.message}</Notice>}
    </form>
  );
}
