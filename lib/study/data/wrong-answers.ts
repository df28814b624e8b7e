import { cellLink } from "#lib/study/data/cell-link.ts";
import { type Study, type StudyRater, machinesOf, singleHumans } from "#lib/study/data/study.ts";
import { type Tallies, mostClasses } from "#lib/study/data/tallies.ts";

/** C^HH, C^MM and C^HM: what two raters answer where both are wrong, summed over the pairs of a type. */

export type PairType = "human–human" | "machine–machine" | "human–machine";
export type RaterPair = readonly [StudyRater, StudyRater];

/** Every two raters of a type once; the human first in mixed pairs. The aggregate is made of people and in no pair. */
export function pairsOf(study: Study, type: PairType): RaterPair[] {
  const humans = singleHumans(study);
  const machines = machinesOf(study);
  if (type === "human–machine")
    return humans.flatMap((human) => machines.map((machine): RaterPair => [human, machine]));
  const raters = type === "human–human" ? humans : machines;
  return raters.flatMap((first, at) => raters.slice(at + 1).map((second): RaterPair => [first, second]));
}

/** Why there are no matrices of answers for this study; null where there are. */
export const withoutMatrices = ({ classes }: Study): string | null =>
  classes.length > mostClasses
    ? `Matrices of answers are kept for up to ${mostClasses} classes; this project has ${classes.length}.`
    : null;

export type WrongAnswers = {
  type: PairType;
  /** pairs of raters with at least one item that both answered wrongly */
  pairs: number;
  /** cases: an item that both raters of a pair answered wrongly */
  n: number;
  /** cases in which both gave the same wrong answer */
  same: number;
  /** [K × K] share of all cases with these answers; sums to 1, symmetric within a kind; null without a case */
  shares: Float64Array | null;
  /** address of the pictures of cell (row, column): of the pair that makes this mistake most often */
  link: (row: number, column: number) => string | null;
};

/**
 * C_{r,c} = Σ over pairs of #{items: both wrong, one answers r, the other c} / Σ over pairs of #{both wrong}.
 * Within a kind neither rater of a pair is the first, so both orders count half.
 * @returns shares of shape [K × K], rows are the human's answers in mixed pairs
 * Source: Liu et al. Fig. 2.
 */
export function wrongAnswers(study: Study, type: PairType, tallies: Tallies): WrongAnswers {
  const K = study.classes.length;
  const counts = new Float64Array(K * K);
  const most = new Uint32Array(K * K);
  const where = new Map<number, RaterPair>();
  const mixed = type === "human–machine";
  let pairs = 0;
  let n = 0;
  let same = 0;
  for (const [first, second] of K > mostClasses ? [] : pairsOf(study, type)) {
    const tally = tallies.pair(first, second);
    if (tally.bothWrong === 0) continue;
    pairs++;
    n += tally.bothWrong;
    same += tally.sameWrong;
    for (let row = 0; row < K; row++) {
      for (let column = 0; column < K; column++) {
        const count = tally.wrong[row * K + column]!;
        if (count === 0) continue;
        const add = (cell: number, pair: RaterPair, weight: number) => {
          counts[cell]! += weight * count;
          if (count <= most[cell]!) return;
          most[cell] = count;
          where.set(cell, pair);
        };
        add(row * K + column, [first, second], mixed ? 1 : 0.5);
        if (!mixed) add(column * K + row, [second, first], 0.5);
      }
    }
  }
  return {
    type,
    pairs,
    n,
    same,
    shares: n === 0 ? null : counts.map((count) => count / n),
    link: (row, column) => {
      const pair = where.get(row * K + column);
      if (!pair) return null;
      const [a, b] = pair;
      return cellLink({ a: a.id, aAnswer: row, b: b.id, bAnswer: column, wrong: true });
    },
  };
}
