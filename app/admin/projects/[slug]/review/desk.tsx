"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { decide, dismiss, takeDecision } from "./actions.ts";
import { type Candidate, candidatesOf, keysOfClasses, verdictKey } from "./keys.ts";
import type { Placed } from "../../../../annotate/[project]/class-layout.ts";
import { Badge } from "../../../../_ui/badge.tsx";
import { Button, ButtonLink } from "../../../../_ui/button.tsx";
import { Card } from "../../../../_ui/card.tsx";
import { percent, whole } from "../../../../_ui/format.ts";
import { type FormState, untouched } from "../../../../_ui/form-state.ts";
import type { FormAction } from "../../../../_ui/use-form.ts";
import { ItemPicture } from "../../../../_ui/item-picture.tsx";

export type Shown = {
  itemId: number;
  answers: { label: number; who: string }[];
  machine: { label: number; confidence: number } | null;
  belief: { label: number; probability: number }[];
  gold: number | null;
  flags: { comment: string; who: string }[];
};

/** What was done here, latest last. */
type Done = { itemId: number; how: "decided" | "left" };

const unreachable: FormState = { ok: false, message: "No reply came from the server. Please try again." };

type Props = {
  project: number;
  slug: string;
  classes: readonly string[];
  /** the classes as the person has them when labelling */
  placed: readonly Placed[];
  /** all that are to be decided; `disputes` are the first of them */
  open: number;
  /** whether names were asked for */
  names: boolean;
  disputes: readonly Shown[];
};

/** One picture after the other; a key decides. What was decided here can be taken back with a key too. */
export function Desk({ project, slug, classes, placed, open, names, disputes }: Props) {
  const router = useRouter();
  const [at, setAt] = useState(0);
  const [gold, setGold] = useState(false);
  const [said, setSaid] = useState<{ ok: boolean; text: string } | null>(null);
  const [done, setDone] = useState<Done[]>([]);
  const queue = useRef(Promise.resolve());
  const shown = disputes[at];
  const candidates = shown ? candidatesOf(shown) : [];
  const labels = keysOfClasses(placed, candidates);
  const keyOf = (label: number) => [...labels].find(([, of]) => of === label)?.[0] ?? null;
  const named = (label: number) => classes[label] ?? "?";

  /** One after the other, behind the person, who is on with the next picture; what fails brings its picture back. */
  const send = (action: FormAction, fields: Record<string, string | number>, failed: () => void) => {
    queue.current = queue.current.then(async () => {
      const form = new FormData();
      for (const [name, value] of Object.entries(fields)) form.set(name, String(value));
      const { ok, message } = await action(untouched, form).catch(() => unreachable);
      setSaid({ ok, text: message ?? "" });
      if (!ok) failed();
    });
  };
  const next = (more: 0 | 1 = 0) => {
    setGold(false); // gold is set of one picture at a time
    // the last decision can be taken back like any other
    if (at + 1 < disputes.length || done.length + more >= open) setAt(at + 1);
    // more of them, and those that were put off
    else
      void queue.current.then(() => {
        setAt(0);
        setDone([]);
        router.refresh();
      });
  };
  const finish = (how: Done["how"], action: FormAction, fields: Record<string, string | number>) => {
    if (!shown || done.some(({ itemId }) => itemId === shown.itemId)) return;
    const { itemId } = shown;
    setDone((before) => [...before, { itemId, how }]);
    send(action, { project, item: itemId, ...fields }, () => {
      setDone((before) => before.filter((each) => each.itemId !== itemId));
      setAt(at);
    });
    next(1);
  };
  const settle = (label: number | null, golden = gold) =>
    finish("decided", decide, { label: label ?? "", gold: golden ? "yes" : "no" });
  const leave = () => {
    if (shown && shown.flags.length > 0) finish("left", dismiss, {});
  };
  const leaveForLater = () => {
    if (shown) next();
  };
  const back = () => {
    const last = done.at(-1);
    if (last?.how !== "decided") return; // a flag that was dealt with does not come back
    const place = disputes.findIndex(({ itemId }) => itemId === last.itemId);
    setDone((before) => before.slice(0, -1));
    if (place >= 0) setAt(place);
    send(takeDecision, { project, item: last.itemId }, () => router.refresh());
  };

  const press = useRef<(event: KeyboardEvent) => void>(() => undefined);
  useEffect(() => {
    press.current = (event) => {
      // a field or a button with the focus has the key
      const busyKeys =
        event.key === " " ? "input, select, textarea, dialog, button, a" : "select, textarea, dialog";
      if (event.target instanceof Element && event.target.closest(busyKeys)) return;
      const command = verdictKey(event, labels);
      if (!command) return;
      event.preventDefault();
      // the next picture's Space is not the checkbox's
      if (event.target instanceof HTMLInputElement) event.target.blur();
      if (command.do === "choose") settle(command.label, gold || command.gold);
      else if (command.do === "undecidable") settle(null);
      else if (command.do === "later") leaveForLater();
      else if (command.do === "back") back();
      else leave();
    };
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => press.current(event);
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, []);

  if (!shown)
    return (
      <Card title="All is decided">
        <div className="flex flex-wrap items-center gap-4">
          <Button disabled={done.at(-1)?.how !== "decided"} onClick={back}>
            Take the last decision back <kbd className="text-muted">⌫</kbd>
          </Button>
          <p aria-live="polite" className={`text-sm ${said?.ok === false ? "text-danger" : "text-muted"}`}>
            {said?.text}
          </p>
        </div>
      </Card>
    );
  return (
    <Card
      title={shown.flags.length > 0 ? "Flagged" : "People differ"}
      aside={<span className="tabular-nums">{whole(open - done.length)} to decide</span>}
    >
      <div className="grid gap-x-8 gap-y-6 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="flex min-h-64 items-center justify-center rounded-card bg-sunken p-3">
          <ItemPicture
            key={shown.itemId}
            src={`/api/images/${shown.itemId}?project=${encodeURIComponent(slug)}`}
            alt="The picture to decide on"
            data-testid="disputed"
            className="max-h-[min(60vh,36rem)] min-h-48 w-full object-contain"
          />
        </div>
        <div className="flex flex-col gap-5">
          {shown.flags.map(({ who, comment }, i) => (
            <blockquote
              key={i}
              className="rounded-control border border-warning/40 bg-warning-soft px-4 py-3 text-sm break-words whitespace-pre-wrap"
            >
              {comment}
              <footer className="mt-1 text-muted">{who}</footer>
            </blockquote>
          ))}
          <div>
            <h3 className="mb-2 text-sm font-medium">What is it?</h3>
            <ul className="flex flex-col gap-2" data-testid="candidates">
              {candidates.map((candidate) => (
                <li key={candidate.label}>
                  <Choice
                    candidate={candidate}
                    shortcut={keyOf(candidate.label)}
                    name={named(candidate.label)}
                    choose={() => settle(candidate.label)}
                  />
                </li>
              ))}
            </ul>
          </div>
          <label className="flex flex-col gap-1.5 text-sm">
            <span className="text-muted">Another class</span>
            <select
              value=""
              onChange={(event) => event.target.value !== "" && settle(Number(event.target.value))}
              className="h-11 w-full rounded-control border border-line-strong/60 bg-surface px-3 sm:h-10"
            >
              <option value="">Choose …</option>
              {placed.map(({ label, name }) => (
                <option key={label} value={label}>
                  {keyOf(label) === null ? name : `${name} (${keyOf(label)})`}
                </option>
              ))}
            </select>
          </label>
          <label className="flex min-h-6 items-center gap-2.5 text-sm">
            <input
              type="checkbox"
              checked={gold}
              onChange={(event) => setGold(event.target.checked)}
              className="size-4 accent-(--accent)"
            />
            <span>
              Set the gold label too <span className="text-muted">(Shift with the key)</span>
            </span>
          </label>
          {shown.gold !== null && (
            <p className="text-sm text-muted">
              Gold that came with the data: {named(shown.gold)}. It stays as it is.
            </p>
          )}
          <div className="flex flex-wrap gap-2">
            <Button onClick={() => settle(null)}>
              Cannot be decided <kbd className="text-muted">Space</kbd>
            </Button>
            <Button look="quiet" onClick={leaveForLater}>
              Later <kbd>→</kbd>
            </Button>
            {shown.flags.length > 0 && (
              <Button look="quiet" onClick={leave}>
                Leave as it is <kbd>.</kbd>
              </Button>
            )}
            <Button look="quiet" disabled={done.at(-1)?.how !== "decided"} onClick={back}>
              Take back <kbd>⌫</kbd>
            </Button>
          </div>
          <p
            aria-live="polite"
            className={`min-h-5 text-sm ${said?.ok === false ? "text-danger" : "text-muted"}`}
          >
            {said?.text}
          </p>
        </div>
      </div>
      <div className="mt-6 grid gap-x-8 gap-y-5 border-t border-line/60 pt-5 text-sm sm:grid-cols-2">
        <div>
          <h3 className="mb-2 flex flex-wrap items-center justify-between gap-2 font-medium">
            Answers
            <ButtonLink
              look="quiet"
              href={`/admin/projects/${slug}/review${names ? "" : "?names=1"}`}
              scroll={false}
              className="min-h-8! px-2!"
            >
              {names ? "Hide names" : "Show names"}
            </ButtonLink>
          </h3>
          {shown.answers.length === 0 && <p className="text-muted">Nobody has answered it.</p>}
          <ul className="flex flex-col gap-1">
            {shown.answers.map(({ who, label }, i) => (
              <li key={i} className="flex justify-between gap-3">
                <span className="min-w-0 truncate text-muted">{who}</span>
                <span className="break-words">{named(label)}</span>
              </li>
            ))}
          </ul>
        </div>
        <div>
          <h3 className="mb-2 min-h-8 font-medium">What the team believes</h3>
          <ul className="flex flex-col gap-1.5 tabular-nums">
            {shown.belief.map(({ label, probability }) => (
              <li key={label} className="grid grid-cols-[1fr_6rem_3.5rem] items-center gap-3">
                <span className="min-w-0 truncate">{named(label)}</span>
                <span className="h-1.5 overflow-hidden rounded-full bg-line" aria-hidden>
                  <span className="block h-full bg-accent" style={{ width: `${100 * probability}%` }} />
                </span>
                <span className="text-right text-muted">{percent(probability)}</span>
              </li>
            ))}
          </ul>
        </div>
      </div>
    </Card>
  );
}

function Choice({
  candidate: { votes, isMachines },
  shortcut,
  name,
  choose,
}: {
  candidate: Candidate;
  shortcut: string | null;
  name: string;
  choose: () => void;
}) {
  return (
    <button
      type="button"
      onClick={choose}
      className="flex min-h-12 w-full items-center gap-3 rounded-control border border-line bg-surface px-3 py-2 text-left hover:border-accent"
    >
      {shortcut !== null && (
        <kbd className="grid size-6 shrink-0 place-items-center rounded-md bg-sunken text-xs font-medium text-muted uppercase">
          {shortcut}
        </kbd>
      )}
      <span className="min-w-0 flex-1 font-medium break-words">{name}</span>
      {votes > 0 && <Badge tone="people">{votes === 1 ? "1 answer" : `${votes} answers`}</Badge>}
      {isMachines && <Badge tone="machine">machine</Badge>}
    </button>
  );
}
