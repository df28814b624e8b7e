"use client";

import { type FormEvent, useState } from "react";
import { dropExample, pickExample, uploadExample } from "./actions.ts";
import { Button } from "../../../../_ui/button.tsx";
import { Field, Select } from "../../../../_ui/field.tsx";
import { Notice } from "../../../../_ui/notice.tsx";
import { useForm } from "../../../../_ui/use-form.ts";
import { reducedPicture } from "./reduced-picture.ts";
import type { ListedExample } from "#db/dataset/class-examples.ts";

type Props = { project: { id: number; slug: string; classes: readonly string[] } };

/** Pictures that show annotators what each class looks like, and two ways to add one. */
export function Examples({ project, examples }: Props & { examples: readonly ListedExample[] }) {
  return (
    <div className="flex flex-col gap-6">
      <p className="text-sm text-muted">
        Annotators see them with the instructions, before their first picture. A picture that people are or
        were asked about is never shown as an example: it would tell them the answer.
      </p>
      {examples.length > 0 && (
        <ul className="flex flex-wrap gap-4">
          {examples.map((example) => (
            <ExampleCard key={example.id} project={project} example={example} />
          ))}
        </ul>
      )}
      <div className="grid gap-6 md:grid-cols-2">
        <Upload project={project} />
        <Pick project={project} />
      </div>
    </div>
  );
}

function ExampleCard({ project, example }: Props & { example: ListedExample }) {
  const { form, busy, state } = useForm(dropExample);
  const name = project.classes[example.label] ?? "?";
  return (
    <li className="flex w-32 flex-col gap-1.5 text-sm">
      {/* Its address is for whoever is signed in: an optimiser could not fetch it. */}
      {/* eslint-disable-next-line @next/next/no-img-element -- bytes come from our own packs */}
      <img
        src={`/api/examples/${example.id}?project=${encodeURIComponent(project.slug)}`}
        alt={example.caption || `Example of ${name}`}
        width={128}
        height={128}
        className="size-32 rounded-md bg-sunken object-contain"
      />
      <span className="font-medium [overflow-wrap:anywhere]">{name}</span>
      {example.caption && <span className="text-muted">{example.caption}</span>}
      {!example.shown && <span className="text-warning">Not shown: it is in the queue, or was.</span>}
      <form {...form}>
        <input type="hidden" name="project" value={project.id} />
        <input type="hidden" name="example" value={example.id} />
        <Button
          type="submit"
          look="quiet"
          disabled={busy}
          className="-ml-4"
          aria-label={`Remove example of ${name}`}
        >
          Remove
        </Button>
      </form>
      {state.message && !state.ok && <span className="text-danger">{state.message}</span>}
    </li>
  );
}

function Upload({ project }: Props) {
  const { form, state, busy } = useForm(uploadExample, { fresh: true });
  const [picture, setPicture] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const send = (event: FormEvent<HTMLFormElement>) => {
    form.onSubmit(event);
    setPicture(null);
  };
  return (
    <form onSubmit={send} className="flex flex-col gap-4">
      <h3>Upload one</h3>
      <OfClass project={project} fields={state.fields} />
      <Field
        label="Picture"
        type="file"
        accept="image/png,image/jpeg,image/webp"
        required
        className="py-1.5"
        problem={problem ?? state.fields?.picture}
        hint="JPEG, PNG or WebP; a large one is reduced before it is sent."
        onChange={(event) => {
          const file = event.target.files?.[0];
          setPicture(null);
          setProblem(null);
          if (!file) return;
          void reducedPicture(file).then(setPicture, () =>
            setProblem("This file is no picture that can be read."),
          );
        }}
      />
      <input type="hidden" name="picture" value={picture ?? ""} />
      <div className="flex flex-wrap items-center gap-4">
        <Button type="submit" disabled={busy || picture === null}>
          Add
        </Button>
        {state.message && <Notice tone={state.ok ? "good" : "danger"}>{state.message}</Notice>}
      </div>
    </form>
  );
}

function Pick({ project }: Props) {
  const { form, state, busy } = useForm(pickExample, { fresh: true });
  return (
    <form {...form} className="flex flex-col gap-4">
      <h3>Choose one of the project’s</h3>
      <OfClass project={project} fields={state.fields} />
      <Field
        label="Name of the picture"
        name="name"
        required
        problem={state.fields?.name}
        hint="As it was imported. Annotators never see the name."
      />
      <div className="flex flex-wrap items-center gap-4">
        <Button type="submit" disabled={busy}>
          Add
        </Button>
        {state.message && <Notice tone={state.ok ? "good" : "danger"}>{state.message}</Notice>}
      </div>
    </form>
  );
}

function OfClass({ project, fields }: Props & { fields: Record<string, string> | undefined }) {
  return (
    <>
      <input type="hidden" name="project" value={project.id} />
      <Select label="Class" name="label" problem={fields?.label}>
        {project.classes.map((name, label) => (
          <option key={name} value={label}>
            {name}
          </option>
        ))}
      </Select>
      <Field label="Caption" name="caption" maxLength={200} problem={fields?.caption} hint="May be empty." />
    </>
  );
}
