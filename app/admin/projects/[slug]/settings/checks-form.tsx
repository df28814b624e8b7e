"use client";

import { saveChecks } from "./work-actions.ts";
import { Button } from "../../../../_ui/button.tsx";
import { Field } from "../../../../_ui/field.tsx";
import { duration } from "../../../../_ui/format.ts";
import { Notice } from "../../../../_ui/notice.tsx";
import { useForm } from "../../../../_ui/use-form.ts";
import { numbered } from "#lib/numbers.ts";

type Checked = { id: number; checkRate: number; checkBar: number | null };

/** @param spent what checks have cost so far; @param gold whether any item can be one */
export function ChecksForm({
  project,
  spent,
  gold,
}: {
  project: Checked;
  spent: { answers: number; people: number; ms: number };
  gold: boolean;
}) {
  const { state, busy, form } = useForm(saveChecks);
  return (
    <form {...form} className="flex flex-col gap-6">
      <input type="hidden" name="project" value={project.id} />
      <p className="max-w-prose text-sm text-pretty text-muted">
        A share of everybody’s tasks are pictures with gold, asked to know how well people do. They look like
        all others, nobody gets the same one twice, and their answers stay out of beliefs, study and exports:
        they show on the page of a person’s work. A check takes as long as a question.
      </p>
      {!gold && (
        <Notice tone="info">
          No picture here has gold that came with the data, so there is nothing to check with. Gold that was
          set in review is not used: those are the pictures on which people differ.
        </Notice>
      )}
      <div className="grid gap-5 sm:grid-cols-2">
        <Field
          label="Tasks that are checks, %"
          name="percent"
          type="number"
          min={0}
          max={20}
          step="any"
          required
          defaultValue={+(100 * project.checkRate).toFixed(3)}
          problem={state.fields?.percent}
          hint="0: none. At most 20."
        />
        <Field
          label="Accuracy that is expected, %"
          name="bar"
          type="number"
          min={0}
          max={100}
          step="any"
          defaultValue={project.checkBar === null ? "" : +(100 * project.checkBar).toFixed(3)}
          problem={state.fields?.bar}
          hint="Who is below it on checks is marked on the page of their work. Empty: nobody is."
        />
      </div>
      <div className="flex flex-wrap items-center gap-4">
        <Button type="submit" look="primary" disabled={busy}>
          Save checks
        </Button>
        {state.message && <Notice tone={state.ok ? "good" : "danger"}>{state.message}</Notice>}
      </div>
      <p className="border-t border-line pt-5 text-sm text-muted tabular-nums" data-testid="spent">
        {spent.answers === 0
          ? "No check has been answered yet."
          : `So far ${numbered(spent.people, "person", "people")} answered ${numbered(spent.answers, "check")}, ${duration(spent.ms)} of looking in all.`}
      </p>
    </form>
  );
}
