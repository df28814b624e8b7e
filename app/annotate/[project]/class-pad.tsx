"use client";

import { useRef, useState } from "react";
import { keyOfClass, mostKeyedClasses } from "./keys.ts";
import type { MeasuredTime } from "#lib/timing/measured.ts";

type OnAnswer = (label: number | null, timeStamp: number, input: MeasuredTime["input"]) => void;

/** One button a class in a fixed order, its key printed on it; with very many classes, a search before them. */
export function ClassPad({
  classes,
  keys,
  disabled,
  onAnswer,
}: {
  classes: readonly string[];
  keys: boolean;
  disabled: boolean;
  onAnswer: OnAnswer;
}) {
  const [search, setSearch] = useState("");
  const pressed = useRef<{ timeStamp: number; input: MeasuredTime["input"] } | null>(null);
  const shown = classes
    .map((name, label) => ({ name, label }))
    .filter(({ name }) => name.toLowerCase().includes(search.trim().toLowerCase()));

  const give = (label: number | null, timeStamp: number, input: MeasuredTime["input"]) => {
    setSearch("");
    onAnswer(label, timeStamp, input);
  };

  /** The decision is made when the finger or button goes down; the click only confirms it. */
  const pointer = (label: number | null) => ({
    onPointerDown: (event: React.PointerEvent) => {
      pressed.current = {
        timeStamp: event.timeStamp,
        input: event.pointerType === "touch" ? "touch" : "pointer",
      };
    },
    onClick: (event: React.MouseEvent<HTMLButtonElement>) => {
      const down = event.detail > 0 ? pressed.current : null;
      pressed.current = null;
      // A button that keeps the focus after a click would take the next press of the space bar for itself.
      if (down) event.currentTarget.blur();
      give(label, down?.timeStamp ?? event.timeStamp, down?.input ?? "key");
    },
  });

  return (
    <div className="flex w-full flex-col items-center gap-3">
      {classes.length > mostKeyedClasses && (
        <form
          className="w-full max-w-sm"
          onSubmit={(event) => {
            event.preventDefault();
            const [first] = shown;
            if (first && search.trim() !== "") give(first.label, event.timeStamp, "key");
          }}
        >
          <label className="sr-only" htmlFor="class-search">
            Find a class
          </label>
          <input
            id="class-search"
            className="field w-full"
            placeholder="Type a class, Enter takes the first"
            autoComplete="off"
            value={search}
            onChange={(event) => setSearch(event.target.value)}
          />
        </form>
      )}
      <div
        className="grid max-h-[40vh] w-full grid-cols-2 gap-2 overflow-y-auto p-1 sm:grid-cols-[repeat(auto-fit,minmax(8.5rem,1fr))]"
        role="group"
        aria-label="Classes"
      >
        {shown.map(({ name, label }) => {
          const key = keys ? keyOfClass(label) : null;
          return (
            <button
              key={label}
              type="button"
              disabled={disabled}
              {...(key && { "aria-keyshortcuts": key })}
              className="class-button"
              {...pointer(label)}
            >
              <span className="truncate">{name}</span>
              {key && <kbd aria-hidden>{key.toUpperCase()}</kbd>}
            </button>
          );
        })}
      </div>
      <button
        type="button"
        disabled={disabled}
        {...(keys && { "aria-keyshortcuts": "Space" })}
        className="class-button class-button-quiet"
        {...pointer(null)}
      >
        <span>Can’t tell</span>
        {keys && <kbd aria-hidden>Space</kbd>}
      </button>
    </div>
  );
}
