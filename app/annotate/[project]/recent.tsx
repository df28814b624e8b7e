import { addressOf } from "./picture.ts";
import type { RecentAnswer } from "./feed-snapshot.ts";

const shown = 8;

/** One's own last answers, the newest first; each opens again to be changed. */
export function Recent({
  answers,
  classes,
  project,
  disabled,
  onReopen,
}: {
  answers: readonly RecentAnswer[];
  classes: readonly string[];
  project: string;
  disabled: boolean;
  onReopen: (lease: string) => void;
}) {
  if (answers.length === 0) return null;
  return (
    <section aria-label="Your last answers" className="annotator-recent">
      <ol>
        {answers.slice(0, shown).map((answer, i) => {
          const name = wordFor(answer, classes);
          return (
            <li key={answer.lease}>
              <button
                type="button"
                aria-disabled={disabled || undefined}
                title={`${name} · change`}
                onClick={(event) => {
                  if (event.detail > 0) event.currentTarget.blur();
                  if (!disabled) onReopen(answer.lease);
                }}
              >
                {/* A few small pictures that the browser has already: an optimiser would fetch them again. */}
                {/* eslint-disable-next-line @next/next/no-img-element -- the browser has it already */}
                <img src={addressOf(project, answer.lease)} alt="" width={36} height={36} />
                <span className="sr-only">Change </span>
                <span className="recent-name">{name}</span>
                <span className="sr-only">{i === 0 ? "(the last)" : `(${i + 1} back)`}</span>
              </button>
            </li>
          );
        })}
      </ol>
    </section>
  );
}

/** What somebody did with a picture, in a word. */
export const wordFor = (
  { label, skipped }: Pick<RecentAnswer, "label" | "skipped">,
  classes: readonly string[],
): string => (skipped ? "skipped" : label === null ? "can’t tell" : (classes[label] ?? "?"));
