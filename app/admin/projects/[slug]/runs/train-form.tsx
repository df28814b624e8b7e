"use client";

import { useState } from "react";
import { train } from "./actions.ts";
import { Button } from "../../../../_ui/button.tsx";
import { Field, Select } from "../../../../_ui/field.tsx";
import { Notice } from "../../../../_ui/notice.tsx";
import { useForm } from "../../../../_ui/use-form.ts";

type Choice = { id: string; name: string };

export function TrainForm({
  projectId,
  sources,
  methods,
  backbones,
  split,
}: {
  projectId: number;
  sources: Choice[];
  methods: Choice[];
  backbones: Choice[];
  /** whether there is a training split; without one only cross-fitting is possible */
  split: boolean;
}) {
  const { state, busy, form } = useForm(train);
  const [folds, setFolds] = useState(split ? "1" : "5");
  const choice = (label: string, name: string, choices: Choice[]) => (
    <Select label={label} name={name} problem={state.fields?.[name]}>
      {choices.map(({ id, name: text }) => (
        <option key={id} value={id}>
          {text}
        </option>
      ))}
    </Select>
  );
  return (
    <form {...form} className="flex flex-col gap-5">
      <input type="hidden" name="project" value={projectId} />
      <div className="grid items-start gap-4 sm:grid-cols-2 lg:grid-cols-3">
        {choice("Labels", "labels", sources)}
        {choice("Method", "method", methods)}
        {choice("Backbone", "backbone", backbones)}
        <Select
          label="Train on"
          name="folds"
          value={folds}
          onChange={(event) => setFolds(event.target.value)}
          hint={folds === "1" ? undefined : `Takes ${folds} trainings; every item is predicted.`}
          problem={state.fields?.folds}
        >
          {split && <option value="1">the training split</option>}
          {["2", "5", "10"].map((parts) => (
            <option key={parts} value={parts}>
              all labels, cross-fitted in {parts} parts
            </option>
          ))}
        </Select>
        <Field
          label="Epochs"
          name="epochs"
          type="number"
          min={1}
          max={1000}
          required
          defaultValue="12"
          problem={state.fields?.epochs}
        />
        <Field
          label="Seed"
          name="seed"
          type="number"
          min={0}
          required
          defaultValue="1"
          problem={state.fields?.seed}
        />
      </div>
      <div className="flex flex-wrap items-center gap-4">
        <Button type="submit" look="primary" disabled={busy}>
          Train
        </Button>
        {state.message && <Notice tone={state.ok ? "good" : "danger"}>{state.message}</Notice>}
      </div>
    </form>
  );
}
