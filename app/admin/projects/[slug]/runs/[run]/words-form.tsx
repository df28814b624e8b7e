"use client";

import { rename } from "../actions.ts";
import { Button } from "../../../../../_ui/button.tsx";
import { Field, TextArea } from "../../../../../_ui/field.tsx";
import { Notice } from "../../../../../_ui/notice.tsx";
import { useForm } from "../../../../../_ui/use-form.ts";

/** What a run is called, and what somebody wants to remember of it. */
export function WordsForm({
  project,
  run,
}: {
  project: number;
  run: { id: number; name: string; note: string };
}) {
  const { state, busy, form } = useForm(rename);
  return (
    <form {...form} className="flex max-w-2xl flex-col gap-4">
      <input type="hidden" name="project" value={project} />
      <input type="hidden" name="run" value={run.id} />
      <Field
        label="Name"
        name="name"
        required
        maxLength={120}
        defaultValue={run.name}
        hint="Figures, tables and exports call it so as well."
        problem={state.fields?.name}
      />
      <TextArea
        label="Note"
        name="note"
        rows={3}
        maxLength={2000}
        defaultValue={run.note}
        problem={state.fields?.note}
      />
      <div className="flex flex-wrap items-center gap-4">
        <Button type="submit" disabled={busy}>
          Save
        </Button>
        {state.message && <Notice tone={state.ok ? "good" : "danger"}>{state.message}</Notice>}
      </div>
    </form>
  );
}
