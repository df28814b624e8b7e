"use client";

import { useRef } from "react";
import type { MeasuredTime } from "#lib/timing/measured.ts";

/** label null is "can't tell"; timeStamp is the deciding event's own, ms on performance.now()'s clock. */
export type OnAnswer = (label: number | null, timeStamp: number, input: MeasuredTime["input"]) => void;

/** The decision is made when the finger or the mouse button goes down; the click only confirms it. */
export function AnswerButton({
  label,
  shortcut,
  disabled,
  quiet = false,
  earlier = false,
  title,
  onAnswer,
  children,
}: {
  label: number | null;
  shortcut: string | null;
  disabled: boolean;
  quiet?: boolean;
  /** it was the answer before this picture was opened again */
  earlier?: boolean;
  title?: string | undefined;
  onAnswer: OnAnswer;
  children: string;
}) {
  const down = useRef<{ timeStamp: number; input: MeasuredTime["input"] } | null>(null);
  return (
    <button
      type="button"
      // Not disabled for the browser, which would take the focus from it.
      aria-disabled={disabled || undefined}
      aria-keyshortcuts={shortcut ?? undefined}
      aria-current={earlier || undefined}
      title={title}
      className={quiet ? "answer-button answer-button-quiet" : "answer-button"}
      onPointerDown={(event) => {
        const input = event.pointerType === "touch" ? "touch" : "pointer";
        down.current = { timeStamp: event.timeStamp, input };
      }}
      onClick={(event) => {
        const pressed = event.detail > 0 ? down.current : null;
        down.current = null;
        // A button that keeps the focus after a click would take the next press of the space bar for itself.
        if (pressed) event.currentTarget.blur();
        if (disabled) return;
        onAnswer(label, pressed?.timeStamp ?? event.timeStamp, pressed?.input ?? "key");
      }}
    >
      <span className="answer-name" title={quiet || title !== undefined ? undefined : children}>
        {children}
      </span>
      {shortcut && <kbd aria-hidden>{shortcut.length === 1 ? shortcut.toUpperCase() : shortcut}</kbd>}
    </button>
  );
}
