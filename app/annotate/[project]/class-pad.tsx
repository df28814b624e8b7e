import { type CSSProperties, type Ref, useState } from "react";
import { AnswerButton, type OnAnswer } from "./answer-button.tsx";
import { ClassSearch } from "./class-search.tsx";
import { keyOfClass, maxKeyedClasses } from "./keys.ts";
import { matchingClasses } from "./matching-classes.ts";

/** One button a class in a fixed order, its key printed on it; with very many classes, a search before them. */
export function ClassPad({
  searchRef,
  task,
  classes,
  keys,
  disabled,
  onAnswer,
  onType,
}: {
  searchRef: Ref<{ focus: () => void }>;
  /** lease of the task on the screen: the search begins afresh with each */
  task: string;
  classes: readonly string[];
  keys: boolean;
  disabled: boolean;
  onAnswer: OnAnswer;
  onType: () => void;
}) {
  const [search, setSearch] = useState("");
  const [searchedFor, setSearchedFor] = useState(task);
  if (searchedFor !== task) {
    setSearchedFor(task);
    setSearch("");
  }
  const wanted = search.trim();
  const shown = matchingClasses(classes, wanted);

  const columns: CSSProperties & Record<"--class-column", string> = { "--class-column": columnFor(classes) };

  return (
    <div className="annotator-pad">
      {classes.length > maxKeyedClasses && (
        <ClassSearch
          ref={searchRef}
          task={task}
          value={search}
          onChange={(value) => {
            setSearch(value);
            onType();
          }}
          onTake={(timeStamp) => {
            const [first] = shown;
            if (first && wanted !== "") onAnswer(first.label, timeStamp, "key");
          }}
        />
      )}
      <div className="class-grid" style={columns} role="group" aria-label="Classes">
        {shown.map(({ name, label }) => (
          <AnswerButton
            key={label}
            label={label}
            shortcut={keys ? keyOfClass(label) : null}
            disabled={disabled}
            onAnswer={onAnswer}
          >
            {name}
          </AnswerButton>
        ))}
      </div>
      <p role="status" className="text-sm text-muted empty:hidden">
        {shown.length === 0 && `No class matches “${wanted}”.`}
      </p>
    </div>
  );
}

/** Width at which the longest name takes three lines at most. */
function columnFor(classes: readonly string[]): string {
  const longest = Math.max(...classes.map((name) => name.length));
  if (longest <= 20) return "8.5rem";
  return longest <= 36 ? "11rem" : "16rem";
}
