import type { Leads } from "#lib/items/leads.ts";
import { answeredByAll, leads, said, withGold } from "#lib/study/data/items.ts";
import {
  type Comparable,
  type PairType,
  type RaterPair,
  comparableWithGold,
  pairTypes,
  pairsOf,
  tooFewSaid,
} from "#lib/study/data/pairs.ts";
import { answersOf, type Study } from "#lib/study/data/study.ts";
import type { StudySettings } from "#lib/study/settings.ts";
import { type Tallies, maxMatrixClasses } from "#lib/study/data/tallies.ts";

/** C^HH, C^MM and C^HM: what two raters answer where both are wrong, summed over the pairs of a type. */

/** Whether matrices of answers are kept for this study. */
export const hasMatrices = ({ classes }: Study): boolean => classes.length <= maxMatrixClasses;

export type WrongAnswers = {
  type: PairType;
  /** pairs of raters with at least one item that both answered wrongly */
  pairs: number;
  /** cases: an item that both raters of a pair answered wrongly */
  n: number;
  /** cases in which both gave the same wrong answer */
  same: number;
  /** [K × K] share of all cases with these answers; sums to 1, symmetric within a kind; null without a case */
  total: Float64Array | null;
  /** the same as it is looked at: of all cases, or of those in its row; NaN in a row without a case */
  shares: Float64Array | null;
  /** items of cell (row, column): of the pair that makes this mistake most often */
  leads: (row: number, column: number) => Leads | null;
};

/** What a matrix's cells are shares of. */
export type Normalised = StudySettings["matrices"];

/**
 * By rows, C_{p,q} = P(the other answers q | one answers p): of the cases in which one of the pair answers p.
 * Of all, Σ over pairs of #{items: both wrong, one answers r, the other c} / Σ over pairs of #{both wrong}.
 * Within a kind neither rater of a pair is the first, so both orders count half.
 * @param comparable pairs that share enough items; others are left out
 * @returns shares of shape [K × K], rows are the human's answers in mixed pairs
 * Source: Liu et al. §4 and Fig. 2: C_pq = P(f = q | p).
 */
function wrongAnswers(
  study: Study,
  type: PairType,
  tallies: Tallies,
  comparable: Comparable,
  by: Normalised,
): WrongAnswers {
  const K = study.classes.length;
  const counts = new Float64Array(K * K);
  const largest = new Uint32Array(K * K);
  const where = new Map<number, RaterPair>();
  const mixed = type === "human–machine";
  const add = (cell: number, pair: RaterPair, count: number) => {
    counts[cell]! += mixed ? count : count / 2;
    if (count <= largest[cell]!) return;
    largest[cell] = count;
    where.set(cell, pair);
  };
  let pairs = 0;
  let n = 0;
  let same = 0;
  for (const pair of hasMatrices(study) ? pairsOf(study, type) : []) {
    const [first, second] = pair;
    const tally = tallies.pair(first, second);
    if (tally.bothWrong === 0 || !comparable(pair)) continue;
    pairs++;
    n += tally.bothWrong;
    same += tally.sameWrong;
    for (const [cell, count] of tally.wrong.entries()) {
      if (count === 0) continue;
      add(cell, pair, count);
      if (!mixed) add((cell % K) * K + Math.floor(cell / K), [second, first], count);
    }
  }
  const base = {
    ...withGold,
    ...answeredByAll(study.raters.filter((rater) => answersOf(rater) === study.n)),
  };
  const total = n === 0 ? null : counts.map((count) => count / n);
  return {
    type,
    pairs,
    n,
    same,
    total,
    shares: total && (by === "rows" ? rowsOf(total, K) : total),
    leads: (row, column) => {
      const pair = where.get(row * K + column);
      if (!pair) return null;
      const [a, b] = pair;
      const answers = [said(a, row), said(b, column), said(a, "wrong"), said(b, "wrong")];
      return leads({ ...base, said: answers }, largest[row * K + column] ?? 0);
    },
  };
}

function rowsOf(cells: Float64Array, K: number): Float64Array {
  const rows = new Float64Array(K * K);
  for (let row = 0; row < K; row++) {
    const own = cells.subarray(row * K, (row + 1) * K);
    const sum = own.reduce((all, share) => all + share, 0);
    rows.set(
      own.map((share) => (sum === 0 ? NaN : share / sum)),
      row * K,
    );
  }
  return rows;
}

/** Of every type, in the order of `pairTypes`; pairs that share too few items are left out. */
export type AllWrongAnswers = {
  types: readonly WrongAnswers[];
  by: Normalised;
  /** for Block.items: which pairs were left out; "" for none */
  leftOut: string;
};

export function allWrongAnswers(study: Study, tallies: Tallies, by: Normalised): AllWrongAnswers {
  const comparable = comparableWithGold(study, tallies);
  const pairs = pairTypes.flatMap((type) => pairsOf(study, type));
  return {
    types: pairTypes.map((type) => wrongAnswers(study, type, tallies, comparable, by)),
    by,
    leftOut: tooFewSaid(pairs, comparable),
  };
}

/** What the cells are shares of, in words. */
export const sharesSaid = (by: Normalised): string =>
  by === "rows"
    ? "Each row is divided by its sum, so that a cell says how often the other answers the column's class where one has wrongly answered the row's: C_pq = P(f = q | p)."
    : "They are divided by the number of such cases (an item and a pair), so that each matrix sums to 1.";
