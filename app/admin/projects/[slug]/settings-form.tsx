"use client";

import { useActionState, useState } from "react";
import { saveSettings } from "./actions.ts";
import { Button } from "../../../_ui/button.tsx";
import { Field, TextArea } from "../../../_ui/field.tsx";
import { untouched } from "../../../_ui/form-state.ts";
import { Notice } from "../../../_ui/notice.tsx";

type Settings = {
  id: number;
  name: string;
  description: string;
  instructions: string;
  overlap: number;
  auditRate: number;
  leaseSeconds: number;
};

export function SettingsForm({ project }: { project: Settings }) {
  const [state, submit, busy] = useActionState(saveSettings, untouched);
  // Kept here, since a form is emptied after its action: nothing typed is lost when a field is refused.
  const [values, setValues] = useState({
    name: project.name,
    description: project.description,
    instructions: project.instructions,
    overlap: String(project.overlap),
    auditPercent: String(+(100 * project.auditRate).toFixed(3)),
    leaseSeconds: String(project.leaseSeconds),
  });
  const bind = (name: keyof typeof values) => ({
    name,
    value: values[name],
    problem: state.fields?.[name],
    onChange: (event: React.ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) =>
      setValues((before) => ({ ...before, [name]: event.target.value })),
  });

  return (
    <form action={submit} className="flex flex-col gap-5">
      <input type="hidden" name="project" value={project.id} />
      <div className="grid gap-5 sm:grid-cols-3">
        <Field
          label="People per item"
          type="number"
          min={1}
          max={100}
          required
          {...bind("overlap")}
          hint="The overlap: how many must answer a deferred item."
        />
        <Field
          label="Audit, %"
          type="number"
          min={0}
          max={100}
          step="any"
          required
          {...bind("auditPercent")}
          hint="Share of what the machine keeps that people check."
        />
        <Field
          label="Hold items for, seconds"
          type="number"
          min={30}
          max={86400}
          required
          {...bind("leaseSeconds")}
          hint="Then an unanswered item goes to somebody else."
        />
      </div>
      <Field label="Name" required {...bind("name")} />
      <Field label="Description" {...bind("description")} />
      <TextArea
        label="Instructions for annotators"
        {...bind("instructions")}
        hint="Plain text; shown in the help of the annotation page."
      />
      <div className="flex items-center gap-4">
        <Button type="submit" look="primary" disabled={busy}>
          Save
        </Button>
        {state.message && <Notice tone={state.ok ? "good" : "danger"}>{state.message}</Notice>}
      </div>
    </form>
  );
}
