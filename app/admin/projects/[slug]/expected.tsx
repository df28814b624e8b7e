"use client";

import { useState } from "react";
import { Button } from "../../../_ui/button.tsx";
import { percent } from "../../../_ui/format.ts";
import { Notice } from "../../../_ui/notice.tsx";
import { numbered } from "#lib/numbers.ts";
import { bestEta } from "#lib/teaming/forecast.ts";
import type { OutlookPoint } from "#lib/teaming/outlook.ts";

/** What asking on is expected to bring, by η. */
export type Reckoned = {
  /** ascending in η */
  outlook: readonly OutlookPoint[];
  /** questions per item so far */
  asked: number;
  routed: number;
  /** most answers an item, and people there to give them */
  most: number;
  people: number;
};

/** What an η costs and brings; and which one is worth it, given what a mistake costs. */
export function Expected({
  eta,
  reckoned: { outlook, asked, routed, most, people },
  choose,
  steps,
}: {
  eta: number;
  reckoned: Reckoned;
  choose: (eta: number) => void;
  /** η is chosen to 1 / steps */
  steps: number;
}) {
  const [worth, setWorth] = useState("20");
  const here = outlook.find((point) => point.eta >= eta - 1e-9) ?? outlook.at(-1);
  if (!here) return null;
  const price = Number(worth);
  const best =
    worth.trim() !== "" && price >= 0
      ? bestEta(
          outlook.map((point) => ({ ...point, error: 0 })),
          price,
        )
      : null;
  const rounded = best && Math.round(best.eta * steps) / steps;
  return (
    <div className="flex flex-col gap-4">
      <p className="max-w-prose" aria-live="polite" data-testid="expected">
        {here.questions - asked < 0.5 / routed ? (
          "Nothing more would be asked."
        ) : (
          <>
            About{" "}
            <strong className="tabular-nums">
              {numbered(Math.round((here.questions - asked) * routed), "more question")}
            </strong>{" "}
            (<span className="tabular-nums">{(here.questions - asked).toFixed(2)}</span> per item).
          </>
        )}{" "}
        The team is then expected to be right on{" "}
        <strong className="text-accent tabular-nums">{percent(here.accuracy)}</strong>{" "}
        <span className="text-sm text-muted tabular-nums">
          ({percent(here.low)} to {percent(here.high)})
        </span>
        .
      </p>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2 text-sm">
        <label className="flex flex-wrap items-center gap-2">
          One wrong label costs as much as
          <input
            type="number"
            min={0}
            step="any"
            inputMode="decimal"
            value={worth}
            onChange={(event) => setWorth(event.target.value)}
            className="h-11 w-24 rounded-control border border-line-strong/60 bg-surface px-3 text-base tabular-nums hover:border-line-strong sm:h-10 sm:text-sm"
          />
          questions.
        </label>
        {best && rounded !== null ? (
          <>
            <span className="text-muted" data-testid="best-eta">
              Best: η = <span className="tabular-nums">{rounded.toFixed(2)}</span>, {percent(best.accuracy)}{" "}
              for {numbered(Math.max(0, (best.questions - asked) * routed), "more question")}.
            </span>
            {Math.abs(rounded - eta) > 1e-9 && <Button onClick={() => choose(rounded)}>Take it</Button>}
          </>
        ) : (
          <span className="text-muted">Give a number of questions, 0 or more.</span>
        )}
      </div>
      {people < most && (
        <Notice tone="warning">
          Up to {numbered(most, "person", "people")} are asked about an item, but{" "}
          {people === 0
            ? "nobody has an account as an annotator yet."
            : `there ${people === 1 ? "is" : "are"} only ${numbered(people, "annotator")}: an item gets at most ${numbered(people, "answer")} from annotators.`}
        </Notice>
      )}
    </div>
  );
}
