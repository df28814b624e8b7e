"use client";

import { useState } from "react";
import { Field } from "../../../../_ui/field.tsx";
import { counted } from "#lib/numbers.ts";

/** As many fields stand on the page; of more classes, those whose name contains what is typed. */
export const mostFields = 60;

/** A field for each of many classes, found by name; what was typed is kept while others are looked for. */
export function ClassNames({ classes }: { classes: readonly string[] }) {
  const [wanted, setWanted] = useState("");
  const [typed, setTyped] = useState<Readonly<Record<number, string>>>({});
  const part = wanted.trim().toLowerCase();
  const found = classes.flatMap((name, label) =>
    [name, typed[label] ?? ""].some((each) => each.toLowerCase().includes(part)) ? [{ name, label }] : [],
  );
  const changed = Object.entries(typed).filter(([label, name]) => classes[Number(label)] !== name);
  return (
    <div className="flex flex-col gap-4">
      {changed.map(([label, name]) => (
        <input key={label} type="hidden" name={`class.${label}`} value={name} />
      ))}
      <div className="max-w-xs">
        <Field
          label="Find a class by name"
          type="search"
          value={wanted}
          autoComplete="off"
          onChange={({ target }) => setWanted(target.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter") event.preventDefault();
          }}
        />
      </div>
      <div className="grid max-h-[36rem] items-start gap-4 overflow-y-auto p-1 sm:grid-cols-2 lg:grid-cols-3">
        {found.slice(0, mostFields).map(({ name, label }) => (
          <Field
            key={label}
            label={`Class ${counted(label + 1)}`}
            required
            maxLength={200}
            autoComplete="off"
            value={typed[label] ?? name}
            onChange={({ target }) => setTyped({ ...typed, [label]: target.value })}
          />
        ))}
      </div>
      <p role="status" className="text-sm text-muted">
        {found.length === 0
          ? `No class matches “${wanted.trim()}”.`
          : `${counted(Math.min(found.length, mostFields))} of ${counted(classes.length)} classes are shown.`}
        {changed.length > 0 && ` ${counted(changed.length)} renamed so far.`}
      </p>
    </div>
  );
}
