"use client";

import { useState } from "react";
import { savePractice } from "./work-actions.ts";
import { Button } from "../../../../_ui/button.tsx";
import { Field, Select } from "../../../../_ui/field.tsx";
import { Notice } from "../../../../_ui/notice.tsx";
import { useForm } from "../../../../_ui/use-form.ts";
import { counted, numbered } from "#lib/numbers.ts";
import { practiceSizes } from "#lib/practice.ts";

type Practised = {
  id: number;
  practiceSince: number | null;
  practiceItems: number;
  practicePass: number;
  practiceTries: number | null;
  practiceAll: boolean;
};

/** @param gold different pictures that can be practised with; `more`: there are more than were counted */
export function PracticeForm({ project, gold }: { project: Practised; gold: { n: number; more: boolean } }) {
  const { state, busy, form } = useForm(savePractice);
  const [on, setOn] = useState(project.practiceSince !== null);
  const { fewest, most } = practiceSizes;
  return (
    <form {...form} className="flex flex-col gap-6">
      <input type="hidden" name="project" value={project.id} />
      <input type="hidden" name="on" value={on ? "yes" : "no"} />
      <p className="max-w-prose text-sm text-pretty text-muted">
        Before their first picture people practise with pictures that have gold, and see after each answer
        whether it was right. Who passes begins to label. None of it counts as an answer: no belief, study,
        check or export knows of it, and nobody is asked about a picture that they have practised with.
      </p>
      <p className="text-sm tabular-nums" data-testid="practicable">
        {goldWords(gold)}
      </p>
      <label className="flex min-h-6 items-center gap-2 text-sm font-medium">
        <input
          type="checkbox"
          checked={on}
          onChange={(event) => setOn(event.target.checked)}
          className="size-4 accent-accent"
        />
        People practise before they label
      </label>
      {/* Switched off and on again, it is as it was. */}
      <fieldset disabled={!on} className={on ? "grid min-w-0 gap-5 sm:grid-cols-2" : "hidden"}>
        <Field
          label="Pictures of a round"
          name="pictures"
          type="number"
          min={fewest}
          max={most}
          required
          defaultValue={project.practiceItems}
          problem={state.fields?.pictures}
          hint={`${fewest} to ${most}.`}
        />
        <Field
          label="To be right, %"
          name="percent"
          type="number"
          min={0}
          max={100}
          step="any"
          required
          defaultValue={+(100 * project.practicePass).toFixed(3)}
          problem={state.fields?.percent}
          hint="“Can’t tell” is not right here."
        />
        <Field
          label="Tries"
          name="tries"
          type="number"
          min={1}
          max={100}
          defaultValue={project.practiceTries ?? ""}
          problem={state.fields?.tries}
          hint="Empty: no limit. Under People you can give somebody another, or let them in."
        />
        <Select
          label="Who practises"
          name="who"
          defaultValue={project.practiceAll ? "all" : "new"}
          hint="New: they have not answered here yet. Who has passed, or was let in, stays in."
        >
          <option value="new">people who are new here</option>
          <option value="all">everybody</option>
        </Select>
      </fieldset>
      <div className="flex flex-wrap items-center gap-4">
        <Button type="submit" look="primary" disabled={busy}>
          Save practice
        </Button>
        {state.message && <Notice tone={state.ok ? "good" : "danger"}>{state.message}</Notice>}
      </div>
    </form>
  );
}

function goldWords({ n, more }: { n: number; more: boolean }): string {
  const { fewest } = practiceSizes;
  if (n === 0)
    return "No picture here has gold that came with the data, so there is nothing to practise with.";
  if (more) return `More than ${counted(n)} different pictures have gold that came with the data.`;
  const there = `${numbered(n, "picture has", "different pictures have")} gold that came with the data`;
  return n < fewest ? `${there}; practice needs at least ${fewest}.` : `${there}.`;
}
