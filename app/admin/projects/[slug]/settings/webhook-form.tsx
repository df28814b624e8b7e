"use client";

import { useState } from "react";
import { makeWebhook } from "./webhook-actions.ts";
import { Button } from "../../../../_ui/button.tsx";
import { Choices } from "../../../../_ui/choices.tsx";
import { Field } from "../../../../_ui/field.tsx";
import { Notice } from "../../../../_ui/notice.tsx";
import { TextToCopy } from "../../../../_ui/text-to-copy.tsx";
import { useForm } from "../../../../_ui/use-form.ts";
import { type WebhookType, webhookTypes } from "#lib/domain.ts";

const means: Record<WebhookType, string> = {
  "label.created": "people’s answers, some at a time",
  "run.finished": "a machine is trained, or was brought in",
  "export.ready": "an export’s files can be fetched",
  "aim.reached": "labelling has closed by itself",
};

/** A button, and the form behind it. */
export function NewWebhook({ project }: { project: number }) {
  const [open, setOpen] = useState(false);
  return open ? (
    <WebhookForm project={project} onLeave={() => setOpen(false)} />
  ) : (
    <Button className="mt-4" onClick={() => setOpen(true)}>
      New webhook
    </Button>
  );
}

function WebhookForm({ project, onLeave }: { project: number; onLeave: () => void }) {
  const { state, busy, form } = useForm(makeWebhook);
  if (state.ok && state.token)
    return (
      <div className="mt-4">
        <TextToCopy
          message={state.message ?? ""}
          advice="Give this secret to the receiver, which checks with it that a message is ours. It is shown only once."
          text={state.token}
          what="secret"
          onDone={onLeave}
        />
      </div>
    );
  return (
    <form {...form} aria-label="New webhook" className="mt-4 flex flex-col gap-4">
      <input type="hidden" name="project" value={project} />
      <Field
        label="Address"
        name="url"
        type="url"
        required
        maxLength={2000}
        autoComplete="off"
        placeholder="https://example.org/tandem"
        problem={state.fields?.url}
      />
      <Choices
        legend="It is told of"
        problem={state.fields?.types}
        choices={webhookTypes.map((type) => ({
          name: `type.${type}`,
          label: type,
          text: means[type],
          chosen: true,
        }))}
      />
      <p className="flex flex-wrap gap-2">
        <Button type="submit" disabled={busy}>
          Add it
        </Button>
        <Button look="quiet" onClick={onLeave}>
          Cancel
        </Button>
      </p>
      {!state.ok && state.message && !state.fields && <Notice tone="danger">{state.message}</Notice>}
    </form>
  );
}
