"use client";

import { useState } from "react";
import { setAside, takeBack } from "./actions.ts";
import { ActionButton } from "../../../../_ui/action-button.tsx";
import { Badge, type Tone } from "../../../../_ui/badge.tsx";
import { Card } from "../../../../_ui/card.tsx";
import { ConfirmButton } from "../../../../_ui/confirm-button.tsx";
import { Field } from "../../../../_ui/field.tsx";
import { LocalTime } from "../../../../_ui/local-time.tsx";
import { useForm } from "../../../../_ui/use-form.ts";
import type { PersonView } from "#db/views/person.ts";
import type { AsideState } from "#lib/domain.ts";
import { numbered } from "#lib/numbers.ts";

const states: Record<AsideState, { name: string; tone: Tone }> = {
  setting: { name: "being set aside", tone: "warning" },
  set: { name: "set aside", tone: "warning" },
  returning: { name: "being taken back", tone: "accent" },
  back: { name: "taken back", tone: "neutral" },
};

/** What was set aside of a person's answers, and the form that does it. */
export function Asides({
  project,
  view,
  mayDecide,
}: {
  project: number;
  view: PersonView;
  mayDecide: boolean;
}) {
  if (!mayDecide && view.asides.length === 0) return null;
  return (
    <Card title="Set aside">
      <p className="mb-5 max-w-prose text-sm text-pretty text-muted">
        Answers that are set aside count for nothing: queue, beliefs, accuracy, study and the labels a machine
        learns go on as if they had not been given, and their pictures are asked again where answers are
        wanted. Nothing is deleted; exports mark them, and they can be taken back at any time.
      </p>
      {view.asides.length > 0 && (
        <ul className="mb-5 flex flex-col divide-y divide-line/60 border-y border-line/60 text-sm">
          {view.asides.map(({ id, since, why, state, answers, setAt, setBy, backAt }) => (
            <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-2 py-3">
              <div className="min-w-0 flex-1 basis-64">
                <p className="flex flex-wrap items-center gap-2 tabular-nums">
                  <Badge tone={states[state].tone}>{states[state].name}</Badge>
                  {state !== "back" && numbered(answers, "answer")}
                  <span className="text-muted">
                    {since === null ? (
                      "of all times"
                    ) : (
                      <>
                        from <LocalTime at={since} /> on
                      </>
                    )}
                  </span>
                </p>
                <p className="mt-1 text-muted">
                  {why !== "" && <>“{why}” · </>}
                  {setBy ?? "Command line"}, <LocalTime at={setAt} />
                  {state === "back" && backAt !== null && (
                    <>
                      , back <LocalTime at={backAt} />
                    </>
                  )}
                </p>
              </div>
              {mayDecide && state === "set" && (
                <ActionButton action={takeBack} fields={{ project, aside: id }}>
                  Take back
                </ActionButton>
              )}
            </li>
          ))}
        </ul>
      )}
      {mayDecide && view.standing > 0 && <AsideForm project={project} view={view} />}
    </Card>
  );
}

/** A moment on the admin's own clock, as the browser's field has it. */
const instantOf = (local: string): string => {
  const at = new Date(local).getTime();
  return Number.isNaN(at) ? "" : String(at);
};

function AsideForm({ project, view }: { project: number; view: PersonView }) {
  const { state, busy, form } = useForm(setAside);
  const [part, setPart] = useState(false);
  const [local, setLocal] = useState("");
  const since = part ? instantOf(local) : "";
  const incomplete = part && since === "";
  const all = part ? "answers from that moment on" : numbered(view.standing, "answer");
  return (
    <form {...form} className="flex max-w-xl flex-col gap-4">
      <input type="hidden" name="project" value={project} />
      <input type="hidden" name="rater" value={view.raterId} />
      <input type="hidden" name="since" value={since} />
      <fieldset className="flex flex-col gap-2 text-sm">
        <legend className="mb-2 font-medium">Which answers</legend>
        {[false, true].map((value) => (
          <label key={String(value)} className="flex min-h-6 items-center gap-2.5">
            <input
              type="radio"
              name="which"
              checked={part === value}
              onChange={() => setPart(value)}
              className="size-4 accent-(--accent)"
            />
            {value ? "those from a moment on" : `all ${numbered(view.standing, "answer")} that stand`}
          </label>
        ))}
      </fieldset>
      {part && (
        <Field
          label="From"
          type="datetime-local"
          step={1}
          value={local}
          onChange={(event) => setLocal(event.target.value)}
          hint="On your own clock."
        />
      )}
      <Field
        label="Why (kept with it)"
        name="why"
        maxLength={300}
        autoComplete="off"
        problem={state.fields?.why}
      />
      <div className="flex flex-wrap items-center gap-3">
        <ConfirmButton
          disabled={busy || incomplete || view.standing === 0}
          question={{
            title: `Set ${view.name}’s answers aside?`,
            text: `${all[0]?.toUpperCase() ?? ""}${all.slice(1)} will count for nothing until you take them back. The team’s accuracy and the queue change at once.`,
            yes: "Set aside",
          }}
        >
          Set aside
        </ConfirmButton>
        {state.message && (
          <p
            role={state.ok ? "status" : "alert"}
            className={`text-sm ${state.ok ? "text-muted" : "text-danger"}`}
          >
            {state.message}
          </p>
        )}
      </div>
    </form>
  );
}
