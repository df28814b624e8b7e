"use client";

/** One of the person's own answers; label null is "can't tell". */
export type RecentAnswer = { key: string; image: string; label: number | null };

/** One's own last answers, the newest first, with undo beside it. */
export function Recent({
  answers,
  classes,
  project,
  undoing,
  onUndo,
}: {
  answers: readonly RecentAnswer[];
  classes: readonly string[];
  project: string;
  undoing: boolean;
  onUndo: () => void;
}) {
  return (
    <section aria-label="Your last answers" className="recent">
      <button
        type="button"
        className="answer-button answer-button-quiet"
        aria-keyshortcuts="Backspace Control+Z"
        disabled={undoing || answers.length === 0}
        onClick={(event) => {
          if (event.detail > 0) event.currentTarget.blur();
          onUndo();
        }}
      >
        <span>Undo</span>
        <kbd aria-hidden>⌫</kbd>
      </button>
      <ol className="recent-list">
        {answers.map(({ key, image, label }) => {
          const name = label === null ? "can’t tell" : (classes[label] ?? "?");
          return (
            <li key={key}>
              {/* A few small pictures that the browser has already: an optimiser would fetch them again. */}
              {/* eslint-disable-next-line @next/next/no-img-element */}
              <img
                src={`/api/images/${image}?project=${encodeURIComponent(project)}`}
                alt=""
                width={40}
                height={40}
                className="recent-image"
              />
              <span className="truncate">{name}</span>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
