"use client";

import { useState } from "react";
import { MethodOptions } from "./method-options.tsx";
import { train } from "../actions.ts";
import { ExpectedTime } from "../expected-time.tsx";
import { type EncoderChoice, FeaturesSelect, usualEpochs } from "../features-select.tsx";
import { RunPlace } from "../run-place.tsx";
import { Button, ButtonLink } from "../../../../../_ui/button.tsx";
import { Field, Select } from "../../../../../_ui/field.tsx";
import { Notice } from "../../../../../_ui/notice.tsx";
import { useForm } from "../../../../../_ui/use-form.ts";
import type { LauncherId } from "#lib/launching.ts";
import type { OptionField } from "#lib/option-fields.ts";

type Choice = { id: string; name: string };
/** A label source that has shares of answers, or a method that can learn from them. */
type WithShares = Choice & { shares: boolean };
/** Options that go together, and how many epochs they mean. */
type PresetChoice = Choice & { about: string; epochs: number };
type MethodChoice = WithShares & { source: string; options: OptionField[] };

export function TrainForm({
  project,
  sources,
  methods,
  backbones,
  heads,
  encoders,
  launchers,
  presets,
  split,
}: {
  project: { id: number; slug: string };
  sources: WithShares[];
  methods: MethodChoice[];
  backbones: Choice[];
  heads: Choice[];
  encoders: EncoderChoice[];
  /** where it may be done */
  launchers: LauncherId[];
  presets: PresetChoice[];
  /** whether there is a training split; without one only cross-fitting is possible */
  split: boolean;
}) {
  const { state, busy, form } = useForm(train);
  const [folds, setFolds] = useState(split ? "1" : "5");
  const [source, setSource] = useState(sources[0]?.id ?? "");
  const [method, setMethod] = useState(methods[0]?.id ?? "");
  const [backbone, setBackbone] = useState("");
  const [features, setFeatures] = useState("");
  const [preset, setPreset] = useState(presets[0]?.id ?? "");
  const [epochs, setEpochs] = useState(usualEpochs(""));
  const encoder = encoders.find(({ id }) => String(id) === features);
  const team = source === "team" || source === "team-hard";
  const able = methods.filter(({ shares }) => shares).map(({ name }) => name);
  const ables = `${able.slice(0, -1).join(", ")} and ${able.at(-1) ?? ""}`;
  const posterior = source === "posterior";
  const shares = sources.find(({ id }) => id === source)?.shares
    ? team
      ? `What the team believes of the items that people have answered; imported labels stay for the others. ${ables} learn from how sure it is, other methods from the likeliest class.`
      : posterior
        ? `What the columns together make likely, by what each tends to confuse (Dawid–Skene). ${ables} learn from how sure that is, other methods from the likeliest class.`
        : `${ables} learn from how the answers were spread, other methods from the most frequent one.`
    : team
      ? "The likeliest class of each item that people have answered; imported labels stay for the others."
      : undefined;
  const networks = encoder ? heads : backbones;
  const network = networks.find(({ id }) => id === backbone)?.id ?? networks[0]?.id ?? "";
  const chosen = methods.find(({ id }) => id === method);
  const choice = (
    label: string,
    name: string,
    choices: Choice[],
    value: string,
    onChange: (id: string) => void,
  ) => (
    <Select
      label={label}
      name={name}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      problem={state.fields?.[name]}
    >
      {choices.map(({ id, name: text }) => (
        <option key={id} value={id}>
          {text}
        </option>
      ))}
    </Select>
  );
  return (
    <form {...form} className="flex flex-col gap-5">
      <input type="hidden" name="project" value={project.id} />
      <div className="grid items-start gap-4 sm:grid-cols-2 lg:grid-cols-3">
        <Select
          label="Labels"
          name="labels"
          value={source}
          onChange={({ target: { value } }) => {
            setSource(value);
            // people answer in every split, and a machine that is to route has to predict all items
            if (value.startsWith("team") && folds === "1") setFolds("5");
          }}
          hint={shares}
          problem={state.fields?.labels}
        >
          {sources.map(({ id, name: text }) => (
            <option key={id} value={id}>
              {text}
            </option>
          ))}
        </Select>
        {choice("Method", "method", methods, method, setMethod)}
        <FeaturesSelect
          encoders={encoders}
          value={features}
          onChange={(value) => {
            if (epochs === usualEpochs(features)) setEpochs(usualEpochs(value));
            setFeatures(value);
          }}
          problem={state.fields?.features}
        />
        {choice(encoder ? "Head" : "Backbone", "backbone", networks, network, setBackbone)}
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
        {!encoder && (
          <Select
            label="Preset"
            name="preset"
            value={preset}
            onChange={({ target: { value } }) => {
              setPreset(value);
              setEpochs(String(presets.find(({ id }) => id === value)?.epochs ?? epochs));
            }}
            hint={presets.find(({ id }) => id === preset)?.about}
            problem={state.fields?.preset}
          >
            {presets.map(({ id, name: text }) => (
              <option key={id} value={id}>
                {text}
              </option>
            ))}
          </Select>
        )}
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
      {chosen && <MethodOptions key={chosen.id} method={chosen} problems={state.fields ?? {}} />}
      <RunPlace offered={launchers} problems={state.fields} />
      <ExpectedTime
        project={project.slug}
        wanted={{
          labels: [source],
          methods: [method],
          backbones: [network],
          ...{ features, epochs, folds, preset },
        }}
      />
      <div className="flex flex-wrap items-center gap-4">
        <Button type="submit" look="primary" disabled={busy}>
          Train
        </Button>
        <ButtonLink href={`/admin/projects/${project.slug}/runs`}>See the runs</ButtonLink>
        {state.message && <Notice tone={state.ok ? "good" : "danger"}>{state.message}</Notice>}
      </div>
    </form>
  );
}
