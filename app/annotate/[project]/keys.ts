export type KeyPress = Pick<
  KeyboardEvent,
  "key" | "code" | "repeat" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey"
>;

export type Command =
  | { do: "label"; label: number }
  | { do: "unsure" | "skip" | "flag" | "undo" | "keep" | "help" | "full-screen" }
  | { do: "zoom"; by: "in" | "out" }
  | { do: "pan"; x: -1 | 0 | 1; y: -1 | 0 | 1 }
  /** held: it lasts until the key is let go */
  | { do: "magnify" };

/** Shift and an arrow, as directions of the eye: to the right means that the picture goes left. */
const panning: Record<string, { x: -1 | 0 | 1; y: -1 | 0 | 1 }> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

/** Keys that mean the same whatever the classes are called. */
const fixed: Record<string, Exclude<Command, { label: number } | { by: string } | { x: number }>> = {
  Backspace: { do: "undo" },
  ArrowLeft: { do: "undo" },
  ArrowRight: { do: "skip" },
  " ": { do: "unsure" },
  "!": { do: "flag" },
  "?": { do: "help" },
  Escape: { do: "keep" },
};

/**
 * What a key press means on the annotation page.
 * A held key never answers twice (`repeat`). Digits count by their place too, since some layouts
 * type them only with Shift.
 * @param labels which class a key answers with; none where classes are searched for
 */
export function commandOf(press: KeyPress, labels: ReadonlyMap<string, number>): Command | null {
  const { key, ctrlKey, metaKey, altKey, shiftKey, repeat } = press;
  const held = ctrlKey || metaKey || altKey;
  // Looking closer goes on while the key is held; nothing is answered by it.
  if (!held && shiftKey && panning[key]) return { do: "pan", ...panning[key] };
  if (!held && (key === "+" || key === "=")) return { do: "zoom", by: "in" };
  if (!held && key === "-") return { do: "zoom", by: "out" };
  if (repeat) return null;
  if ((ctrlKey || metaKey) && !altKey && !shiftKey && key.toLowerCase() === "z") return { do: "undo" };
  if (held) return null;
  if (key === "Enter") return shiftKey ? { do: "full-screen" } : { do: "magnify" };
  const command = fixed[key];
  if (command) return command;
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(press.code)?.[1];
  const label = key.length === 1 ? labels.get(digit ?? key.toLowerCase()) : undefined;
  return label === undefined ? null : { do: "label", label };
}
