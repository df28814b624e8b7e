import { type Bins, equalBins, quantileBins } from "#lib/stats/bins.ts";
import { normalInterval } from "#lib/stats/interval.ts";
import { type Line, ols } from "#lib/stats/ols.ts";
import type { Measure } from "#lib/study/difficulty/measures.ts";
import type { Estimate } from "#lib/stats/estimate.ts";
import type { Study, StudyRater } from "#lib/study/data/study.ts";

/** A rater counts in a bin from this many answers on: fewer say too little of an accuracy. */
export const leastAnswers = 5;

export type DifficultyPoint = {
  /** mean of the measure over the bin's items, then over raters */
  x: number;
  /** mean of the raters' accuracies, the least and the largest of them */
  mean: number;
  low: number;
  high: number;
  /** answers of a rater in the bin, mean over the raters */
  n: number;
};

export type DifficultyCurve = {
  points: DifficultyPoint[];
  /** ordinary least squares over the points; null with fewer than three */
  line: Line | null;
};

/** A measure with both kinds' accuracies over it: a panel of a figure, a line of the tests. */
export type Panel = { name: string; measure: Measure; people: DifficultyCurve; machines: DifficultyCurve };

/**
 * Accuracy of the raters of a kind in bins of difficulty, and a line through the bins' points, each bin with
 * the same weight.
 * @param bins asked for; those without enough answers are left out
 * Source: Liu et al. §4.3, Fig. 3.
 */
export function byDifficulty(
  study: Study,
  measure: Measure,
  raters: readonly StudyRater[],
  bins: number,
): DifficultyCurve {
  const { gold } = study;
  const { items } = measure;
  const made = new Map<Float64Array, Bins>();
  const binned = (values: Float64Array): Bins => {
    const known = made.get(values) ?? binsOf(measure, values, bins);
    made.set(values, known);
    return known;
  };
  const gathered = Array.from({ length: bins }, () => ({
    raters: 0,
    x: 0,
    accuracy: 0,
    low: Infinity,
    high: -Infinity,
    n: 0,
  }));
  const answered = new Uint32Array(bins);
  const right = new Uint32Array(bins);
  for (const rater of raters) {
    const { of, centres } = binned(measure.values(rater));
    const { answers } = rater;
    answered.fill(0);
    right.fill(0);
    for (let at = 0; at < of.length; at++) {
      const bin = of[at]!;
      const answer = answers[items[at]!]!;
      if (bin < 0 || answer < 0) continue;
      answered[bin]!++;
      if (answer === gold[items[at]!]!) right[bin]!++;
    }
    gathered.forEach((all, bin) => {
      const n = answered[bin]!;
      if (n < leastAnswers) return;
      const accuracy = right[bin]! / n;
      all.raters++;
      all.x += centres[bin]!;
      all.accuracy += accuracy;
      all.low = Math.min(all.low, accuracy);
      all.high = Math.max(all.high, accuracy);
      all.n += n;
    });
  }
  const points = gathered
    .filter((all) => all.raters > 0)
    .map(({ raters: count, x, accuracy, low, high, n }) => ({
      x: x / count,
      mean: accuracy / count,
      low,
      high,
      n: Math.round(n / count),
    }));
  return {
    points,
    line: ols(
      points.map(({ x }) => x),
      points.map(({ mean }) => mean),
    ),
  };
}

const binsOf = ({ range }: Measure, values: Float64Array, bins: number): Bins =>
  range ? equalBins(values, bins, range[0], range[1]) : quantileBins(values, bins);

/** How far people are ahead of machines among the items of one bin. */
export type Lead = { x: number; n: number; people: number; machines: number; lead: Estimate };

/**
 * Mean accuracy of people − mean accuracy of machines in each bin, with the bin's items as the sample: an
 * item's difference is between the shares of people and of machines that are right on it.
 * @param measure shared by all raters
 * @returns bins with at least `leastAnswers` items that both kinds answered
 */
export function leads(
  study: Study,
  measure: Measure,
  people: readonly StudyRater[],
  machines: readonly StudyRater[],
  bins: number,
): Lead[] {
  const reference = people[0] ?? machines[0];
  if (!reference) return [];
  const { gold } = study;
  const { of, centres } = binsOf(measure, measure.values(reference), bins);
  const gathered = Array.from({ length: bins }, () => ({ n: 0, people: 0, machines: 0, squares: 0 }));
  for (let at = 0; at < measure.items.length; at++) {
    const item = measure.items[at]!;
    const bin = gathered[of[at]!];
    const first = shareRight(gold, people, item);
    const second = shareRight(gold, machines, item);
    if (!bin || Number.isNaN(first) || Number.isNaN(second)) continue;
    bin.n++;
    bin.people += first;
    bin.machines += second;
    bin.squares += (first - second) ** 2;
  }
  return gathered.flatMap(({ n, people: first, machines: second, squares }, bin): Lead[] => {
    if (n < leastAnswers) return [];
    const value = (first - second) / n;
    const lead = normalInterval(value, (squares / n - value ** 2) / n);
    return [{ x: centres[bin]!, n, people: first / n, machines: second / n, lead }];
  });
}

/** NaN where none of them answered. */
function shareRight(gold: Int16Array, raters: readonly StudyRater[], item: number): number {
  let [right, n] = [0, 0];
  for (const { answers } of raters) {
    if (answers[item]! < 0) continue;
    n++;
    if (answers[item] === gold[item]) right++;
  }
  return right / n;
}
