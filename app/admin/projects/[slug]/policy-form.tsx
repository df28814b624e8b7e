"use client";

import { useState } from "react";
import { refitPolicy, savePolicy } from "./actions.ts";
import { ActionButton } from "../../../_ui/action-button.tsx";
import { Badge } from "../../../_ui/badge.tsx";
import { Button } from "../../../_ui/button.tsx";
import { FitLine } from "../../../_ui/fit-line.tsx";
import { Notice } from "../../../_ui/notice.tsx";
import { useForm } from "../../../_ui/use-form.ts";
import type { FitSummary } from "#db/teaming/fits.ts";
import type { Policy } from "#lib/teaming/policies/policy.ts";

type Choice = Pick<Policy, "id" | "name" | "assumption" | "asks">;

/** Which rule makes the team's answer of the machine's and people's, and what it was learnt from. */
export function PolicyForm({
  projectId,
  inForce,
  policies,
  fitting,
  problem,
  fit,
}: {
  projectId: number;
  inForce: string;
  policies: readonly Choice[];
  /** is a job fitting one just now, or waiting to? */
  fitting: boolean;
  /** why the newest fit came to nothing */
  problem: string | null;
  fit: FitSummary | null;
}) {
  const [chosen, choose] = useState(inForce);
  const { state, busy, form } = useForm(savePolicy);
  return (
    <div className="flex flex-col gap-5">
      <form {...form} className="flex flex-col gap-4">
        <input type="hidden" name="project" value={projectId} />
        <fieldset className="grid gap-3 md:grid-cols-2">
          <legend className="mb-3 max-w-prose text-sm text-muted">
            A policy combines the machine’s probabilities and people’s answers into the team’s answer.
            Policies marked “in turn” ask one person after another until the team is sure or the project’s
            limit is reached; the others ask several people at once.
          </legend>
          {policies.map(({ id, name, assumption, asks }) => (
            <label
              key={id}
              className={`flex cursor-pointer gap-3 rounded-control border p-4 text-sm ${chosen === id ? "border-accent bg-accent-soft" : "border-line hover:border-line-strong"}`}
            >
              <input
                type="radio"
                name="policy"
                value={id}
                checked={chosen === id}
                onChange={() => choose(id)}
                className="mt-0.5 size-4 shrink-0 accent-accent"
              />
              <span className="flex flex-col gap-1">
                <span className="flex flex-wrap items-center gap-2 font-medium">
                  {name}
                  {id === inForce && <Badge tone="accent">in force</Badge>}
                  {asks === "in turn" && <Badge>in turn</Badge>}
                </span>
                <span className="text-muted">{assumption}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <div className="flex flex-wrap items-center gap-4">
          <Button type="submit" look="primary" disabled={busy || chosen === inForce}>
            Use this policy
          </Button>
          {state.message && <Notice tone={state.ok ? "good" : "danger"}>{state.message}</Notice>}
          {problem && !state.message && <Notice tone="danger">The last fit failed: {problem}</Notice>}
          {fitting && !state.message && (
            <Notice>A policy is being fitted. It takes over when it is done.</Notice>
          )}
        </div>
      </form>
      {fit && (
        <div className="flex flex-col gap-3 border-t border-line pt-5">
          <FitLine fit={fit} />
          <div className="flex flex-wrap items-center gap-x-4 gap-y-2 text-sm text-muted">
            <ActionButton action={refitPolicy} fields={{ project: projectId }}>
              Fit again
            </ActionButton>
            <span>It is fitted again by itself once answers have grown by half, and by 50 at least.</span>
          </div>
        </div>
      )}
    </div>
  );
}
