"use client";

import { useState } from "react";
import { MergeClasses } from "./merge-classes.tsx";
import { duplicate } from "../actions-end.ts";
import { Button } from "../../../../_ui/button.tsx";
import { Card } from "../../../../_ui/card.tsx";
import { Field, TextArea } from "../../../../_ui/field.tsx";
import { Notice } from "../../../../_ui/notice.tsx";
import { useForm } from "../../../../_ui/use-form.ts";

/** A copy of the project: under the same classes, or with some merged and others added. */
export function DuplicateCard({
  project,
}: {
  project: { id: number; name: string; slug: string; classes: string[] };
}) {
  const { state, busy, form } = useForm(duplicate);
  const { classes } = project;
  const [into, setInto] = useState(() => classes.map((_, k) => k));
  const merged = into.filter((to, k) => to !== k).length;
  return (
    <Card title="Duplicate, merge or add classes">
      <form {...form} className="flex flex-col gap-5">
        <p className="max-w-prose text-sm text-muted">
          The copy has the same settings and pictures, and no machine yet: what a machine says is about the
          classes that it learnt. So classes are merged and added in a copy, whose answers are read under the
          new classes; this project stays as it is, and is the way back.
        </p>
        <input type="hidden" name="project" value={project.id} />
        <div className="grid max-w-3xl items-start gap-4 sm:grid-cols-2">
          <Field
            label="Name of the copy"
            name="name"
            required
            maxLength={100}
            defaultValue={`${project.name} (copy)`.slice(0, 100)}
            problem={state.fields?.name}
          />
          <Field
            label="Short name"
            name="slug"
            required
            defaultValue={`${project.slug}-copy`}
            hint="Part of its address."
            problem={state.fields?.slug}
          />
        </div>
        <label className="flex min-h-9 items-center gap-3 text-sm">
          <input type="checkbox" name="answers" value="yes" defaultChecked className="size-4 accent-accent" />
          With people’s answers and imported labels, as they stand now
        </label>
        <details className="rounded-control border border-line px-4 py-3 text-sm">
          <summary className="cursor-pointer font-medium">
            {merged === 0 ? "The same classes" : `${merged} of ${classes.length} classes become others`}
          </summary>
          <input type="hidden" name="into" value={into.join(",")} />
          <div className="mt-4">
            <MergeClasses classes={classes} into={into} onChange={setInto} />
          </div>
          <div className="mt-4 max-w-md">
            <TextArea
              label="New classes"
              name="added"
              rows={3}
              hint="One a line."
              problem={state.fields?.added}
            />
          </div>
        </details>
        <div className="flex flex-wrap items-center gap-4">
          <Button type="submit" disabled={busy}>
            Make the copy
          </Button>
          {state.message && <Notice tone={state.ok ? "good" : "danger"}>{state.message}</Notice>}
        </div>
      </form>
    </Card>
  );
}
