"use client";

import { useId, useState } from "react";
import { saveEta } from "./actions.ts";
import { Button } from "../../../_ui/button.tsx";
import { percent, whole } from "../../../_ui/format.ts";
import { Notice } from "../../../_ui/notice.tsx";
import { useForm } from "../../../_ui/use-form.ts";
import { Expected, type Reckoned } from "./expected.tsx";
import type { QueueState } from "#db/labelling/tally.ts";

const bars = 50;

/** What decides which items go to people: the team's belief, the machine's confidence, or nothing. */
export type GoesBy = "belief" | "confidence" | "people alone" | "no people";

const axis: Record<GoesBy, string> = {
  belief: "how sure the team is before anybody answers",
  confidence: "confidence of the machine",
  "people alone": "η decides nothing under this policy",
  "no people": "η decides nothing under this policy",
};

const rule: Record<GoesBy, string> = {
  belief:
    "An item is asked, and asked again of somebody else, while the team is sure of its answer to η or less.",
  confidence: "Items with a confidence of η or less are deferred to people.",
  "people alone": "Under this policy people answer every item, whatever η is.",
  "no people": "Under this policy the machine answers for the team, whatever η is.",
};

/**
 * η with its consequence: how many items it defers, at once.
 * @param counts items with a score ≤ k / (length − 1) before anybody answers, cumulative
 * @param reckoned what each η is expected to cost and to bring; null before it is known
 */
export function EtaSlider({
  projectId,
  saved,
  auditRate,
  counts,
  queue,
  goes,
  reckoned,
}: {
  projectId: number;
  saved: number;
  auditRate: number;
  counts: readonly number[];
  queue: QueueState;
  goes: GoesBy;
  reckoned: Reckoned | null;
}) {
  const id = useId();
  const steps = counts.length - 1;
  const [eta, setEta] = useState(saved);
  const { state, busy, form } = useForm(saveEta);
  const total = counts[steps] ?? 0;
  const deferred = counts[Math.round(eta * steps)] ?? 0;
  const kept = total - deferred;
  const perBar = steps / bars;
  const heights = Array.from(
    { length: bars },
    (_, i) => (counts[(i + 1) * perBar] ?? 0) - (i === 0 ? 0 : (counts[i * perBar] ?? 0)),
  );
  const tallest = Math.max(1, ...heights);

  return (
    <form {...form} className="flex flex-col gap-5">
      <input type="hidden" name="project" value={projectId} />
      <p className="text-lg" aria-live="polite">
        At η = <strong className="tabular-nums">{eta.toFixed(3)}</strong>,{" "}
        <strong className="text-people tabular-nums" data-testid="deferred">
          {whole(deferred)}
        </strong>{" "}
        of {whole(total)} items ({percent(total === 0 ? 0 : deferred / total)}) go to people;{" "}
        <span className="text-machine tabular-nums">{whole(kept)}</span> stay with the machine.
      </p>
      {reckoned && <Expected eta={eta} reckoned={reckoned} choose={setEta} steps={steps} />}
      <div>
        <div className="flex h-32 items-end gap-px" aria-hidden>
          {heights.map((n, i) => {
            const people = (i + 1) / bars <= eta + 1e-9;
            return (
              <div
                key={i}
                className={`flex-1 rounded-t-[2px] ${people ? "bg-people" : "bg-machine"} ${n === 0 ? "opacity-20" : "opacity-85"}`}
                style={{ height: `max(2px, ${(100 * Math.sqrt(n / tallest)).toFixed(2)}%)` }}
                title={`${((i * 100) / bars).toFixed(0)}–${(((i + 1) * 100) / bars).toFixed(0)} %: ${whole(n)} items`}
              />
            );
          })}
        </div>
        <label htmlFor={id} className="sr-only">
          η
        </label>
        <input
          id={id}
          name="eta"
          type="range"
          min={0}
          max={1}
          step={1 / steps}
          value={eta}
          onChange={(event) => setEta(Number(event.target.value))}
          aria-valuetext={`${eta.toFixed(3)}: ${deferred} of ${total} items go to people`}
          className="-mx-2 mt-1 h-11 w-[calc(100%+1rem)] accent-accent"
        />
        <div className="flex justify-between gap-3 text-xs text-muted tabular-nums" aria-hidden>
          <span>0</span>
          <span className="text-center">
            {axis[goes]}
            <span className="hidden sm:inline"> (bar heights on a square-root scale)</span>
          </span>
          <span>1</span>
        </div>
      </div>
      <p className="max-w-prose text-sm text-muted">
        {rule[goes]} A random {percent(auditRate, 1)} of the rest is audited by people all the same. At the
        saved η of {saved}, {whole(queue.deferredDone)} of {whole(queue.deferred)} deferred and{" "}
        {whole(queue.auditedDone)} of {whole(queue.audited)} audited items are{" "}
        {goes === "belief" ? "done" : "answered"}.
      </p>
      <div className="flex flex-wrap items-center gap-4">
        <Button type="submit" look="primary" disabled={busy || eta === saved}>
          Set η
        </Button>
        {eta !== saved && (
          <Button look="quiet" onClick={() => setEta(saved)}>
            Back to {saved}
          </Button>
        )}
        {state.message && (
          <Notice tone={state.ok ? "good" : "danger"}>{state.fields?.eta ?? state.message}</Notice>
        )}
      </div>
    </form>
  );
}
