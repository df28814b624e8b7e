"use client";

import { useState } from "react";
import { addEncoder } from "./actions.ts";
import { Button } from "../../_ui/button.tsx";
import { Field, Select } from "../../_ui/field.tsx";
import { Notice } from "../../_ui/notice.tsx";
import { Upload, type Uploaded } from "../../_ui/upload.tsx";
import { useForm } from "../../_ui/use-form.ts";
import { normalisationNames, normalisations } from "#lib/encoders/description.ts";

const words = {
  imagenet: "ImageNet (DINOv2, most networks)",
  clip: "CLIP",
  half: "−1 to 1 (MobileNet of TensorFlow, SigLIP)",
  none: "0 to 1",
} as const satisfies Record<(typeof normalisationNames)[number], string>;

const typed = (numbers: readonly number[]): string => numbers.join(", ");
const usual = normalisations.imagenet;

/** An ONNX file, what it is called, and how pictures are given to it. */
export function AddEncoder() {
  const { state, busy, form } = useForm(addEncoder);
  const [file, setFile] = useState<Uploaded | null>(null);
  const [norm, setNorm] = useState({ mean: typed(usual.mean), std: typed(usual.std) });
  // After a success the next file begins a form of its own; the uploaded one belongs to the job.
  const [done, setDone] = useState<typeof state | null>(null);
  const [round, setRound] = useState(0);
  if (state.ok && state !== done) {
    setDone(state);
    setFile(null);
    setNorm({ mean: typed(usual.mean), std: typed(usual.std) });
    setRound(round + 1);
  }
  const known = normalisationNames.find(
    (name) => typed(normalisations[name].mean) === norm.mean && typed(normalisations[name].std) === norm.std,
  );
  return (
    <form {...form} key={round} className="flex flex-col gap-5">
      <input type="hidden" name="upload" value={file?.upload ?? ""} />
      <Upload
        kind="encoder"
        label="ONNX file"
        accept=".onnx"
        hint="One file of at most 2 GB with all weights in it. It is looked into and tried before it is kept."
        value={file}
        onChange={setFile}
      />
      <div className="grid items-start gap-4 sm:grid-cols-2 lg:grid-cols-3">
        <Field
          label="Name"
          name="name"
          required
          maxLength={60}
          autoComplete="off"
          hint="Machines that learn from it bear it."
          problem={state.fields?.name}
        />
        <Field
          label="Size, pixels (optional)"
          name="size"
          type="number"
          min={16}
          max={1024}
          placeholder="as the file says"
          hint="Side of the square that it sees."
          problem={state.fields?.size}
        />
        <Field
          label="Scaled to, pixels (optional)"
          name="resize"
          type="number"
          min={16}
          max={2048}
          placeholder="as its size"
          hint="The short side, before the square is cut from the middle."
          problem={state.fields?.resize}
        />
        <Select
          label="Normalised as"
          value={known ?? "other"}
          onChange={({ target: { value } }) => {
            const name = normalisationNames.find((each) => each === value);
            if (name)
              setNorm({ mean: typed(normalisations[name].mean), std: typed(normalisations[name].std) });
          }}
        >
          {normalisationNames.map((name) => (
            <option key={name} value={name}>
              {words[name]}
            </option>
          ))}
          {known === undefined && <option value="other">as typed</option>}
        </Select>
        <Field
          label="Mean"
          name="mean"
          required
          value={norm.mean}
          onChange={({ target: { value } }) => setNorm({ ...norm, mean: value })}
          hint="Red, green, blue, of values from 0 to 1."
          problem={state.fields?.mean}
        />
        <Field
          label="Standard deviation"
          name="std"
          required
          value={norm.std}
          onChange={({ target: { value } }) => setNorm({ ...norm, std: value })}
          problem={state.fields?.std}
        />
      </div>
      <details className="text-sm">
        <summary className="min-h-11 cursor-pointer py-2 text-muted hover:text-ink sm:min-h-0">
          Inputs and outputs that are unusual
        </summary>
        <div className="mt-3 grid items-start gap-4 sm:grid-cols-3">
          <Field
            label="Output (optional)"
            name="output"
            maxLength={300}
            placeholder="the first"
            problem={state.fields?.output}
          />
          <Select label="Of one vector a patch take" name="pool" problem={state.fields?.pool}>
            <option value="cls">the first (class token)</option>
            <option value="mean">the mean</option>
          </Select>
          <Select label="Order of the input" name="layout" problem={state.fields?.layout}>
            <option value="">as the file says</option>
            <option value="nchw">channels first (NCHW)</option>
            <option value="nhwc">channels last (NHWC)</option>
          </Select>
        </div>
      </details>
      <div className="flex flex-wrap items-center gap-4">
        <Button type="submit" look="primary" disabled={busy || file === null}>
          Add
        </Button>
        {state.message && <Notice tone={state.ok ? "good" : "danger"}>{state.message}</Notice>}
        {file === null && !state.message && <p className="text-sm text-muted">Choose a file first.</p>}
      </div>
    </form>
  );
}
