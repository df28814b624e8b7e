import { labelsByKey, type Placed } from "../../../../annotate/[project]/class-layout.ts";
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
  { do: "choose"; label: number; gold: boolean } | { do: "undecidable" | "later" | "back" | "leave" } | null;

/**
 * Which class a key decides for: that with which the person would answer; numbers for the candidates alone where there
 * are too many classes for keys.
 */
export const keysOfClasses = (
  placed: readonly Placed[],
  candidates: readonly Candidate[],
): ReadonlyMap<string, number> =>
  placed.some(({ key }) => key !== null)
    ? labelsByKey(placed)
    : new Map(candidates.map(({ label }, i) => [String(i + 1), label]));

/** What a key means to who reviews; with Shift a decision becomes gold, too. A held key decides once. */
export function verdictKey(press: KeyPress, labels: ReadonlyMap<string, number>): VerdictCommand {
  if (press.repeat || press.ctrlKey || press.metaKey || press.altKey) return null;
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(press.code)?.[1];
  const label = press.key.length === 1 ? labels.get(digit ?? press.key.toLowerCase()) : undefined;
  if (label !== undefined) return { do: "choose", label, gold: press.shiftKey };
  switch (press.key) {
    case " ":
      return { do: "undecidable" };
    case "ArrowRight":
      return { do: "later" };
    case "Backspace":
      return { do: "back" };
    case ".":
      return { do: "leave" };
    default:
      return null;
  }
}
