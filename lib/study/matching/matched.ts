import { randomSource } from "#lib/random.ts";
import { bootstrapCounts } from "#lib/stats/bootstrap.ts";
import type { Estimate } from "#lib/stats/estimate.ts";
import { balanced, matchingPercentage, type RightWrong } from "#lib/stats/matching.ts";
import { proportion } from "#lib/stats/proportion.ts";
import type { RaterPair } from "#lib/study/data/pairs.ts";
import type { Study } from "#lib/study/data/study.ts";
import type { Tallies } from "#lib/study/data/tallies.ts";
import type { StudySettings } from "#lib/study/settings.ts";

export type DrawSettings = Pick<StudySettings, "seed" | "resamples">;

/** The matching of one ordered pair: in one drawn set, and what all draws would give on average. */
export type Matched = {
  pair: RaterPair;
  /** null where the second is right, or wrong, on no item */
  drawn: number | null;
  drawnItems: number | null;
  expected: Estimate | null;
  /** standard deviation over draws */
  spread: number | null;
};

/** Resamples are drawn for every ordered pair, 272 for 17 raters: no more than this many each. */
const maxResamples = 200;
export const resamplesOf = ({ resamples }: DrawSettings): number => Math.min(resamples, maxResamples);

/** Names the uses of the seed in this section. */
const draws = { balanced: 1, bootstrap: 2 };

export function matched(study: Study, settings: DrawSettings, tallies: Tallies, pair: RaterPair): Matched {
  const { bothRight, onlyFirst, onlySecond, bothWrong } = tallies.pair(...pair);
  const right = bothRight + onlySecond;
  const wrong = bothWrong + onlyFirst;
  if (right === 0 || wrong === 0)
    return { pair, drawn: null, drawnItems: null, expected: null, spread: null };
  // Named by the raters' places in the study, so that another order of the matrix draws the same sets.
  const path = pair.map((rater) => study.raters.indexOf(rater));
  const set = balanced(
    { bothRight, onlyFirst, onlySecond, bothWrong },
    randomSource(settings.seed, 3, draws.balanced, ...path),
  );
  const expected = bootstrapCounts(
    [bothRight, onlyFirst, onlySecond, bothWrong],
    ([a = 0, b = 0, c = 0, d = 0]) =>
      matchingPercentage({ bothRight: a, onlyFirst: b, onlySecond: c, bothWrong: d }) ?? NaN,
    {
      resamples: resamplesOf(settings),
      random: randomSource(settings.seed, 3, draws.bootstrap, ...path),
    },
  );
  return {
    pair,
    drawn: matchingPercentage(set),
    drawnItems: set.bothRight + set.onlyFirst + set.onlySecond + set.bothWrong,
    expected: expected.low < expected.high ? expected : alike(expected.value, tallies.pair(...pair)),
    spread: drawSpread(bothRight, right, bothWrong, wrong),
  };
}

/** Where resamples are all the same: the mean of Wilson's intervals of its two halves. */
function alike(value: number, { bothRight, onlyFirst, onlySecond, bothWrong }: RightWrong): Estimate {
  const [right, wrong] = [
    proportion(bothRight, bothRight + onlySecond),
    proportion(bothWrong, bothWrong + onlyFirst),
  ];
  return {
    value,
    low: ((right.low ?? 0) + (wrong.low ?? 0)) / 2,
    high: ((right.high ?? 1) + (wrong.high ?? 1)) / 2,
  };
}

/**
 * Standard deviation of M over draws of the balanced set: the larger side is sampled without replacement
 * down to the size m of the smaller, which is kept whole, so that
 * Var = ¼ · p(1 − p)/m · (N − m)/(N − 1) for the larger side's N items and share p.
 */
function drawSpread(bothRight: number, right: number, bothWrong: number, wrong: number): number {
  const [hits, N, m] = right >= wrong ? [bothRight, right, wrong] : [bothWrong, wrong, right];
  if (N === m) return 0;
  const p = hits / N;
  return Math.sqrt(((p * (1 - p)) / m) * ((N - m) / (N - 1))) / 2;
}
