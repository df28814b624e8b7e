"use client";

import { useActionState, useState } from "react";
import { addPerson } from "./actions.ts";
import { Secret } from "./secret.tsx";
import { Button } from "../../_ui/button.tsx";
import { Field, Select } from "../../_ui/field.tsx";
import { untouched } from "../../_ui/form-state.ts";
import { Notice } from "../../_ui/notice.tsx";
import { roles } from "#lib/domain.ts";

const empty = { name: "", displayName: "", role: "annotator" };

export function AddPerson() {
  const [values, setValues] = useState(empty);
  const [state, submit, busy] = useActionState(async (before: typeof untouched, form: FormData) => {
    const result = await addPerson(before, form);
    if (result.ok) setValues(empty);
    return result;
  }, untouched);
  const bind = (name: keyof typeof values) => ({
    name,
    value: values[name],
    problem: state.fields?.[name],
    onChange: (event: React.ChangeEvent<HTMLInputElement | HTMLSelectElement>) =>
      setValues((before) => ({ ...before, [name]: event.target.value })),
  });
  return (
    <form action={submit} className="flex flex-col gap-4">
      <div className="grid items-start gap-4 sm:grid-cols-3">
        <Field
          label="Name to sign in with"
          required
          autoCapitalize="none"
          spellCheck={false}
          {...bind("name")}
        />
        <Field label="Full name" {...bind("displayName")} />
        <Select label="Role" {...bind("role")}>
          {roles.map((role) => (
            <option key={role}>{role}</option>
          ))}
        </Select>
      </div>
      <Button type="submit" look="primary" className="self-start" disabled={busy}>
        Add
      </Button>
      {state.ok && state.secret && <Secret message={state.message ?? ""} secret={state.secret} />}
      {!state.ok && state.message && !state.fields && <Notice tone="danger">{state.message}</Notice>}
    </form>
  );
}
