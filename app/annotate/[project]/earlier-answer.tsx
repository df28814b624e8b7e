import type { MeasuredTime } from "#lib/timing/measured.ts";

/** A picture was opened again: what was answered then, and how to leave it at that. */
export function EarlierAnswer({
  name,
  onKeep,
}: {
  /** of the class */
  name: string;
  onKeep: (timeStamp: number, input: MeasuredTime["input"]) => void;
}) {
  return (
    <>
      Taken back: it was <strong className="text-ink">{name}</strong>. Change your answer, or{" "}
      <button
        type="button"
        className="min-h-6 font-medium underline underline-offset-4"
        aria-keyshortcuts="Escape"
        onClick={(event) => {
          const byKey = event.detail === 0;
          if (!byKey) event.currentTarget.blur();
          onKeep(event.timeStamp, byKey ? "key" : "pointer");
        }}
      >
        keep it
      </button>{" "}
      <kbd aria-hidden>Esc</kbd>
    </>
  );
}
