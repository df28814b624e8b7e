"use client";

import { useId } from "react";
import { saveLimits } from "./work-actions.ts";
import { Button } from "../../../../_ui/button.tsx";
import { Field } from "../../../../_ui/field.tsx";
import { Notice } from "../../../../_ui/notice.tsx";
import { useForm } from "../../../../_ui/use-form.ts";
import type { Project } from "#db/schema.ts";

type Limited = Pick<Project, "id" | "personLimit" | "personDayLimit" | "dayZone" | "gridAllowed">;

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
      <label className="flex max-w-prose items-start gap-3 text-sm">
        <input
          type="checkbox"
          name="grid"
          value="yes"
          defaultChecked={project.gridAllowed}
          className="mt-1 shrink-0"
        />
        <span>
          <span className="font-medium">People may sort many pictures at once, in a grid</span>
          <span className="mt-0.5 block text-pretty text-muted">
            Quicker where classes are easy to tell apart. Such answers have the time of their batch, and none
            of their own: switch it off where response times are what you are after.
          </span>
        </span>
      </label>
      <div className="flex flex-wrap items-center gap-4">
        <Button type="submit" look="primary" disabled={busy}>
          Save limits
        </Button>
        {state.message && <Notice tone={state.ok ? "good" : "danger"}>{state.message}</Notice>}
      </div>
    </form>
  );
}
