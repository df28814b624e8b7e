"use client";

import { saveSettings } from "../actions.ts";
import { Button } from "../../../../_ui/button.tsx";
import { Field, TextArea } from "../../../../_ui/field.tsx";
import { Notice } from "../../../../_ui/notice.tsx";
import { useForm } from "../../../../_ui/use-form.ts";

type Settings = {
  id: number;
  name: string;
  description: string;
  instructions: string;
  overlap: number;
  auditRate: number;
  leaseSeconds: number;
  firstRunLabels: number;
};

export function SettingsForm({ project }: { project: Settings }) {
  const { state, busy, form } = useForm(saveSettings);
  return (
    <form {...form} className="flex flex-col gap-6">
      <input type="hidden" name="project" value={project.id} />
      <Field label="Name" name="name" required defaultValue={project.name} problem={state.fields?.name} />
      <TextArea
        label="Description"
        rows={2}
        name="description"
        defaultValue={project.description}
        problem={state.fields?.description}
      />
      <TextArea
        label="Instructions for annotators"
        name="instructions"
        defaultValue={project.instructions}
        problem={state.fields?.instructions}
        rows={8}
        hint="Markdown: headings, lists, emphasis, links. Annotators read it before their first picture, again when it changes, and under Help."
      />
      <div className="grid gap-5 sm:grid-cols-3">
        <Field
          label="People per item"
          name="overlap"
          type="number"
          min={1}
          max={100}
          required
          defaultValue={project.overlap}
          problem={state.fields?.overlap}
          hint="How many people are asked about an item, at most; where the policy asks in turn, only until the team is sure."
        />
        <Field
          label="Audit, %"
          name="auditPercent"
          type="number"
          min={0}
          max={100}
          step="any"
          required
          defaultValue={+(100 * project.auditRate).toFixed(3)}
          problem={state.fields?.auditPercent}
          hint="Share of the items the machine keeps that people check all the same, and of the questions about the others that are asked at random: from them the accuracy is known."
        />
        <Field
          label="Hold an item for (seconds)"
          name="leaseSeconds"
          type="number"
          min={30}
          max={86400}
          required
          defaultValue={project.leaseSeconds}
          problem={state.fields?.leaseSeconds}
          hint="An item not answered by then goes to someone else."
        />
        <Field
          label="First training after (labels a class)"
          name="firstRunLabels"
          type="number"
          min={0}
          max={10000}
          required
          defaultValue={project.firstRunLabels}
          problem={state.fields?.firstRunLabels}
          hint="While there is no model, it is trained by itself after so many labels for each class, on average. 0: only when you start it."
        />
      </div>
      <div className="flex flex-wrap items-center gap-4">
        <Button type="submit" look="primary" disabled={busy}>
          Save
        </Button>
        {state.message && <Notice tone={state.ok ? "good" : "danger"}>{state.message}</Notice>}
      </div>
    </form>
  );
}
