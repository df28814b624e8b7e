/** Keys for the first classes, in the order of the buttons: 1 … 9, 0, then the letters as they lie on the keyboard. */
const keyRow = "1234567890qwertyuiopasdfghjklzxcvbnm";

/** Beyond this many classes there are not enough keys: the page offers a search instead. */
export const maxKeyedClasses = keyRow.length;

/** The key printed on the button of a class; null when there is none left. */
export const keyOfClass = (label: number): string | null => keyRow[label] ?? null;

export type KeyPress = Pick<
  KeyboardEvent,
  "key" | "code" | "repeat" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey"
>;

export type Command =
  { do: "label"; label: number } | { do: "unsure" } | { do: "undo" } | { do: "help" } | null;

/**
 * What a key press means on the annotation page.
 * A held key never answers twice (`repeat`). Digits count by their place too, since some layouts
 * type them only with Shift.
 */
export function commandOf(press: KeyPress, classes: number): Command {
  if (press.repeat) return null;
  if ((press.ctrlKey || press.metaKey) && !press.altKey && !press.shiftKey && press.key.toLowerCase() === "z")
    return { do: "undo" };
  if (press.ctrlKey || press.metaKey || press.altKey) return null;
  if (press.key === "Backspace" || press.key === "ArrowLeft") return { do: "undo" };
  if (press.key === " ") return { do: "unsure" };
  if (press.key === "?") return { do: "help" };
  if (classes > maxKeyedClasses) return null;
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(press.code)?.[1];
  const label = keyRow.indexOf(digit ?? press.key.toLowerCase());
  return press.key.length === 1 && label >= 0 && label < classes ? { do: "label", label } : null;
}
