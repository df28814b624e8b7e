"use client";

import { type KeyboardEvent, useId, useRef, useState } from "react";
import { Button } from "../../../../_ui/button.tsx";
import { Field } from "../../../../_ui/field.tsx";
import { classNamed, merging } from "#lib/merged-classes.ts";

/**
 * Which classes become others: named by typing, with the browser's own suggestions, so that it serves ten classes and
 * ten thousand.
 * @param into for each class the one that it becomes: itself, or one that stays
 */
export function MergeClasses({
  classes,
  into,
  onChange,
}: {
  classes: readonly string[];
  into: readonly number[];
  onChange: (into: number[]) => void;
}) {
  const list = useId();
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const [problems, setProblems] = useState<{ from?: string; to?: string }>({});
  const first = useRef<HTMLDivElement>(null);
  const name = (label: number) => classes[label] ?? "?";
  const gone = into.flatMap((target, label) => (target === label ? [] : [{ label, target }]));

  const add = () => {
    const [one, other] = [classNamed(classes, from), classNamed(classes, to)];
    const unknown = (typed: string) =>
      typed.trim() === "" ? "Which class?" : `There is no class “${typed.trim()}”.`;
    const found = {
      ...(one === null && { from: unknown(from) }),
      ...(other === null && { to: unknown(to) }),
      ...(one !== null && one === other && { to: "That is the same class." }),
    };
    setProblems(found);
    if (one === null || other === null || one === other) return;
    onChange(merging(into, one, other));
    setFrom("");
    setTo("");
    first.current?.querySelector("input")?.focus();
  };
  const keyed = (event: KeyboardEvent) => {
    if (event.key !== "Enter") return;
    event.preventDefault(); // the form around it makes the copy
    add();
  };
  const common = { list, autoComplete: "off", spellCheck: false, onKeyDown: keyed } as const;
  return (
    <div className="flex flex-col gap-4">
      <datalist id={list}>
        {classes.map((each) => (
          <option key={each} value={each} />
        ))}
      </datalist>
      <div ref={first} className="flex max-w-3xl flex-wrap items-start gap-3">
        <div className="min-w-0 flex-1 basis-52">
          <Field
            label="This class"
            value={from}
            onChange={({ target }) => setFrom(target.value)}
            problem={problems.from}
            {...common}
          />
        </div>
        <div className="min-w-0 flex-1 basis-52">
          <Field
            label="becomes"
            value={to}
            onChange={({ target }) => setTo(target.value)}
            problem={problems.to}
            {...common}
          />
        </div>
        <div className="self-start sm:pt-6.5">
          <Button onClick={add}>Merge</Button>
        </div>
      </div>
      {gone.length > 0 && (
        <ul
          aria-label="Classes that become others"
          className="flex max-h-80 max-w-3xl flex-col divide-y divide-line/60 overflow-y-auto border-y border-line/60"
        >
          {gone.map(({ label, target }) => (
            <li key={label} className="flex min-h-11 items-center justify-between gap-4 py-1">
              <span className="min-w-0 [overflow-wrap:anywhere]">
                <span className="font-medium">{name(label)}</span> <span className="text-muted">becomes</span>{" "}
                <span className="font-medium">{name(target)}</span>
              </span>
              <Button
                look="quiet"
                onClick={() => onChange(into.map((old, other) => (other === label ? label : old)))}
              >
                Keep<span className="sr-only"> {name(label)}</span>
              </Button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
