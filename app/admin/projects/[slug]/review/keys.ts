import type { KeyPress } from "../../../../annotate/[project]/keys.ts";

/** A class that somebody thinks it may be, and how many answers say so. */
export type Candidate = { label: number; votes: number; isMachines: boolean };

/** One key each. */
const most = 9;

/** The classes worth a key: those that were answered, the commonest first, then the machine's, then what the team believes. */
export function candidatesOf({
  answers,
  machine,
  belief,
}: {
  answers: readonly { label: number }[];
  machine: { label: number } | null;
  belief: readonly { label: number }[];
}): Candidate[] {
  const votes = new Map<number, number>();
  for (const { label } of answers) votes.set(label, (votes.get(label) ?? 0) + 1);
  const said = [...votes].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([label]) => label);
  const all = new Set([
    ...said,
    ...(machine ? [machine.label] : []),
    ...belief.slice(0, 2).map(({ label }) => label),
  ]);
  return [...all]
    .slice(0, most)
    .map((label) => ({ label, votes: votes.get(label) ?? 0, isMachines: machine?.label === label }));
}

export type VerdictCommand =
  { do: "choose"; at: number } | { do: "undecidable" | "later" | "back" | "leave" | "gold" } | null;

/** What a key means to who reviews. A held key decides once. */
export function verdictKey(press: KeyPress, candidates: number): VerdictCommand {
  if (press.repeat || press.ctrlKey || press.metaKey || press.altKey) return null;
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(press.code)?.[1];
  if (digit !== undefined)
    return Number(digit) <= candidates ? { do: "choose", at: Number(digit) - 1 } : null;
  switch (press.key) {
    case " ":
      return { do: "undecidable" };
    case "ArrowRight":
      return { do: "later" };
    case "Backspace":
      return { do: "back" };
    case "x":
    case "X":
      return { do: "leave" };
    case "g":
    case "G":
      return { do: "gold" };
    default:
      return null;
  }
}
