"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState, useTransition } from "react";
import {
  answerName,
  asideNames,
  askedNames,
  goldNames,
  raterNames,
  relationNames,
  saidNames,
  splitNames,
  wordsFor,
} from "./words.ts";
import { Button } from "../../../_ui/button.tsx";
import { Field, Select } from "../../../_ui/field.tsx";
import { useHydrated } from "../../../_ui/use-hydrated.ts";
import type { Named } from "#db/views/items/raters.ts";
import { type Browse, readBrowse, relations, searchOfBrowse, type Took } from "#lib/items/filter.ts";

/** Parts of a filter with a field of the same name. */
const fields = [
  "asked",
  "differ",
  "split",
  "since",
  "until",
  "name",
  "run",
  "tag",
  "aside",
  "gold",
  "answers",
];

const groups = { person: "People", column: "Imported labels", run: "Machines" } as const;

/**
 * What the items can be narrowed by; the address is its only state. An answer of somebody is added to those that are
 * asked for already, everything else replaces what was.
 */
export function Filters({
  browse,
  classes,
  raters,
  tags,
  machine,
}: {
  browse: Browse;
  classes: readonly string[];
  raters: readonly Named[];
  /** names of the project's tags */
  tags: readonly string[];
  machine: boolean;
}) {
  const router = useRouter();
  const [pending, start] = useTransition();
  const [rater, setRater] = useState("");
  // What is chosen before React is there to hear of it would be lost.
  const ready = useHydrated();
  const { filter } = browse;
  const show = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => {
      const value = form.get(name);
      return typeof value === "string" ? value.trim() : "";
    };
    // what the form has no field for stays as it is
    const given = new URLSearchParams(searchOfBrowse({ filter: { ...filter, said: [] } }));
    for (const name of fields) given.set(name, text(name));
    // days as on the clock of whoever asks
    given.set("zone", Intl.DateTimeFormat().resolvedOptions().timeZone);
    const [one, other] = [text("one"), text("other")];
    given.set("pair", one && other ? `${one}~${other}:${text("relation")}` : "");
    const [least, most] = [text("tookLow"), text("tookHigh")];
    if (text("took") !== "")
      given.set("took", `${text("took")}:${Number(least || 0) * 1000}-${Number(most || 86_400) * 1000}`);
    else if (typeof filter.took?.ms !== "string") given.delete("took");
    for (const name of ["confidence", "score"] as const) {
      const [low, high] = [text(`${name}Low`), text(`${name}High`)];
      given.delete(name);
      if (low !== "" || high !== "")
        given.set(name, `${Number(low || 0) / 100}-${Number(high === "" ? 100 : high) / 100}`);
    }
    for (const { rater, answer } of filter.said) given.append("said", `${rater}:${answer}`);
    if (rater !== "" && text("answer") !== "") given.append("said", `${rater}:${text("answer")}`);
    const next = searchOfBrowse({ ...readBrowse(given), sort: browse.sort, down: browse.down });
    start(() => router.push(`?${next}`, { scroll: false }));
  };
  const machines = raters.filter(({ kind }) => kind === "run");
  return (
    <details className="group rounded-card border border-line bg-surface">
      <summary className="flex min-h-11 items-center gap-2 rounded-card px-5 text-sm font-medium select-none">
        <span aria-hidden className="text-muted transition-transform group-open:rotate-90">
          ›
        </span>
        Filter
      </summary>
      <form aria-label="Filter" onSubmit={show} className="flex flex-col gap-5 border-t border-line p-5">
        <fieldset disabled={!ready} className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
          <Select label="Who" name="rater" value={rater} onChange={({ target }) => setRater(target.value)}>
            <Raters none="anybody" {...{ raters }} />
          </Select>
          <Select label="Said" name="answer" disabled={rater === ""}>
            {wordsFor(rater).map((word) => (
              <option key={word} value={word}>
                {saidNames[word]}
              </option>
            ))}
            {classes.map((_, at) => (
              <option key={at} value={at}>
                {answerName(classes, at)}
              </option>
            ))}
          </Select>
          <Select label="Labels by people and columns" name="differ" defaultValue={filter.differ ?? ""}>
            <option value="">any</option>
            <option value="yes">disagree</option>
            <option value="no">agree</option>
          </Select>
          <Select label="Queue" name="asked" defaultValue={filter.asked ?? ""}>
            <option value="">any</option>
            {Object.entries(askedNames).map(([value, name]) => (
              <option key={value} value={value}>
                {name}
              </option>
            ))}
          </Select>
          <div className="grid gap-4 sm:col-span-2 sm:grid-cols-3 lg:col-span-3">
            <Select label="Compare" name="one" defaultValue={filter.pair?.one ?? ""}>
              <Raters none="nobody" {...{ raters }} />
            </Select>
            <Select label="with" name="other" defaultValue={filter.pair?.other ?? ""}>
              <Raters none="nobody" {...{ raters }} />
            </Select>
            <Select label="where they gave" name="relation" defaultValue={filter.pair?.relation ?? "alike"}>
              {relations.map((relation) => (
                <option key={relation} value={relation}>
                  {relationNames[relation]}
                </option>
              ))}
            </Select>
          </div>
          <Time took={filter.took} raters={raters} />
          {machine && (
            <>
              <Between name="confidence" label="Confidence, %" range={filter.confidence} />
              <Select label="Confidence of" name="run" defaultValue={filter.run ?? ""}>
                <option value="">the active machine</option>
                {machines.map(({ id, name }) => (
                  <option key={id} value={id.slice(4)}>
                    {name}
                  </option>
                ))}
              </Select>
              <Between name="score" label="Score, %" range={filter.score} />
            </>
          )}
          <Select label="Gold label" name="gold" defaultValue={filter.gold ?? ""}>
            <option value="">any or none</option>
            {Object.entries(goldNames).map(([value, name]) => (
              <option key={value} value={value}>
                {name}
              </option>
            ))}
          </Select>
          <Select label="Answers set aside" name="answers" defaultValue={filter.answers ?? ""}>
            <option value="">are left out</option>
            <option value="too">are included</option>
            <option value="only">only these</option>
          </Select>
          <Select label="Split" name="split" defaultValue={filter.split ?? ""}>
            <option value="">any</option>
            {Object.entries(splitNames).map(([value, name]) => (
              <option key={value} value={value}>
                {name}
              </option>
            ))}
          </Select>
          <Field label="Answered from" name="since" type="date" defaultValue={filter.since ?? ""} />
          <Field label="Answered up to" name="until" type="date" defaultValue={filter.until ?? ""} />
          <Select label="Tag" name="tag" defaultValue={filter.tag ?? ""}>
            <option value="">any or none</option>
            {tags.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </Select>
          <Select label="Set aside" name="aside" defaultValue={filter.aside ?? ""}>
            <option value="">not set aside</option>
            {Object.entries(asideNames).map(([value, name]) => (
              <option key={value} value={value}>
                {name}
              </option>
            ))}
          </Select>
          <Field label="File name contains" name="name" maxLength={200} defaultValue={filter.name ?? ""} />
        </fieldset>
        <div className="flex items-center gap-4">
          <Button type="submit" look="primary" disabled={pending || !ready}>
            Show
          </Button>
          <p role="status" className="text-sm text-muted">
            {pending && "Looking…"}
          </p>
        </div>
      </form>
    </details>
  );
}

/** Whoever can be asked about, in groups. */
function Raters({ none, raters }: { none: string; raters: readonly Named[] }) {
  return (
    <>
      <option value="">{none}</option>
      {Object.entries(raterNames)
        .filter(([id]) => id !== "people")
        .map(([id, name]) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      {(["person", "column", "run"] as const).map((kind) => {
        const own = raters.filter((each) => each.kind === kind);
        return (
          own.length > 0 && (
            <optgroup key={kind} label={groups[kind]}>
              {own.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </optgroup>
          )
        );
      })}
    </>
  );
}

/** Whose times, and from when to when in seconds. */
function Time({ took, raters }: { took: Took | null; raters: readonly Named[] }) {
  const ms = typeof took?.ms === "object" ? took.ms : null;
  const limits = { type: "number", min: 0, step: "any" } as const;
  const seconds = (value: number | undefined) => (value === undefined ? "" : value / 1000);
  return (
    <div className="grid grid-cols-[2fr_1fr_1fr] items-end gap-2">
      <Select label="Time of" name="took" defaultValue={ms ? took?.rater : ""}>
        <option value="">anybody</option>
        {raters
          .filter(({ kind }) => kind !== "run")
          .map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
      </Select>
      <Field label="from, s" name="tookLow" {...limits} defaultValue={seconds(ms?.low)} />
      <Field label="to, s" name="tookHigh" {...limits} defaultValue={seconds(ms?.high)} />
    </div>
  );
}

function Between({
  name,
  label,
  range,
}: {
  name: string;
  label: string;
  range: { low: number; high: number } | null;
}) {
  const percent = (share: number | undefined) =>
    share === undefined ? "" : Number((100 * share).toFixed(2));
  const limits = { type: "number", min: 0, max: 100, step: "any" } as const;
  return (
    <div className="grid grid-cols-2 items-end gap-2">
      <Field label={`${label}, from`} name={`${name}Low`} {...limits} defaultValue={percent(range?.low)} />
      <Field label="to" name={`${name}High`} {...limits} defaultValue={percent(range?.high)} />
    </div>
  );
}
