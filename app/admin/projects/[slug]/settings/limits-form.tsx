"use client";

import { useId } from "react";
import { saveLimits } from "./work-actions.ts";
import { Button } from "../../../../_ui/button.tsx";
import { Field } from "../../../../_ui/field.tsx";
import { Notice } from "../../../../_ui/notice.tsx";
import { useForm } from "../../../../_ui/use-form.ts";

type Limited = { id: number; personLimit: number | null; personDayLimit: number | null; dayZone: string };

/** @param zones the time zones that the server knows */
export function LimitsForm({ project, zones }: { project: Limited; zones: readonly string[] }) {
  const { state, busy, form } = useForm(saveLimits);
  const list = useId();
  return (
    <form {...form} className="flex flex-col gap-6">
      <input type="hidden" name="project" value={project.id} />
      <p className="max-w-prose text-sm text-pretty text-muted">
        The most that one person may do here. What they hold counts, in however many tabs; who comes to a
        limit is thanked and told when it goes on.
      </p>
      <div className="grid gap-5 sm:grid-cols-3">
        <Field
          label="Answers in all"
          name="personLimit"
          type="number"
          min={1}
          defaultValue={project.personLimit ?? ""}
          problem={state.fields?.personLimit}
          hint="Empty: no limit."
        />
        <Field
          label="Answers a day"
          name="personDayLimit"
          type="number"
          min={1}
          defaultValue={project.personDayLimit ?? ""}
          problem={state.fields?.personDayLimit}
          hint="Empty: no limit."
        />
        <Field
          label="Time zone of the day"
          name="dayZone"
          required
          list={list}
          autoComplete="off"
          spellCheck={false}
          defaultValue={project.dayZone}
          problem={state.fields?.dayZone}
          hint="A day begins at midnight there, such as Europe/Zurich."
        />
      </div>
      <datalist id={list}>
        {zones.map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
      <div className="flex flex-wrap items-center gap-4">
        <Button type="submit" look="primary" disabled={busy}>
          Save limits
        </Button>
        {state.message && <Notice tone={state.ok ? "good" : "danger"}>{state.message}</Notice>}
      </div>
    </form>
  );
}
