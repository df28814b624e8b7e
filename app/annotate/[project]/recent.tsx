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
    <section
      aria-label="Your last answers"
      className="flex w-full items-center gap-4 border-t border-line pt-5"
    >
      <button
        type="button"
        className="answer-button answer-button-quiet shrink-0"
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
      <ol className="flex min-w-0 flex-1 gap-3 overflow-x-auto p-1">
        {answers.map(({ key, image, label }) => {
          const name = label === null ? "can’t tell" : (classes[label] ?? "?");
          return (
            <li key={key} className="flex w-14 shrink-0 flex-col items-center gap-1 text-xs text-muted">
              {/* A few small pictures that the browser has already: an optimiser would fetch them again. */}
              {/* eslint-disable-next-line @next/next/no-img-element */}
              <img
                src={`/api/images/${image}?project=${encodeURIComponent(project)}`}
                alt=""
                width={40}
                height={40}
                className="size-10 rounded-md object-cover [image-rendering:pixelated]"
              />
              <span className="max-w-full truncate">{name}</span>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
