import type { ReactNode } from "react";
import { AnswerButton, type OnAnswer } from "./answer-button.tsx";
import type { View } from "./view.ts";

/** In the grid Space and the arrows select. */
const keysOf = {
  single: { unsure: "Space", skip: { shown: "→", key: "ArrowRight" } },
  grid: { unsure: ".", skip: { shown: "−", key: "-" } },
} as const satisfies Record<View, { unsure: string; skip: { shown: string; key: string } }>;

/** What is always within reach: three ways not to name a class, each of another meaning, and the way back from a mistake. */
export function Actions({
  view,
  onAnswer,
  onSkip,
  onFlag,
  onUndo,
  keys,
  canAnswer,
  canFlag,
  canUndo,
}: {
  view: View;
  onAnswer: OnAnswer;
  /** timeStamp as for OnAnswer */
  onSkip: (timeStamp: number) => void;
  onFlag: () => void;
  onUndo: () => void;
  keys: boolean;
  canAnswer: boolean;
  canFlag: boolean;
  canUndo: boolean;
}) {
  const { unsure, skip } = keysOf[view];
  return (
    <div className="annotator-actions">
      <AnswerButton
        label={null}
        shortcut={keys ? unsure : null}
        disabled={!canAnswer}
        onAnswer={onAnswer}
        title="An answer: nobody could tell from this picture"
        quiet
      >
        Can’t tell
      </AnswerButton>
      <QuietButton
        name="Skip"
        keys={keys ? [skip.shown] : []}
        shortcuts={keys ? skip.key : undefined}
        title="No answer: it comes back later, to you or to others"
        disabled={!canAnswer}
        onPress={onSkip}
      />
      <QuietButton
        name="Flag"
        keys={keys ? ["!"] : []}
        shortcuts={keys ? "!" : undefined}
        title="A remark for the reviewers; you can answer all the same"
        disabled={!canFlag}
        onPress={onFlag}
      />
      <QuietButton
        name="Undo"
        keys={[keys ? "⌫" : "Ctrl Z"]}
        shortcuts={keys ? "Backspace Control+Z" : "Control+Z"}
        title="Take back what you did last"
        disabled={!canUndo}
        onPress={onUndo}
      />
    </div>
  );
}

function QuietButton({
  name,
  keys,
  shortcuts,
  title,
  disabled,
  onPress,
}: {
  name: string;
  keys: readonly string[];
  shortcuts: string | undefined;
  title: string;
  disabled: boolean;
  onPress: (timeStamp: number) => void;
}): ReactNode {
  return (
    <button
      type="button"
      className="answer-button answer-button-quiet"
      aria-keyshortcuts={shortcuts}
      title={title}
      aria-disabled={disabled || undefined}
      onClick={(event) => {
        // A button that keeps the focus after a click would take the next press of the space bar for itself.
        if (event.detail > 0) event.currentTarget.blur();
        if (disabled) return;
        onPress(event.timeStamp);
      }}
    >
      <span>{name}</span>
      {keys.map((key) => (
        <kbd key={key} aria-hidden>
          {key}
        </kbd>
      ))}
    </button>
  );
}
