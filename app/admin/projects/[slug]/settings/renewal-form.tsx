"use client";

import { useState } from "react";
import { saveRenewal } from "../actions.ts";
import { Button } from "../../../../_ui/button.tsx";
import { Field, Select } from "../../../../_ui/field.tsx";
import { Notice } from "../../../../_ui/notice.tsx";
import { useForm } from "../../../../_ui/use-form.ts";

type Rule = { renewAfter: number | null; renewShare: number | null; renewMargin: number | null };

/** When the machine learns again from people, and who lets the new one route. */
export function RenewalForm({ project: { id, ...rule } }: { project: Rule & { id: number } }) {
  const { state, busy, form } = useForm(saveRenewal);
  const [when, setWhen] = useState(
    rule.renewAfter !== null ? "answers" : rule.renewShare !== null ? "share" : "off",
  );
  const [who, setWho] = useState(rule.renewMargin === null ? "hand" : "rule");
  return (
    <form {...form} className="flex flex-col gap-6">
      <input type="hidden" name="project" value={id} />
      <p className="max-w-prose text-sm text-muted">
        A new run learns what the team believes of the items that people have answered, with the method,
        network and options of the active run, cross-fitted. It begins once no other run of the project waits
        or trains.
      </p>
      <div className="grid items-start gap-5 sm:grid-cols-2">
        <Select
          label="Train again"
          name="when"
          value={when}
          onChange={({ target: { value } }) => setWhen(value)}
          problem={state.fields?.when}
        >
          <option value="off">only when somebody asks for it</option>
          <option value="answers">after a number of new answers</option>
          <option value="share">once answers have grown by a share</option>
        </Select>
        {when === "answers" && (
          <Field
            label="New answers"
            name="answers"
            type="number"
            min={1}
            required
            defaultValue={rule.renewAfter ?? 500}
            problem={state.fields?.answers}
            hint="Since the last training that learnt from people."
          />
        )}
        {when === "share" && (
          <Field
            label="Growth, %"
            name="sharePercent"
            type="number"
            min={1}
            step="any"
            required
            defaultValue={+(100 * (rule.renewShare ?? 0.2)).toFixed(3)}
            problem={state.fields?.sharePercent}
            hint="Of the answers that the last training knew; at least 50 answers."
          />
        )}
      </div>
      <div className="grid items-start gap-5 sm:grid-cols-2">
        <Select
          label="The new run becomes active"
          name="who"
          value={who}
          onChange={({ target: { value } }) => setWho(value)}
          problem={state.fields?.who}
        >
          <option value="hand">when somebody makes it active</option>
          <option value="rule">by itself, if it is not worse</option>
        </Select>
        {who === "rule" && (
          <Field
            label="Loss allowed, points"
            name="marginPoints"
            type="number"
            min={0}
            max={100}
            step="any"
            required
            defaultValue={+(100 * (rule.renewMargin ?? 0.005)).toFixed(3)}
            problem={state.fields?.marginPoints}
            hint="Its accuracy less the active run’s, on the same items: the 95 % interval has to stay above this loss. Too few items to tell leave it to you."
          />
        )}
      </div>
      <div className="flex flex-wrap items-center gap-4">
        <Button type="submit" look="primary" disabled={busy}>
          Save the rule
        </Button>
        {state.message && <Notice tone={state.ok ? "good" : "danger"}>{state.message}</Notice>}
      </div>
    </form>
  );
}
