"use client";

import { saveWeightsRule } from "./actions.ts";
import { Button } from "../../_ui/button.tsx";
import { Field } from "../../_ui/field.tsx";
import { Notice } from "../../_ui/notice.tsx";
import { useForm } from "../../_ui/use-form.ts";

/** @param keep so many runs of a project keep their weights; null: all */
export function RuleForm({ keep }: { keep: number | null }) {
  const { state, busy, form } = useForm(saveWeightsRule);
  return (
    <form {...form} className="flex flex-col gap-4">
      <div className="max-w-xs">
        <Field
          label="Newest runs that keep their weights"
          name="keep"
          type="number"
          min={1}
          max={1000}
          defaultValue={keep ?? ""}
          problem={state.fields?.keep}
          hint="Of each project. Empty: all do."
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
