"use client";

import { type ReactNode, useState } from "react";
import { saveAim } from "./actions.ts";
import { Button } from "../../../_ui/button.tsx";
import { Field } from "../../../_ui/field.tsx";
import { Info } from "../../../_ui/info.tsx";
import { Notice } from "../../../_ui/notice.tsx";
import { useForm } from "../../../_ui/use-form.ts";
import { numbered } from "#lib/numbers.ts";
import { type Aim, leastEvidence } from "#lib/teaming/aim.ts";

type Kind = Aim["kind"] | "none";

const reached = [
  "Reached means: at two looks in a row, with more answers in between, the lower end of the 95 % interval of the team’s accuracy is at or above the aim.",
  `It is measured on items with a gold label where there are ${leastEvidence} or more. Otherwise it is what the team believes of its answers, corrected by the audit: by how much answers to audited items change its mind. That takes ${leastEvidence} audited answers and a policy that is fitted.`,
];

/** The aim as an admin states it. */
export function AimForm({
  projectId,
  aim,
  answers,
  counted,
  measured,
}: {
  projectId: number;
  aim: Aim | null;
  answers: number;
  /** which pictures it is about, in a sentence */
  counted: string;
  /** what an accuracy is known from just now, or what it would take */
  measured: ReactNode;
}) {
  const saved: Kind = aim?.kind ?? "none";
  const [kind, choose] = useState<Kind>(saved);
  const { state, busy, form } = useForm(saveAim);
  // What somebody else has set is shown; after one's own saving what was typed meanwhile stays.
  const text = JSON.stringify(aim);
  const [shown, show] = useState({ text, state, version: 0 });
  if (shown.text !== text) {
    const own = state.ok && state !== shown.state;
    show({ text, state, version: shown.version + Number(!own) });
    if (!own) choose(saved);
  }
  return (
    <form {...form} className="flex flex-col gap-5">
      <input type="hidden" name="project" value={projectId} />
      <fieldset className="flex flex-col gap-3 text-sm">
        <legend className="mb-4 max-w-prose text-sm text-muted">
          Labelling closes by itself when its aim is reached. {counted}{" "}
          {answers === 0 ? "Nobody has answered yet." : `People have given ${numbered(answers, "answer")}.`}
        </legend>
        <Choice value="none" chosen={kind} choose={choose}>
          When everything is answered
        </Choice>
        <Choice
          value="accuracy"
          chosen={kind}
          choose={choose}
          more={<Info about="when an accuracy is reached" text={reached} />}
        >
          When the team is accurate enough
        </Choice>
        {kind === "accuracy" && (
          <div className="flex flex-col gap-3 pl-7">
            <div className="max-w-56">
              <Field
                key={shown.version}
                label="Team accuracy, %"
                name="percent"
                type="number"
                min={0}
                max={100}
                step="any"
                required
                defaultValue={aim?.kind === "accuracy" ? +(100 * aim.accuracy).toFixed(3) : 97}
                problem={state.fields?.percent}
              />
            </div>
            <div className="max-w-prose text-muted" data-testid="measured">
              {measured}
            </div>
          </div>
        )}
        <Choice value="questions" chosen={kind} choose={choose}>
          After a number of questions
        </Choice>
        {kind === "questions" && (
          <div className="flex flex-col gap-3 pl-7">
            <div className="max-w-56">
              <Field
                key={shown.version}
                label="Questions in all"
                name="questions"
                type="number"
                min={1}
                step={1}
                required
                defaultValue={aim?.kind === "questions" ? aim.questions : Math.max(100, 2 * answers)}
                problem={state.fields?.questions}
              />
            </div>
            <p className="max-w-prose text-muted">
              A question is one answer of one person. Those given so far count, those taken back do not.
            </p>
          </div>
        )}
      </fieldset>
      <div className="flex flex-wrap items-center gap-4">
        <Button type="submit" look="primary" disabled={busy || (kind === "none" && saved === "none")}>
          Save
        </Button>
        {state.message && <Notice tone={state.ok ? "good" : "danger"}>{state.message}</Notice>}
      </div>
    </form>
  );
}

const Choice = ({
  value,
  chosen,
  choose,
  more,
  children,
}: {
  value: Kind;
  chosen: Kind;
  choose: (kind: Kind) => void;
  more?: ReactNode;
  children: ReactNode;
}) => (
  <span className="flex items-center gap-2">
    <label className="flex cursor-pointer items-center gap-3">
      <input
        type="radio"
        name="kind"
        value={value}
        checked={chosen === value}
        onChange={() => choose(value)}
        className="size-4 shrink-0 accent-accent"
      />
      {children}
    </label>
    {more}
  </span>
);
