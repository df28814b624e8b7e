import { randomBinomial } from "d3-random";
import type { Random } from "#lib/random.ts";
import type { Estimate } from "#lib/stats/estimate.ts";

export type BootstrapOptions = {
  resamples: number;
  random: Random;
  /** of the interval; 0.95 by default */
  level?: number;
};

/**
 * Bootstrap over items for a statistic that depends on the items only through how many of them fall
 * in each of a few cells (right/wrong of two raters, say). Drawing n items with replacement makes
 * the counts multinomial(n, counts/n); they are drawn as such, by conditional binomials. That is
 * the same distribution as resampling the items, at a cost that does not depend on n.
 * @param counts [cells], whole numbers ≥ 0
 * @param statistic of resampled counts [cells]; NaN where it is undefined: such a resample is left out
 * @returns the statistic of the counts as they are, and the percentile interval; the interval is the
 *   value itself where no resample has one
 * @throws RangeError for counts that are negative or not whole, no resamples, or a level outside (0, 1)
 * Source: Efron & Tibshirani, An Introduction to the Bootstrap, §6 and §13.3; Davis 1993 for the draw.
 */
export function bootstrapCounts(
  counts: ArrayLike<number>,
  statistic: (counts: Float64Array) => number,
  options: BootstrapOptions,
): Estimate {
  const given = Float64Array.from(counts);
  let n = 0;
  given.forEach((count, cell) => {
    if (!(Number.isInteger(count) && count >= 0)) throw new RangeError(`counts[${cell}] is ${count}`);
    n += count;
  });
  const binomial = randomBinomial.source(() => options.random.unit());
  const drawn = new Float64Array(given.length);
  const resample = () => {
    let items = n;
    let rest = n;
    given.forEach((count, cell) => {
      // what is left of the items falls in this cell with its share of what is left of the counts
      drawn[cell] = items === 0 || count === 0 ? 0 : count >= rest ? items : binomial(items, count / rest)();
      items -= drawn[cell];
      rest -= count;
    });
    return statistic(drawn);
  };
  return withInterval(statistic(given), resample, options);
}

/**
 * The percentile interval turned round the value, for a statistic that resampling pushes to one side as
 * sampling did: [2·value − high, 2·value − low], within [min, max].
 * Source: Davison & Hinkley, Bootstrap Methods and their Application, 1997, §5.2.1.
 */
export const basicInterval = ({ value, low, high }: Estimate, min: number, max: number): Estimate => ({
  value,
  low: Math.min(max, Math.max(min, 2 * value - high)),
  high: Math.min(max, Math.max(min, 2 * value - low)),
});

function withInterval(
  value: number,
  resample: () => number,
  { resamples, level = 0.95 }: BootstrapOptions,
): Estimate {
  if (!(resamples >= 1)) throw new RangeError(`an interval cannot come from ${resamples} resamples`);
  if (!(level > 0 && level < 1)) throw new RangeError(`level must be between 0 and 1, not ${level}`);
  const values: number[] = [];
  for (let i = 0; i < resamples; i++) {
    const drawn = resample();
    if (!Number.isNaN(drawn)) values.push(drawn);
  }
  const sorted = Float64Array.from(values).sort();
  if (sorted.length === 0) return { value, low: value, high: value };
  return {
    value,
    low: quantile(sorted, (1 - level) / 2),
    high: quantile(sorted, (1 + level) / 2),
  };
}

/** Linear between order statistics (Hyndman & Fan's type 7, the default of R and NumPy). */
function quantile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const [low, high] = [sorted[below]!, sorted[Math.min(below + 1, sorted.length - 1)]!];
  return low + (at - below) * (high - low);
}
