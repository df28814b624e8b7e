import { counted } from "#lib/numbers.ts";
import { answeredBase, minShare } from "#lib/study/data/evaluated.ts";
import { listed } from "#lib/study/data/names.ts";
import { type Study, type StudyRater, machinesOf, singleHumans } from "#lib/study/data/study.ts";
import type { Tallies } from "#lib/study/data/tallies.ts";

/** Pairs of raters by kind. */

export type PairType = "human–human" | "machine–machine" | "human–machine";
export const pairTypes = [
  "human–human",
  "machine–machine",
  "human–machine",
] as const satisfies readonly PairType[];

export type RaterPair = readonly [StudyRater, StudyRater];

export function pairTypeOf([first, second]: RaterPair): PairType {
  if (first.kind !== second.kind) return "human–machine";
  return first.kind === "human" ? "human–human" : "machine–machine";
}

/** Every two raters of a type once; the human first in mixed pairs. The aggregate is made of people and in no pair. */
export function pairsOf(study: Study, type: PairType): RaterPair[] {
  const humans = singleHumans(study);
  const machines = machinesOf(study);
  if (type === "human–machine")
    return humans.flatMap((human) => machines.map((machine): RaterPair => [human, machine]));
  const raters = type === "human–human" ? humans : machines;
  return raters.flatMap((first, at) => raters.slice(at + 1).map((second): RaterPair => [first, second]));
}

/**
 * Whether two raters share enough items to be compared: at least half of those that a joint comparison
 * starts from. In a mean over pairs each counts the same, so that a newcomer's first twenty answers would
 * otherwise weigh as much as ten thousand.
 */
export type Comparable = (pair: RaterPair) => boolean;

/** By their common items with gold. */
export function comparableWithGold(study: Study, tallies: Tallies): Comparable {
  const min = minShare * answeredBase(study).items.length;
  const place = new Map(study.raters.map((rater, at) => [rater, at]));
  return ([first, second]) => {
    // always asked in the study's order: the mirror image would be made anew each time
    const inOrder = (place.get(first) ?? 0) < (place.get(second) ?? 0);
    return (inOrder ? tallies.pair(first, second) : tallies.pair(second, first)).n >= min;
  };
}

/** For Block.items: the pairs that share too few items, "; left out, with too few common items: carl"; "" for none. */
export function tooFewSaid(
  pairs: readonly RaterPair[],
  comparable: Comparable,
  leftOut = "left out",
): string {
  const sparse = pairs.filter((pair) => !comparable(pair));
  if (sparse.length === 0) return "";
  const compared = new Set(pairs.filter(comparable).flat());
  const alone = new Set(sparse.flat().filter((rater) => !compared.has(rater)));
  const rest = sparse.filter((pair) => !pair.some((rater) => alone.has(rater)));
  const names = [
    ...[...alone].map(({ name }) => name),
    ...rest.map(([first, second]) => `${first.name} with ${second.name}`),
  ];
  return `; ${leftOut}, with too few common items: ${listed(names)}`;
}

/** "7,461 cases in 3 pairs" */
export const casesSaid = (n: number, pairs: number): string =>
  `${counted(n)} cases in ${pairs} pair${pairs === 1 ? "" : "s"}`;
