import { type Bins, equalBins, levelBins, quantileBins } from "#lib/stats/bins.ts";
import { type Line, ols } from "#lib/stats/ols.ts";
import type { Measure } from "#lib/study/difficulty/measures.ts";
import type { Study, StudyRater } from "#lib/study/data/study.ts";

/** A rater counts in a bin from this many answers on: fewer say too little of an accuracy. */
export const minAnswers = 5;

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
export type MeasuredCurves = {
  name: string;
  measure: Measure;
  people: DifficultyCurve;
  machines: DifficultyCurve;
};

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
  const binned = (values: Float64Array, steps: number | null): Bins => {
    const known =
      made.get(values) ?? (steps === null ? binsOf(measure, values, bins) : levelBins(values, steps));
    made.set(values, known);
    return known;
  };
  const stepsOf = (rater: StudyRater) => measure.steps?.(rater) ?? null;
  const most = Math.max(bins, ...raters.map((rater) => (stepsOf(rater) ?? 0) + 1));
  const gathered = Array.from({ length: most }, emptyBin);
  for (const rater of raters)
    for (const values of measure.views?.(rater) ?? [measure.values(rater)]) {
      const { of, centres } = binned(values, stepsOf(rater));
      const { answered, right } = countedIn(most, of, items, rater.answers, gold);
      for (const [bin, all] of gathered.entries()) {
        const n = answered[bin] ?? 0;
        if (n >= minAnswers) take(all, n, (right[bin] ?? 0) / n, centres[bin] ?? NaN);
      }
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

/** Sums over the raters that count in a bin. */
const emptyBin = () => ({ raters: 0, x: 0, accuracy: 0, low: Infinity, high: -Infinity, n: 0 });

function take(all: ReturnType<typeof emptyBin>, n: number, accuracy: number, centre: number): void {
  all.raters++;
  all.x += centre;
  all.accuracy += accuracy;
  all.low = Math.min(all.low, accuracy);
  all.high = Math.max(all.high, accuracy);
  all.n += n;
}

/** A rater's answers, and right ones, by bin. @param of bin of each of `items`; −1 for none */
function countedIn(
  bins: number,
  of: Int32Array,
  items: Int32Array,
  answers: Int16Array,
  gold: Int16Array,
): { answered: Uint32Array; right: Uint32Array } {
  const answered = new Uint32Array(bins);
  const right = new Uint32Array(bins);
  for (let at = 0; at < of.length; at++) {
    const [bin, item] = [of[at]!, items[at]!];
    if (bin < 0 || answers[item] === -1) continue;
    answered[bin]!++;
    if (answers[item] === gold[item]) right[bin]!++;
  }
  return { answered, right };
}

export const binsOf = ({ range }: Measure, values: Float64Array, bins: number): Bins =>
  range ? equalBins(values, bins, range[0], range[1]) : quantileBins(values, bins);
