"use client";

import { saveClasses } from "../actions-end.ts";
import { Button } from "../../../../_ui/button.tsx";
import { Card } from "../../../../_ui/card.tsx";
import { Field, TextArea } from "../../../../_ui/field.tsx";
import { Notice } from "../../../../_ui/notice.tsx";
import { useForm } from "../../../../_ui/use-form.ts";

/** Classes up to which each has a field of its own. */
const mostFields = 60;

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
          <TextArea
            label={`Names of the ${classes.length} classes`}
            name="all"
            rows={14}
            defaultValue={classes.join("\n")}
            hint="One a line, in this order."
          />
        )}
        <div className="flex flex-wrap items-center gap-4">
          <Button type="submit" disabled={busy}>
            Save the names
          </Button>
          {state.message && <Notice tone={state.ok ? "good" : "danger"}>{state.message}</Notice>}
        </div>
      </form>
    </Card>
  );
}
