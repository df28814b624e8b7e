import { useLayoutEffect, useRef } from "react";
import type { KeyPress } from "./keys.ts";

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
 * Keys of the annotation pages. Silent while somebody types and while a dialog is open.
 * @param commandOf what a key press means; null: nothing here
 * @param singleKeys whether keys count without Ctrl or Cmd; one can switch that off (WCAG 2.1.4)
 * @param onRelease the key that is held to look closer was let go
 * @param always commands whose keys count all the same
 */
export function useCommands<Command>(
  commandOf: (press: KeyPress) => Command | null,
  singleKeys: boolean,
  onCommand: (command: Command, timeStamp: number) => void,
  onRelease: () => void,
  always: (command: Command) => boolean = () => false,
): void {
  const handler = useRef({ commandOf, onCommand, onRelease, always });
  // before the page is painted: a key pressed as soon as something is seen is meant for it
  useLayoutEffect(() => {
    handler.current = { commandOf, onCommand, onRelease, always };
  }, [commandOf, onCommand, onRelease, always]);

  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.isComposing || isTyping(event.target) || document.querySelector("dialog[open]")) return;
      // Space and Enter on a focused control belong to the control.
      const control = event.target instanceof HTMLElement && event.target.closest("button, a, summary");
      if (control && (event.key === " " || event.key === "Enter")) return;
      const command = handler.current.commandOf(event);
      if (command === null) return;
      if (!singleKeys && !event.ctrlKey && !event.metaKey && !handler.current.always(command)) return;
      // Escape leaves the full screen as well; the browser sees to that.
      if (event.key !== "Escape") event.preventDefault();
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
