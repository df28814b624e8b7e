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
 * @param singleKeys whether keys count without Ctrl or Cmd; one can switch that off (WCAG 2.1.4)
 */
export function useCommands(
  classes: number,
  singleKeys: boolean,
  onCommand: (command: NonNullable<Command>, timeStamp: number) => void,
): void {
  const handler = useRef(onCommand);
  useEffect(() => {
    handler.current = onCommand;
  }, [onCommand]);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!singleKeys && !event.ctrlKey && !event.metaKey) return;
      if (event.isComposing || isTyping(event.target) || document.querySelector("dialog[open]")) return;
      // Space and Enter on a focused control belong to the control.
      const control = event.target instanceof HTMLElement && event.target.closest("button, a, summary");
      if (control && (event.key === " " || event.key === "Enter")) return;
      const command = commandOf(event, classes);
      if (!command) return;
      event.preventDefault();
      handler.current(command, event.timeStamp);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [classes, singleKeys]);
}
