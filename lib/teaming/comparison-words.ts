import { counted, numbered, points } from "#lib/numbers.ts";
import { leastItems, type MachineComparison } from "#lib/teaming/compare-machines.ts";
import { leastSampled } from "#lib/teaming/random-part.ts";

/** A comparison of a new machine with the active one, in words: pages and commands say the same. */

const unsigned = (share: number): string => points(Math.abs(share)).replace("+", "");

/** "Better by 1.2 points (0.4 to 2.0)." */
export function verdictWords({ difference, verdict }: MachineComparison): string {
  if (difference === null || verdict === "too few") return "Too few items to tell.";
  const { value, low, high } = difference;
  switch (verdict) {
    case "better":
      return `Better by ${unsigned(value)} points (${unsigned(low)} to ${unsigned(high)}).`;
    case "worse":
      return `Worse by ${unsigned(value)} points (${unsigned(high)} to ${unsigned(low)}).`;
    case "even":
      return `No difference shown: ${points(value)} points (${points(low)} to ${points(high)}).`;
  }
}

/** What it was measured on. */
export function basisWords({ basis, items, audited, verdict }: MachineComparison): string {
  if (verdict === "too few")
    return `People have answered ${numbered(items, "item")} that both machines predict, ${counted(audited)} of them asked at random. It takes ${leastItems} of them, or of items with gold, and ${leastSampled} asked at random where some wait or are kept.`;
  return basis === "gold"
    ? `On the ${numbered(items, "item")} with gold that both predict, neither having learnt from them.`
    : `By people’s answers to ${numbered(items, "item")} that both predict, ${counted(audited)} of them asked at random; each counts for as many as it stands for.`;
}

/** What the project's rule made of it. @param decision margin in [0, 1] */
export function decisionWords(decision: MachineComparison & { margin: number; activated: boolean }): string {
  const { activated, margin, difference, verdict } = decision;
  const allowed =
    margin === 0
      ? "the project allows no loss"
      : `the project allows a loss of ${+(100 * margin).toFixed(3)} points`;
  if (difference === null || verdict === "too few")
    return "It did not take over by itself: there were too few items to tell.";
  const { low } = difference;
  const worst = low >= 0 ? "it is surely not worse" : `it loses ${unsigned(low)} points at the worst`;
  return activated
    ? `It took over by itself: ${worst}, and ${allowed}.`
    : `It did not take over by itself: at the worst it loses ${unsigned(Math.min(0, low))} points, and ${allowed}.`;
}
