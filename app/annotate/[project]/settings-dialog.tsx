"use client";

import { type FormEvent, useState, useTransition } from "react";
import { saveOwnSettings } from "./own-settings-action.ts";
import { Button } from "../../_ui/button.tsx";
import { untouched } from "../../_ui/form-state.ts";
import { type ClassWishes, maxKeyedClasses, placeClasses, type ProjectClasses } from "./class-layout.ts";
import { Dialog } from "./dialog.tsx";

export type OwnSettings = ClassWishes & { goal: number | null };

/** A goal for the session, the order of the classes, and keys of one's own: kept with the account, for this project. */
export function SettingsDialog({
  project,
  settings,
  smooth,
  onSmooth,
  onSaved,
  onEndSession,
  onClose,
}: {
  project: ProjectClasses & { id: number };
  settings: OwnSettings;
  smooth: boolean;
  onSmooth: (value: boolean) => void;
  onSaved: (settings: OwnSettings) => void;
  /** null while there is no session to end */
  onEndSession: (() => void) | null;
  onClose: () => void;
}) {
  const [wishes, setWishes] = useState<ClassWishes>(settings);
  const [goal, setGoal] = useState(settings.goal?.toString() ?? "");
  const [state, setState] = useState(untouched);
  const [busy, start] = useTransition();
  const keyed = project.classes.length <= maxKeyedClasses;
  const placed = placeClasses(project, wishes);
  const move = (at: number, by: -1 | 1) => {
    const order = placed.map(({ label }) => label);
    const [label] = order.splice(at, 1);
    if (label !== undefined) order.splice(at + by, 0, label);
    setWishes({ ...wishes, order });
  };
  const setKey = (label: number, key: string) => {
    const others = Object.entries(wishes.keys).filter(
      ([other, its]) => other !== String(label) && its !== key,
    );
    setWishes({ ...wishes, keys: Object.fromEntries(key === "" ? others : [...others, [label, key]]) });
  };
  const save = (event: FormEvent) => {
    event.preventDefault();
    const wanted = { ...wishes, goal: goal.trim() === "" ? null : Number(goal) };
    const form = new FormData();
    form.set("project", String(project.id));
    form.set("settings", JSON.stringify(wanted));
    start(async () => {
      const result = await saveOwnSettings(untouched, form).catch(() => ({
        ok: false,
        message: "No reply came from the server. Please try again.",
      }));
      setState(result);
      if (result.ok) onSaved(wanted);
    });
  };

  return (
    <Dialog title="Your settings" onClose={onClose}>
      <form onSubmit={save} className="flex flex-col gap-5">
        <label className="flex flex-col gap-1.5 text-sm font-medium">
          Goal for a session, answers
          <input
            type="number"
            min={1}
            max={100000}
            value={goal}
            onChange={(event) => setGoal(event.target.value)}
            placeholder="None"
            className="h-11 w-32 rounded-control border border-line-strong bg-surface px-3 font-normal"
          />
        </label>
        <label className="flex min-h-6 items-center gap-2 text-sm">
          <input type="checkbox" checked={smooth} onChange={(event) => onSmooth(event.target.checked)} />
          Smooth enlarged pictures instead of showing their pixels
        </label>
        <fieldset className="flex min-w-0 flex-col gap-2">
          <legend className="mb-1 text-sm font-medium">
            {keyed ? "Classes and keys" : "Order of the classes"}
          </legend>
          <div className="flex flex-wrap gap-2">
            <Button
              onClick={() =>
                setWishes({
                  ...wishes,
                  order: placed.toSorted((a, b) => a.name.localeCompare(b.name)).map(({ label }) => label),
                })
              }
            >
              A to Z
            </Button>
            <Button onClick={() => setWishes({ order: null, keys: {} })}>As the project has them</Button>
          </div>
          <ol className="flex flex-col gap-1">
            {placed.map(({ label, name, key }, at) => (
              <li key={label} className="flex items-center gap-2">
                {keyed && (
                  <input
                    aria-label={`Key for ${name}`}
                    value={key?.toUpperCase() ?? ""}
                    onChange={(event) => {
                      const typed = event.target.value.slice(-1).toLowerCase();
                      if (/^[a-z0-9]?$/.test(typed)) setKey(label, typed);
                    }}
                    autoComplete="off"
                    className="h-9 w-10 shrink-0 rounded-control border border-line-strong bg-surface text-center text-sm"
                  />
                )}
                <span className="min-w-0 flex-1 text-sm [overflow-wrap:anywhere]">{name}</span>
                <Button
                  look="quiet"
                  className="min-h-9 px-3"
                  aria-label={`Move ${name} up`}
                  disabled={at === 0}
                  onClick={() => move(at, -1)}
                >
                  <span aria-hidden>↑</span>
                </Button>
                <Button
                  look="quiet"
                  className="min-h-9 px-3"
                  aria-label={`Move ${name} down`}
                  disabled={at === placed.length - 1}
                  onClick={() => move(at, 1)}
                >
                  <span aria-hidden>↓</span>
                </Button>
              </li>
            ))}
          </ol>
        </fieldset>
        {state.message && !state.ok && (
          <p role="alert" className="text-sm text-danger">
            {state.message}
          </p>
        )}
        <div className="flex flex-wrap gap-3">
          <Button type="submit" look="primary" disabled={busy}>
            Save
          </Button>
          <Button onClick={onClose}>Cancel</Button>
          {onEndSession && (
            <Button look="quiet" onClick={onEndSession}>
              End this session
            </Button>
          )}
        </div>
      </form>
    </Dialog>
  );
}
