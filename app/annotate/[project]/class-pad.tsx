import { type CSSProperties, type Ref, useState } from "react";
import { AnswerButton, type OnAnswer } from "./answer-button.tsx";
import { maxKeyedClasses, type Placed } from "./class-layout.ts";
import { ClassSearch } from "./class-search.tsx";
import { matchingClasses } from "./matching-classes.ts";
import { numbered } from "#lib/numbers.ts";

/** One button a class in the person's order, its key printed on it; with very many classes, a search before them. */
export function ClassPad({
  searchRef,
  task,
  placed,
  keys,
  earlier,
  disabled,
  onAnswer,
  onType,
}: {
  searchRef: Ref<{ focus: () => void }>;
  /** lease of the task on the screen: the search begins afresh with each */
  task: string;
  placed: readonly Placed[];
  keys: boolean;
  /** the class of the answer that was opened again */
  earlier: number | null;
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
  const shown = matchingClasses(placed, wanted);
  const names = placed.map(({ name }) => name);
  const columns: CSSProperties & Record<"--class-column", string> = { "--class-column": columnFor(names) };

  return (
    <div className="annotator-pad">
      {placed.length > maxKeyedClasses && (
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
      <p role="status" className={shown.length === 0 ? "text-sm text-muted" : "sr-only"}>
        {shown.length === 0
          ? `No class matches “${wanted}”.`
          : wanted !== "" && `${numbered(shown.length, "match", "matches")}; Enter takes ${shown[0]?.name}.`}
      </p>
      <div className="class-grid" style={columns} role="group" aria-label="Classes">
        {shown.map(({ name, label, key, description }) => (
          <AnswerButton
            key={label}
            label={label}
            shortcut={keys ? key : null}
            disabled={disabled}
            earlier={label === earlier}
            title={description === "" ? undefined : `${name}: ${description}`}
            onAnswer={onAnswer}
          >
            {name}
          </AnswerButton>
        ))}
      </div>
    </div>
  );
}

/** With more rows the page scrolls on a phone, whatever the picture leaves. */
const mostRows = 6;

/** How many rows of buttons a phone held upright is to show all of, for annotate.css; none where there are too many. */
export function rowsOnAPhone(names: readonly string[]): CSSProperties & Record<"--rows", number> {
  const rows = columnFor(names) === narrow ? Math.ceil(names.length / 2) : names.length;
  return { "--rows": rows <= mostRows ? rows : 0 };
}

/** Two of them stand side by side on a phone. */
const narrow = "8.5rem";

/** Width at which the longest name takes few lines. */
function columnFor(names: readonly string[]): string {
  const longest = Math.max(...names.map((name) => name.length));
  if (longest <= 20) return narrow;
  return longest <= 36 ? "11rem" : "16rem";
}
