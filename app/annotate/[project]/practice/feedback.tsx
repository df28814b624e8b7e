import { useLayoutEffect, useRef } from "react";
import type { Told } from "./page-of-practice.tsx";
import { buttonClass } from "../../../_ui/button-class.ts";

/** Whether the answer was right, and what the picture is; Enter, Space or → goes on. */
export function FeedbackOf({
  told: { label, truth, right },
  classes,
  last,
  keys,
  onNext,
}: {
  told: Told;
  classes: readonly string[];
  /** no picture follows */
  last: boolean;
  keys: boolean;
  onNext: () => void;
}) {
  const button = useRef<HTMLButtonElement>(null);
  // before it is painted: Space pressed as soon as it is seen is meant for it
  useLayoutEffect(() => button.current?.focus({ preventScroll: true }), []);
  return (
    <div className="flex flex-col gap-5" data-testid="feedback">
      <div
        id="practice-feedback"
        className={`flex flex-col gap-1.5 rounded-card border px-5 py-4 [overflow-wrap:anywhere] ${right ? "border-accent/40 bg-accent-soft" : "border-warning/40 bg-warning-soft"}`}
      >
        <p className="flex items-center gap-2 text-sm font-medium">
          <Sign right={right} />
          {right ? "Right" : label === null ? "You could not tell" : "Not right"}
        </p>
        <p>
          This is <strong className="block text-xl">{classes[truth]}</strong>
        </p>
        {!right && label !== null && <p className="text-sm">You said {classes[label]}</p>}
      </div>
      <button
        ref={button}
        type="button"
        className={buttonClass("primary", "sm:self-start")}
        aria-describedby="practice-feedback"
        aria-keyshortcuts={keys ? "Enter Space ArrowRight" : undefined}
        // The key that answered may still be held.
        onKeyDown={(event) => {
          if (event.repeat) event.preventDefault();
        }}
        onClick={onNext}
      >
        {last ? "See the result" : "Next picture"}
        <kbd aria-hidden className="[@media(hover:none)]:hidden">
          Enter
        </kbd>
      </button>
    </div>
  );
}

/** A tick or a cross: colour alone says nothing to many. */
const Sign = ({ right }: { right: boolean }) => (
  <svg
    viewBox="0 0 20 20"
    width="18"
    height="18"
    fill="none"
    stroke="currentColor"
    strokeWidth="2"
    strokeLinecap="round"
    strokeLinejoin="round"
    aria-hidden
  >
    <path d={right ? "M4 10.5 8.5 15 16 5.5" : "M5 5l10 10M15 5 5 15"} />
  </svg>
);
