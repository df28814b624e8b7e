"use client";

import { useEffect, useRef, useState } from "react";
import { saveNotes } from "./class-notes-action.ts";
import { ClassNote, type Move } from "./class-note.tsx";
import { Button } from "../../../../_ui/button.tsx";
import { Card } from "../../../../_ui/card.tsx";
import { Field } from "../../../../_ui/field.tsx";
import { Notice } from "../../../../_ui/notice.tsx";
import { useForm } from "../../../../_ui/use-form.ts";
import { completeOrder } from "#lib/class-order.ts";
import { counted } from "#lib/numbers.ts";

type Props = {
  project: { id: number; classes: string[]; classOrder: number[] | null };
  /** by class index, "" for none */
  descriptions: string[];
};

/** As many rows are on the page; where there are more classes, those whose name contains what is typed. */
const mostRows = 100;

/** What is said of each class, and the order in which people find them. */
export function ClassNotesCard({ project: { id, classes, classOrder }, descriptions }: Props) {
  const { state, busy, form } = useForm(saveNotes);
  const [order, setOrder] = useState(() => completeOrder(classes.length, classOrder ?? []));
  const [texts, setTexts] = useState<Readonly<Record<number, string>>>({});
  const [wanted, setWanted] = useState("");
  const [said, setSaid] = useState("");
  const list = useRef<HTMLOListElement>(null);
  const follow = useRef<string | null>(null);
  const nameOf = (label: number) => classes[label] ?? "?";

  // A row that moves takes the focus with it.
  useEffect(() => {
    const row = follow.current === null ? null : list.current?.querySelector(follow.current);
    follow.current = null;
    if (!(row instanceof HTMLElement)) return;
    row.focus();
    row.scrollIntoView({ block: "nearest" });
  }, [order]);

  const move = (label: number, { to, follow: selector }: Move) => {
    const rest = order.filter((other) => other !== label);
    const place = Math.min(Math.max(to, 0), rest.length);
    follow.current = selector;
    setOrder(rest.toSpliced(place, 0, label));
    setSaid(`${nameOf(label)} is now number ${counted(place + 1)} of ${counted(order.length)}.`);
  };
  const found = order.flatMap((label, at) =>
    nameOf(label).toLowerCase().includes(wanted.trim().toLowerCase()) ? [{ label, at }] : [],
  );
  return (
    <Card title="Descriptions and order of the classes">
      <form {...form} className="flex flex-col gap-5">
        <input type="hidden" name="project" value={id} />
        <input type="hidden" name="notes" value={JSON.stringify({ order, descriptions: texts })} />
        <p className="max-w-prose text-sm text-muted">
          Annotators read the descriptions in the help and on the buttons, and find the classes and their keys
          in this order, unless they have made one of their own. Exports carry the descriptions. Answers and
          machines stay as they are.
        </p>
        <div className="flex flex-wrap items-end gap-2">
          {classes.length > mostRows && (
            <div className="w-full max-w-xs">
              <Field
                label="Find a class"
                type="search"
                value={wanted}
                autoComplete="off"
                onChange={(event) => setWanted(event.target.value)}
                onKeyDown={(event) => {
                  if (event.key === "Enter") event.preventDefault();
                }}
              />
            </div>
          )}
          <Button
            onClick={() => setOrder(order.toSorted((a, b) => nameOf(a).localeCompare(nameOf(b), "en")))}
          >
            A to Z
          </Button>
          <Button onClick={() => setOrder(classes.map((_, label) => label))}>Original order</Button>
        </div>
        <ol
          ref={list}
          aria-label="Classes in their order"
          className="-mx-2 flex max-h-[38.5rem] flex-col divide-y divide-line/60 overflow-y-auto px-2"
        >
          {found.slice(0, mostRows).map(({ label, at }) => (
            <ClassNote
              key={label}
              label={label}
              name={nameOf(label)}
              at={at}
              last={order.length - 1}
              text={texts[label] ?? descriptions[label] ?? ""}
              onText={(text) => setTexts({ ...texts, [label]: text })}
              onMove={(wish) => move(label, wish)}
            />
          ))}
        </ol>
        {classes.length > mostRows && (
          <p className="text-sm text-muted">
            {found.length === 0
              ? `No class matches “${wanted.trim()}”.`
              : `${Math.min(found.length, mostRows)} of ${counted(classes.length)} classes are listed.`}
          </p>
        )}
        <p role="status" className="sr-only">
          {said}
        </p>
        <div className="flex flex-wrap items-center gap-4">
          <Button type="submit" disabled={busy}>
            Save descriptions and order
          </Button>
          {state.message && <Notice tone={state.ok ? "good" : "danger"}>{state.message}</Notice>}
        </div>
      </form>
    </Card>
  );
}
