"use client";

import { useActionState, useState } from "react";
import { train } from "./actions.ts";
import { Button } from "../../../../_ui/button.tsx";
import { Field, Select } from "../../../../_ui/field.tsx";
import { untouched } from "../../../../_ui/form-state.ts";
import { Notice } from "../../../../_ui/notice.tsx";

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
  const [state, submit, busy] = useActionState(train, untouched);
  const [values, setValues] = useState({
    labels: sources[0]?.id ?? "",
    method: methods[0]?.id ?? "",
    backbone: backbones[0]?.id ?? "",
    epochs: "12",
    folds: split ? "1" : "5",
    seed: "1",
  });
  const bind = (name: keyof typeof values) => ({
    name,
    value: values[name],
    problem: state.fields?.[name],
    onChange: (event: React.ChangeEvent<HTMLInputElement | HTMLSelectElement>) =>
      setValues((before) => ({ ...before, [name]: event.target.value })),
  });
  return (
    <form action={submit} className="flex flex-col gap-5">
      <input type="hidden" name="project" value={projectId} />
      <div className="grid items-start gap-4 sm:grid-cols-2 lg:grid-cols-3">
        <Select label="Labels of" {...bind("labels")}>
          {sources.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
        <Select label="Method" {...bind("method")}>
          {methods.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
        <Select label="Backbone" {...bind("backbone")}>
          {backbones.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
        <Select
          label="Learn from"
          hint={values.folds === "1" ? undefined : "Takes as many trainings as there are parts."}
          {...bind("folds")}
        >
          {split && <option value="1">the training split</option>}
          {["2", "5", "10"].map((parts) => (
            <option key={parts} value={parts}>
              all labels, cross-fitted in {parts} parts
            </option>
          ))}
        </Select>
        <Field label="Epochs" type="number" min={1} max={1000} required {...bind("epochs")} />
        <Field label="Seed" type="number" min={0} required {...bind("seed")} />
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
