"use client";

import { useState } from "react";
import { makeToken } from "./token-actions.ts";
import { Button } from "../_ui/button.tsx";
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

/** Makes a token, which is shown once. @param projects that the person may enter */
export function TokenForm({
  projects,
  hasPassword,
}: {
  projects: { id: number; name: string }[];
  hasPassword: boolean;
}) {
  const { state, busy, form } = useForm(makeToken);
  const [where, choose] = useState("all");
  const [done, setDone] = useState<typeof state | null>(null);
  const leave = () => setDone(state);
  return (
    <form {...form} onInput={leave} className="mt-4 flex flex-col gap-4">
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
          label="For days"
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
      <Select label="Where" name="where" value={where} onChange={(event) => choose(event.target.value)}>
        <option value="all">in all projects that I may enter, later ones too</option>
        <option value="chosen">only in some</option>
      </Select>
      {where === "chosen" && (
        <Choices
          legend="Projects"
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
      <Button type="submit" className="self-start" disabled={busy}>
        Make a token
      </Button>
      {state.ok && state.token && state !== done && !busy && (
        <TextToCopy
          key={state.token}
          message={state.message ?? ""}
          advice="Copy it now and keep it as you would a password: it is shown only once."
          text={state.token}
          what="token"
          onDone={leave}
        />
      )}
      {!state.ok && state.message && !state.fields && <Notice tone="danger">{state.message}</Notice>}
    </form>
  );
}

type Choice = { name: string; label: string; text?: string; chosen?: boolean };

function Choices({
  legend,
  choices,
  problem,
}: {
  legend: string;
  choices: Choice[];
  problem: string | undefined;
}) {
  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="mb-1.5 text-sm font-medium">{legend}</legend>
      <div className="flex max-h-64 flex-col gap-1 overflow-y-auto">
        {choices.map(({ name, label, text, chosen }) => (
          <label key={name} className="flex min-h-8 items-baseline gap-2 text-sm">
            <input
              type="checkbox"
              name={name}
              value="yes"
              defaultChecked={chosen}
              className="size-4 translate-y-0.5 accent-accent"
            />
            <span>
              {label}
              {text && <span className="text-muted"> – {text}</span>}
            </span>
          </label>
        ))}
      </div>
      {problem && (
        <p role="alert" className="text-sm text-danger">
          {problem}
        </p>
      )}
    </fieldset>
  );
}
