"use client";

import { useState } from "react";
import { makeToken } from "./token-actions.ts";
import { Button } from "../_ui/button.tsx";
import { Choices } from "../_ui/choices.tsx";
import { Field, Select } from "../_ui/field.tsx";
import { Notice } from "../_ui/notice.tsx";
import { TextToCopy } from "../_ui/text-to-copy.tsx";
import { useForm } from "../_ui/use-form.ts";
import { type TokenAction, tokenActions } from "#lib/domain.ts";

const allows: Record<TokenAction, string> = {
  read: "see projects, items, results; make and take exports",
  label: "bring labels in",
  write: "bring data in, train machines, change items",
  admin: "settings, members, people",
};

type Own = { projects: { id: number; name: string }[]; hasPassword: boolean };

/** A button, and the form behind it. @param projects that the person may enter */
export function NewToken(own: Own) {
  const [open, setOpen] = useState(false);
  return open ? (
    <TokenForm {...own} onLeave={() => setOpen(false)} />
  ) : (
    <Button className="mt-4" onClick={() => setOpen(true)}>
      New token
    </Button>
  );
}

/** Makes a token, which is shown once. */
function TokenForm({ projects, hasPassword, onLeave }: Own & { onLeave: () => void }) {
  const { state, busy, form } = useForm(makeToken);
  const [where, choose] = useState("all");
  if (state.ok && state.token)
    return (
      <div className="mt-4">
        <TextToCopy
          message={state.message ?? ""}
          advice="Copy it now and keep it as you would a password: it is shown only once."
          text={state.token}
          what="token"
          onDone={onLeave}
        />
      </div>
    );
  return (
    <form {...form} aria-label="New token" className="mt-4 flex flex-col gap-4">
      <div className="grid items-start gap-4 sm:grid-cols-[1fr_8rem]">
        <Field
          label="Name"
          name="name"
          required
          maxLength={60}
          autoComplete="off"
          placeholder="nightly export"
          problem={state.fields?.name}
        />
        <Field
          label="Days"
          name="days"
          type="number"
          min={1}
          max={366}
          required
          defaultValue={90}
          problem={state.fields?.days}
        />
      </div>
      <Choices
        legend="It may"
        problem={state.fields?.actions}
        choices={tokenActions.map((action) => ({
          name: `action.${action}`,
          label: action,
          text: allows[action],
          chosen: action === "read",
        }))}
      />
      <Select label="Projects" name="where" value={where} onChange={(event) => choose(event.target.value)}>
        <option value="all">all that I may enter, later ones too</option>
        <option value="chosen">only some</option>
      </Select>
      {where === "chosen" && (
        <Choices
          legend="Which"
          problem={state.fields?.projectIds}
          choices={projects.map(({ id, name }) => ({ name: `project.${id}`, label: name }))}
        />
      )}
      {hasPassword && (
        <Field
          label="Current password"
          name="current"
          type="password"
          autoComplete="current-password"
          required
          problem={state.fields?.current}
        />
      )}
      <p className="flex flex-wrap gap-2">
        <Button type="submit" disabled={busy}>
          Make a token
        </Button>
        <Button look="quiet" onClick={onLeave}>
          Cancel
        </Button>
      </p>
      {!state.ok && state.message && !state.fields && <Notice tone="danger">{state.message}</Notice>}
    </form>
  );
}
