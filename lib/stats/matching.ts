import type { Random } from "#lib/random.ts";

/** Items by whether two raters are right. */
export type RightWrong = { bothRight: number; onlyFirst: number; onlySecond: number; bothWrong: number };

/**
 * How well one rater's being right tells another's: (P(A|B) + P(Ā|B̄))/2, with A: the first is right,
 * B: the second, the reference, is. ½: not at all; 1: right and wrong on the same items.
 * @returns in [0, 1]; null where the second is right, or wrong, on no item
 * Source: Liu et al. §4.4, Figs. 4 and 6.
 */
export function matchingPercentage({
  bothRight,
  onlyFirst,
  onlySecond,
  bothWrong,
}: RightWrong): number | null {
  const [right, wrong] = [bothRight + onlySecond, onlyFirst + bothWrong];
  if (right === 0 || wrong === 0) return null;
  return (bothRight / right + bothWrong / wrong) / 2;
}

/**
 * A balanced set: as many items on which the second rater is right as on which it is wrong, the
 * larger of the two parts drawn down at random without replacement.
 * @returns the table of the drawn items; the smaller part is kept whole
 */
export function balanced(table: RightWrong, random: Random): RightWrong {
  const { bothRight, onlyFirst, onlySecond, bothWrong } = table;
  const [right, wrong] = [bothRight + onlySecond, onlyFirst + bothWrong];
  if (right > wrong) {
    const kept = drawn(bothRight, onlySecond, wrong, random);
    return { ...table, bothRight: kept, onlySecond: wrong - kept };
  }
  const kept = drawn(bothWrong, onlyFirst, right, random);
  return { ...table, bothWrong: kept, onlyFirst: right - kept };
}

/** How many of `some` are among `size` drawn from some + others without replacement (hypergeometric). */
function drawn(some: number, others: number, size: number, random: Random): number {
  let [left, rest, found] = [some, some + others, 0];
  for (let draw = 0; draw < size; draw++) {
    if (random.unit() * rest < left) {
      left--;
      found++;
    }
    rest--;
  }
  return found;
}

/**
 * Correlation of two raters' mistakes: the phi coefficient of right and wrong.
 *   φ = (n₁₁n₀₀ − n₁₀n₀₁)/√(n₁·n₀·n·₁n·₀)
 * @returns in [−1, 1]; null where a rater is always right or always wrong
 * Source: Yule 1912; as ρ of errors in Steyvers et al., PNAS 2022.
 */
export function errorCorrelation({ bothRight, onlyFirst, onlySecond, bothWrong }: RightWrong): number | null {
  const margins =
    (bothRight + onlyFirst) * (onlySecond + bothWrong) * ((bothRight + onlySecond) * (onlyFirst + bothWrong));
  return margins === 0 ? null : (bothRight * bothWrong - onlyFirst * onlySecond) / Math.sqrt(margins);
}
