import { AnswerButton, type OnAnswer } from "./answer-button.tsx";

/** What is always within reach: "can't tell", and the way back from a mistake. */
export function Actions({
  onAnswer,
  onUndo,
  keys,
  canAnswer,
  canUndo,
}: {
  onAnswer: OnAnswer;
  onUndo: () => void;
  keys: boolean;
  canAnswer: boolean;
  canUndo: boolean;
}) {
  return (
    <div className="annotator-actions">
      <AnswerButton
        label={null}
        shortcut={keys ? "Space" : null}
        disabled={!canAnswer}
        onAnswer={onAnswer}
        quiet
      >
        Can’t tell
      </AnswerButton>
      <button
        type="button"
        className="answer-button answer-button-quiet"
        aria-keyshortcuts={keys ? "Backspace Control+Z" : "Control+Z"}
        disabled={!canUndo}
        onClick={(event) => {
          // A button that keeps the focus after a click would take the next press of the space bar for itself.
          if (event.detail > 0) event.currentTarget.blur();
          onUndo();
        }}
      >
        <span>Undo</span>
        <kbd aria-hidden>{keys ? "⌫" : "Ctrl Z"}</kbd>
      </button>
    </div>
  );
}
