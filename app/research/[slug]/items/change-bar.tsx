"use client";

import { Suspense, use, useId, useRef, useState } from "react";
import { changeItems } from "./actions.ts";
import { consequences, kindNames } from "./consequences.ts";
import { Button, ButtonLink } from "../../../_ui/button.tsx";
import { Field, Select } from "../../../_ui/field.tsx";
import { Notice } from "../../../_ui/notice.tsx";
import { useForm } from "../../../_ui/use-form.ts";
import { changeKinds, type ChangeKind } from "#lib/domain.ts";
import { numbered } from "#lib/numbers.ts";

/** Numbers that fit into the address of an export. */
const mostInAddress = 1000;

/** What can be done with the selected items, at the foot of the window. */
export function ChangeBar({
  project,
  slug,
  search,
  fitting,
  selected,
  all,
  tags,
  selectAll,
  clear,
}: {
  project: number;
  slug: string;
  search: string;
  /** how many fit, in words */
  fitting: Promise<string>;
  /** numbers of the selected items */
  selected: readonly number[];
  /** all that fit are selected, loaded or not */
  all: boolean;
  tags: readonly string[];
  selectAll: () => void;
  clear: () => void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  const [kind, setKind] = useState<ChangeKind>("tag");
  const { state, busy, form } = useForm(changeItems);
  const fit = (
    <Suspense fallback="that fit">
      <Said words={fitting} />
    </Suspense>
  );
  const only: Record<string, string> = all ? { only: search } : { items: selected.join(",") };
  return (
    <div
      role="region"
      aria-label="Selection"
      className="sticky bottom-3 z-10 flex flex-wrap items-center gap-x-4 gap-y-2 rounded-card border border-line-strong/60 bg-surface px-4 py-3 text-sm shadow-lg"
    >
      <p role="status" className="font-medium tabular-nums">
        {all ? <>All {fit}</> : numbered(selected.length, "item")} selected
      </p>
      {!all && (
        <Button look="quiet" onClick={selectAll}>
          Select all {fit}
        </Button>
      )}
      <Button look="quiet" onClick={clear}>
        Clear
      </Button>
      <span className="ml-auto flex flex-wrap gap-2">
        {(all || selected.length <= mostInAddress) && (
          <ButtonLink
            href={`/research/${encodeURIComponent(slug)}/exports?${new URLSearchParams(only).toString()}`}
            prefetch={false}
          >
            Export…
          </ButtonLink>
        )}
        <Button look="primary" onClick={() => dialog.current?.showModal()}>
          Change…
        </Button>
      </span>
      <dialog
        ref={dialog}
        aria-labelledby={title}
        className="w-[min(32rem,calc(100vw-2rem))] rounded-card border border-line p-6 text-left"
      >
        <form {...form} className="flex flex-col gap-4">
          <h2 id={title}>Change {all ? <>all {fit}</> : numbered(selected.length, "item")}</h2>
          <input type="hidden" name="project" value={project} />
          <input type="hidden" name="search" value={search} />
          <input type="hidden" name="items" value={all ? "all" : selected.join(",")} />
          <Select
            label="What to do"
            name="kind"
            value={kind}
            onChange={({ target }) => setKind(changeKinds.find((each) => each === target.value) ?? "tag")}
          >
            {changeKinds.map((each) => (
              <option key={each} value={each}>
                {kindNames[each]}
              </option>
            ))}
          </Select>
          <Value kind={kind} tags={tags} problem={state.fields?.value} />
          <p className="text-sm text-pretty text-muted">{consequences[kind]}</p>
          {state.message && state.fields?.value === undefined && (
            <Notice tone={state.ok ? "good" : "danger"}>{state.message}</Notice>
          )}
          <div className="mt-1 flex justify-end gap-2">
            <Button onClick={() => dialog.current?.close()}>{state.ok ? "Close" : "Cancel"}</Button>
            <Button type="submit" look="primary" disabled={busy}>
              Do it
            </Button>
          </div>
        </form>
      </dialog>
    </div>
  );
}

/** What is still being counted. */
const Said = ({ words }: { words: Promise<string> }) => use(words);

/** The value that a change takes. */
function Value({
  kind,
  tags,
  problem,
}: {
  kind: ChangeKind;
  tags: readonly string[];
  problem: string | undefined;
}) {
  const list = useId();
  switch (kind) {
    case "split":
      return (
        <Select label="Split" name="value" key="split">
          <option value="train">training</option>
          <option value="test">test</option>
          <option value="none">none</option>
        </Select>
      );
    case "tag":
    case "untag":
      return (
        <>
          <Field label="Tag" name="value" key="tag" required maxLength={60} list={list} problem={problem} />
          <datalist id={list}>
            {tags.map((name) => (
              <option key={name} value={name} />
            ))}
          </datalist>
        </>
      );
    case "ask":
      return (
        <Select label="People more, for each" name="value" key="ask">
          {["1", "2", "3", "5"].map((more) => (
            <option key={more}>{more}</option>
          ))}
        </Select>
      );
    case "aside":
    case "back":
      return <input type="hidden" name="value" value="" key="none" />;
  }
}
