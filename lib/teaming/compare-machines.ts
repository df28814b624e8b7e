import { pairedDifference } from "#lib/stats/difference.ts";
import type { Estimate } from "#lib/stats/estimate.ts";
import { leastSampled } from "#lib/teaming/random-part.ts";
import { normalInterval } from "#lib/stats/interval.ts";

/** What two machines are compared by: trusted labels, or people's answers. */
export type Basis = "gold" | "answers";

/** better, worse: the whole interval is on one side of nothing; even: it is not; too few: nothing can be told. */
export type Verdict = "better" | "worse" | "even" | "too few";

/** A new machine beside the one that routes. */
export type MachineComparison = {
  basis: Basis;
  /** items of the basis that both have predicted without having learnt from them */
  items: number;
  /** of these: items that stand for others, asked at random; 0 by gold */
  audited: number;
  /** shares right, each item as often as it stands for others; null without an item */
  accuracy: { first: number; second: number } | null;
  /** first − second on the same items, in [−1, 1], with its 95 % interval; null without an item */
  difference: Estimate | null;
  verdict: Verdict;
};

/** Items with gold from which on gold decides; fewer items of either kind decide nothing. */
export const leastItems = 50;

/** Items by who is right, gold known. */
export type GoldCounts = { both: number; first: number; second: number; neither: number };

/** @returns the comparison by gold; null for fewer items than decide anything */
export function compareByGold({ both, first, second, neither }: GoldCounts): MachineComparison | null {
  const n = both + first + second + neither;
  if (n < leastItems) return null;
  const difference = pairedDifference(first, second, n);
  const accuracy = { first: (both + first) / n, second: (both + second) / n };
  return { basis: "gold", items: n, audited: 0, accuracy, difference, verdict: verdictOf(difference) };
}

/** Items that people have answered, as columns of equal length. */
export type AnsweredItems = {
  /** in how far people say that the machine is right, [0, 1]: in parts where their votes are tied */
  first: ArrayLike<number>;
  second: ArrayLike<number>;
  /** probability with which the item was sent to people, (0, 1] */
  inclusion: ArrayLike<number>;
};

/**
 * The comparison by people's answers: D = Σ w·d / Σ w over the items, d = first − second and w = 1/inclusion, with
 * the variance Σ w²(d − D)² / (Σ w)². The least sure items were asked for certain; one asked at random stands for
 * others that nobody is asked about, or not yet. Weights are not trimmed: that would pull the estimate towards
 * the least sure items, on which machines differ most.
 * @param fewest items asked at random in the smallest part that they stand for; Infinity where all items are asked
 * Source: Horvitz & Thompson 1952; the ratio form is Hájek's (1971), its linearised variance Särndal, Swensson &
 * Wretman, Model Assisted Survey Sampling, 1992, §5.7, with replacement, so that it errs on the wide side.
 */
export function compareByAnswers(
  { first, second, inclusion }: AnsweredItems,
  fewest: number,
): MachineComparison {
  const n = inclusion.length;
  let [total, of1, of2, audited] = [0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    const probability = inclusion[i] ?? NaN;
    if (!(probability > 0 && probability <= 1)) throw new RangeError(`inclusion[${i}] is ${probability}`);
    if (probability < 1) audited++;
    total += 1 / probability;
    of1 += (first[i] ?? NaN) / probability;
    of2 += (second[i] ?? NaN) / probability;
  }
  const head = { basis: "answers", items: n, audited } as const;
  if (n === 0) return { ...head, accuracy: null, difference: null, verdict: "too few" };
  const value = (of1 - of2) / total;
  let [squares, spread] = [0, 0];
  for (let i = 0; i < n; i++) {
    const weight = 1 / (inclusion[i] ?? NaN);
    squares += (weight * ((first[i] ?? NaN) - (second[i] ?? NaN) - value)) ** 2;
    spread += weight ** 2;
  }
  // as many items as weigh alike (Kish 1965), where nothing varied
  const difference = normalInterval(value, squares / total ** 2, -1, 1, total ** 2 / spread);
  const few = n < leastItems || fewest < leastSampled;
  return {
    ...head,
    accuracy: { first: of1 / total, second: of2 / total },
    difference,
    verdict: few ? "too few" : verdictOf(difference),
  };
}

/** Which side of nothing the interval is on. */
export function verdictOf(difference: Estimate | null): Verdict {
  if (difference === null) return "too few";
  if (difference.low > 0) return "better";
  return difference.high < 0 ? "worse" : "even";
}

/** Is the first machine surely not worse by more than the margin? @param margin accuracy, [0, 1] */
export const notWorse = ({ difference, verdict }: MachineComparison, margin: number): boolean =>
  verdict !== "too few" && difference !== null && difference.low > -margin;
