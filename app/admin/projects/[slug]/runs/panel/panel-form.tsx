"use client";

import { useState } from "react";
import { trainPanel } from "../actions.ts";
import { ExpectedTime } from "../expected-time.tsx";
import { RunPlace } from "../run-place.tsx";
import { type EncoderChoice, FeaturesSelect, usualEpochs } from "../features-select.tsx";
import { Button } from "../../../../../_ui/button.tsx";
import { Field } from "../../../../../_ui/field.tsx";
import { Notice } from "../../../../../_ui/notice.tsx";
import { useForm } from "../../../../../_ui/use-form.ts";
import type { LauncherId } from "#lib/launching.ts";

type Choice = { id: string; name: string; hint?: string; chosen: boolean };

export function PanelForm({
  project,
  methods,
  sources,
  backbones,
  heads,
  encoders,
  launchers,
}: {
  project: { id: number; slug: string };
  methods: Choice[];
  sources: Choice[];
  backbones: Choice[];
  heads: Choice[];
  encoders: EncoderChoice[];
  /** where it may be done */
  launchers: LauncherId[];
}) {
  const { state, busy, form } = useForm(trainPanel);
  const [features, setFeatures] = useState("");
  const [epochs, setEpochs] = useState(usualEpochs(""));
  const [chosen, choose] = useState({
    methods: initially(methods),
    labels: initially(sources),
    backbones: initially(backbones),
  });
  const pick = (name: keyof typeof chosen, choices: Choice[], legend: string) => (
    <Picker
      legend={legend}
      name={name}
      choices={choices}
      chosen={chosen[name]}
      problem={state.fields?.[name]}
      onChange={(ids) => choose((before) => ({ ...before, [name]: ids }))}
    />
  );
  const trainings = chosen.methods.length * chosen.labels.length * chosen.backbones.length;
  return (
    <form {...form} className="flex flex-col gap-7">
      <input type="hidden" name="project" value={project.id} />
      {pick("methods", methods, "Methods")}
      {pick("labels", sources, "Labels")}
      {encoders.length > 0 && (
        <div className="max-w-md">
          <FeaturesSelect
            encoders={encoders}
            value={features}
            onChange={(value) => {
              if (epochs === usualEpochs(features)) setEpochs(usualEpochs(value));
              setFeatures(value);
              choose((before) => ({ ...before, backbones: initially(value === "" ? backbones : heads) }));
            }}
            problem={state.fields?.features}
          />
        </div>
      )}
      {encoders.length === 0 && <input type="hidden" name="features" value="" />}
      {features === "" ? pick("backbones", backbones, "Backbones") : pick("backbones", heads, "Heads")}
      <div className="grid max-w-md grid-cols-2 items-start gap-4">
        <Field
          label="Epochs"
          name="epochs"
          type="number"
          min={1}
          max={1000}
          required
          value={epochs}
          onChange={(event) => setEpochs(event.target.value)}
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
      <RunPlace offered={launchers} problems={state.fields} />
      <ExpectedTime project={project.slug} wanted={{ ...chosen, features, epochs, folds: "1" }} />
      <div className="flex flex-wrap items-center gap-4">
        <Button type="submit" look="primary" disabled={busy || trainings === 0}>
          {trainings === 1 ? "Train 1 run" : `Train ${trainings} runs`}
        </Button>
        {state.message && <Notice tone={state.ok ? "good" : "danger"}>{state.message}</Notice>}
      </div>
    </form>
  );
}

const initially = (choices: Choice[]): string[] => choices.filter(({ chosen }) => chosen).map(({ id }) => id);

/** Checkboxes of which any number may be chosen; they travel as one field, in the order they are shown. */
function Picker({
  legend,
  name,
  choices,
  chosen,
  problem,
  onChange,
}: {
  legend: string;
  name: string;
  choices: Choice[];
  chosen: string[];
  problem: string | undefined;
  onChange: (ids: string[]) => void;
}) {
  const any = chosen.length > 0;
  const toggle = (id: string) =>
    onChange(
      choices
        .filter((choice) => (choice.id === id) !== chosen.includes(choice.id))
        .map((choice) => choice.id),
    );
  return (
    <fieldset>
      <legend className="mb-3 flex w-full items-baseline gap-3 text-sm font-medium">
        {legend}
        {choices.length > 2 && (
          <button
            type="button"
            className="text-sm font-normal text-muted underline underline-offset-4 hover:text-ink"
            onClick={() => onChange(any ? [] : choices.map(({ id }) => id))}
          >
            {any ? "none" : "all"}
          </button>
        )}
      </legend>
      <input type="hidden" name={name} value={chosen.join(",")} />
      <div className="grid gap-x-4 gap-y-1 sm:grid-cols-2 lg:grid-cols-3">
        {choices.map((choice) => (
          <label
            key={choice.id}
            className="flex min-h-11 items-center gap-3 text-sm sm:min-h-9"
            title={choice.hint}
          >
            <input
              type="checkbox"
              className="size-4 accent-accent"
              checked={chosen.includes(choice.id)}
              onChange={() => toggle(choice.id)}
            />
            {choice.name}
          </label>
        ))}
      </div>
      {problem && <p className="mt-2 text-sm text-danger">{problem}</p>}
    </fieldset>
  );
}
