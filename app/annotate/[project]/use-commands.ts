import { useEffect, useRef } from "react";
import { type Command, commandOf } from "./keys.ts";

const isTyping = (target: EventTarget | null): boolean => {
  // The search for a class has the focus most of the time: while it is empty, keys mean what they mean elsewhere.
  if (target instanceof HTMLInputElement && target.dataset.keysWhenEmpty !== undefined)
    return target.value !== "";
  return (
    target instanceof HTMLElement &&
    target.closest("input, textarea, select, [contenteditable], dialog") !== null
  );
};

/**
 * Keys of the annotation page. Silent while somebody types, while a dialog is open and for held keys.
 * @param labels which class a key answers with
 * @param singleKeys whether keys count without Ctrl or Cmd; one can switch that off (WCAG 2.1.4)
 * @param onRelease the key that is held to look closer was let go
 */
export function useCommands(
  labels: ReadonlyMap<string, number>,
  singleKeys: boolean,
  onCommand: (command: Command, timeStamp: number) => void,
  onRelease: () => void,
): void {
  const handler = useRef({ labels, onCommand, onRelease });
  useEffect(() => {
    handler.current = { labels, onCommand, onRelease };
  }, [labels, onCommand, onRelease]);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!singleKeys && !event.ctrlKey && !event.metaKey) return;
      if (event.isComposing || isTyping(event.target) || document.querySelector("dialog[open]")) return;
      // Space and Enter on a focused control belong to the control.
      const control = event.target instanceof HTMLElement && event.target.closest("button, a, summary");
      if (control && (event.key === " " || event.key === "Enter")) return;
      const command = commandOf(event, handler.current.labels);
      if (!command) return;
      // Escape leaves the full screen as well; the browser sees to that.
      if (command.do !== "keep") event.preventDefault();
      handler.current.onCommand(command, event.timeStamp);
    };
    const onKeyUp = (event: KeyboardEvent) => {
      if (event.key === "Enter") handler.current.onRelease();
    };
    const onBlur = () => handler.current.onRelease();
    window.addEventListener("keydown", onKey);
    window.addEventListener("keyup", onKeyUp);
    window.addEventListener("blur", onBlur);
    return () => {
      window.removeEventListener("keydown", onKey);
      window.removeEventListener("keyup", onKeyUp);
      window.removeEventListener("blur", onBlur);
    };
  }, [singleKeys]);
}
