"use client";

import { ClassNames, mostFields } from "./class-names.tsx";
import { saveClasses } from "../actions-end.ts";
import { Button } from "../../../../_ui/button.tsx";
import { Card } from "../../../../_ui/card.tsx";
import { Field, TextArea } from "../../../../_ui/field.tsx";
import { Notice } from "../../../../_ui/notice.tsx";
import { useForm } from "../../../../_ui/use-form.ts";
import { counted } from "#lib/numbers.ts";

/** What the classes are called. */
export function ClassesCard({ project: { id, classes } }: { project: { id: number; classes: string[] } }) {
  const { state, busy, form } = useForm(saveClasses);
  return (
    <Card title="Classes">
      <form {...form} className="flex flex-col gap-5">
        <input type="hidden" name="project" value={id} />
        <p className="max-w-prose text-sm text-muted">
          Another name changes nothing else: answers, predictions and machines keep what they say. Tables that
          are imported from now on have to use it.
        </p>
        {classes.length <= mostFields ? (
          <div className="grid items-start gap-4 sm:grid-cols-2 lg:grid-cols-3">
            {classes.map((name, k) => (
              <Field
                key={k}
                label={`Class ${k + 1}`}
                name={`class.${k}`}
                required
                maxLength={200}
                defaultValue={name}
              />
            ))}
          </div>
        ) : (
          <ClassNames key={classes.join("\n")} classes={classes} />
        )}
        <div className="flex flex-wrap items-center gap-4">
          <Button type="submit" disabled={busy}>
            Save the names
          </Button>
          {state.message && <Notice tone={state.ok ? "good" : "danger"}>{state.message}</Notice>}
        </div>
      </form>
      {classes.length > mostFields && <AllNames id={id} classes={classes} />}
    </Card>
  );
}

/** A list of all names, for whoever has them in a file. */
function AllNames({ id, classes }: { id: number; classes: readonly string[] }) {
  const { state, busy, form } = useForm(saveClasses);
  return (
    <details className="mt-5 rounded-control border border-line px-4 py-3 text-sm">
      <summary className="cursor-pointer font-medium">All names as one list</summary>
      <form {...form} className="mt-4 flex flex-col gap-4">
        <input type="hidden" name="project" value={id} />
        <TextArea
          label={`Names of the ${counted(classes.length)} classes`}
          name="all"
          rows={14}
          key={classes.join("\n")}
          defaultValue={classes.join("\n")}
          hint="One a line, in this order."
        />
        <div className="flex flex-wrap items-center gap-4">
          <Button type="submit" disabled={busy}>
            Save the list
          </Button>
          {state.message && <Notice tone={state.ok ? "good" : "danger"}>{state.message}</Notice>}
        </div>
      </form>
    </details>
  );
}
