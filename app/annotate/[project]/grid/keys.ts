import type { KeyPress } from "../keys.ts";

export type GridCommand =
  | { do: "label"; label: number }
  | { do: "unsure" | "skip" | "flag" | "undo" | "help" | "full-screen" }
  /** the picture under the cursor in or out of the selection */
  | { do: "choose" }
  | { do: "choose all" | "choose none" }
  /** `extend`: what is passed over is selected */
  | { do: "move"; to: Direction; extend: boolean }
  /** held: it lasts until the key is let go */
  | { do: "magnify" };
export type Direction = "left" | "right" | "up" | "down" | "first" | "last";

const moves: Record<string, Direction> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
  Home: "first",
  End: "last",
};

const fixed: Record<string, GridCommand> = {
  " ": { do: "choose" },
  Escape: { do: "choose none" },
  Backspace: { do: "undo" },
  ".": { do: "unsure" },
  "-": { do: "skip" },
  "!": { do: "flag" },
  "?": { do: "help" },
};

/** No characters: they mean the same where single keys are switched off (WCAG 2.1.4). */
export const needsNoCharacter = ({ do: what }: GridCommand): boolean =>
  what === "move" || what === "choose" || what === "choose none" || what === "magnify";

/**
 * What a key press means in the grid. A held key moves on, but never answers twice (`repeat`). Digits count by their
 * place too, since some layouts type them only with Shift.
 * @param labels which class a key answers with; none where classes are searched for
 */
export function gridCommandOf(press: KeyPress, labels: ReadonlyMap<string, number>): GridCommand | null {
  const { key, ctrlKey, metaKey, altKey, shiftKey, repeat } = press;
  const to = moves[key];
  if (to && !ctrlKey && !metaKey && !altKey) return { do: "move", to, extend: shiftKey };
  if (repeat || altKey) return null;
  if (ctrlKey || metaKey) {
    if (shiftKey) return null;
    if (key.toLowerCase() === "z") return { do: "undo" };
    return key.toLowerCase() === "a" ? { do: "choose all" } : null;
  }
  if (key === "Enter") return shiftKey ? { do: "full-screen" } : { do: "magnify" };
  const command = fixed[key];
  if (command) return command;
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(press.code)?.[1];
  const label = key.length === 1 ? labels.get(digit ?? key.toLowerCase()) : undefined;
  return label === undefined ? null : { do: "label", label };
}
