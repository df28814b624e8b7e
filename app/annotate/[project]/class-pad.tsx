"use client";

import { useState } from "react";
import { AnswerButton, type OnAnswer } from "./answer-button.tsx";
import { keyOfClass, mostKeyedClasses } from "./keys.ts";

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
  const shown = classes
    .map((name, label) => ({ name, label }))
    .filter(({ name }) => name.toLowerCase().includes(search.trim().toLowerCase()));

  const give: OnAnswer = (label, timeStamp, input) => {
    setSearch("");
    onAnswer(label, timeStamp, input);
  };

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
            className="h-11 w-full rounded-control border border-line-strong bg-surface px-3"
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
            <AnswerButton key={label} label={label} shortcut={key} disabled={disabled} onAnswer={give}>
              {name}
            </AnswerButton>
          );
        })}
      </div>
      <AnswerButton label={null} shortcut={keys ? "Space" : null} disabled={disabled} onAnswer={give} quiet>
        Can’t tell
      </AnswerButton>
    </div>
  );
}
