import type { StudyRater } from "#lib/study/data/study.ts";

/** How the votes of several raters on an item are spread, without a table of items by classes. */

export type Votes = {
  /** raters who answered */
  total: number;
  /** votes of the commonest answer; 0 without votes */
  most: number;
  /** answers that have as many votes as the commonest */
  tied: number;
  /** votes for the class that was given, by class [K]; only classes that were given are current */
  of: Int32Array;
};

/**
 * Counts an item's votes after the other: the same object comes back each time, with `of` valid for the
 * classes that were given.
 * @param classes K
 */
export function voteCounter(raters: readonly StudyRater[], classes: number): (item: number) => Votes {
  const votes: Votes = { total: 0, most: 0, tied: 0, of: new Int32Array(classes) };
  const columns = raters.map(({ answers }) => answers);
  const given = new Int16Array(columns.length);
  return (item) => {
    for (let nth = 0; nth < given.length; nth++) given[nth] = columns[nth]![item]!;
    for (const answer of given) if (answer >= 0) votes.of[answer] = 0;
    [votes.total, votes.most, votes.tied] = [0, 0, 0];
    for (const answer of given) {
      if (answer < 0) continue;
      votes.total++;
      const count = ++votes.of[answer]!;
      if (count > votes.most) [votes.most, votes.tied] = [count, 1];
      else if (count === votes.most) votes.tied++;
    }
    return votes;
  };
}

/**
 * Share of the votes that the commonest answer has when one vote is taken away.
 * @param own class of the vote taken away; −1 for none
 * @returns NaN where no vote is left
 */
export function commonestShare({ total, most, tied, of }: Votes, own: number): number {
  if (own < 0) return total === 0 ? NaN : most / total;
  if (total < 2) return NaN;
  return (of[own] === most && tied === 1 ? most - 1 : most) / (total - 1);
}

/**
 * Entropy of the votes when one is taken away, in nats: H = −Σ p ln p over classes, summed over voters as
 * −(1/m) Σ ln(votes for the voter's answer / m).
 * @param own class of the vote taken away; −1 for none
 * @param answers of all voters to the item; −1 for none
 * @returns NaN with fewer than two votes left: one vote says nothing of agreement
 */
export function votesEntropy({ total, of }: Votes, own: number, answers: readonly number[]): number {
  const m = own < 0 ? total : total - 1;
  if (m < 2) return NaN;
  let taken = own < 0;
  let sum = 0;
  for (const answer of answers) {
    if (answer < 0) continue;
    if (!taken && answer === own) {
      taken = true;
      continue;
    }
    sum += Math.log((of[answer]! - (answer === own ? 1 : 0)) / m);
  }
  return Math.max(0, -sum / m);
}
