import { randomSource } from "#lib/random.ts";
import { basicInterval, bootstrapCounts } from "#lib/stats/bootstrap.ts";
import { type ReliabilityBin, reliability } from "#lib/stats/calibration.ts";
import type { Estimate } from "#lib/stats/estimate.ts";
import { normalInterval } from "#lib/stats/interval.ts";
import { type Study, type StudyRater, machinesOf } from "#lib/study/data/study.ts";
import type { StudySettings } from "#lib/study/settings.ts";

/** Do machines know how sure they may be? */

/** Bins of the expected calibration error. Source: Guo et al., ICML 2017. */
const bins = 15;

export type Calibration = {
  machine: StudyRater;
  n: number;
  accuracy: number;
  /** mean confidence */
  confidence: number;
  ece: Estimate;
  bins: ReliabilityBin[];
  direction: Direction;
};

/** Whether mean confidence exceeds accuracy. */
export type Direction = "overconfident" | "underconfident" | "calibrated on average";

type DrawSettings = Pick<StudySettings, "seed" | "resamples">;

/** Machines with a confidence on an item whose gold label is known, each over all of its own. */
export function calibrations(study: Study, settings: DrawSettings): Calibration[] {
  const right = new Uint8Array(study.n);
  const confidence = new Float64Array(study.n);
  return machinesOf(study).flatMap((rater): Calibration[] => {
    if (!rater.machine) return [];
    let [hits, sure] = [0, 0];
    const { confidence: given } = rater.machine;
    for (let i = 0; i < study.n; i++) {
      const compared = study.gold[i] !== -1 && rater.answers[i] !== -1;
      // a softmax in single precision may end a hair above 1
      const value = compared ? Math.min(1, given[i]!) : NaN;
      const hit = compared && rater.answers[i] === study.gold[i] ? 1 : 0;
      confidence[i] = value;
      right[i] = hit;
      if (Number.isNaN(value)) continue;
      hits += hit;
      sure += value;
    }
    const { n, bins: filled } = reliability(confidence, right, bins);
    if (n === 0) return [];
    return [
      {
        machine: rater,
        n,
        accuracy: hits / n,
        confidence: sure / n,
        ece: eceOf(filled, settings, study.raters.indexOf(rater)),
        bins: filled,
        direction: directionOf(hits / n, sure / n),
      },
    ];
  });
}

/** Differences of mean confidence and accuracy below this are called none. */
const negligible = 0.01;

function directionOf(accuracy: number, confidence: number): Direction {
  if (Math.abs(confidence - accuracy) < negligible) return "calibrated on average";
  return confidence > accuracy ? "overconfident" : "underconfident";
}

/** Names the use of the seed, and of this section. */
const draws = [7, 1] as const;

/** Resamples for every machine: no more than this many each. */
const maxResamples = 200;

/**
 * ECE with its interval: the items of each bin by right and wrong are drawn again, the bin's mean confidence
 * stands. Resampling pushes every bin off the diagonal by chance once more, so resampled values lie
 * above the measured one as that lies above the truth; the basic interval turns this round.
 * @param path of the random source: the rater's place
 * Source: Davison & Hinkley, Bootstrap Methods and their Application, 1997, §5.2.
 */
function eceOf(filled: readonly ReliabilityBin[], settings: DrawSettings, path: number): Estimate {
  const counts = filled.flatMap(({ n, accuracy }) => {
    const hits = Math.round(n * accuracy);
    return [hits, n - hits];
  });
  const statistic = (drawn: Float64Array) => {
    let [error, n] = [0, 0];
    for (const [bin, { confidence }] of filled.entries()) {
      const [hits = 0, misses = 0] = drawn.subarray(2 * bin, 2 * bin + 2);
      n += hits + misses;
      error += Math.abs(hits - confidence * (hits + misses));
    }
    return n === 0 ? NaN : error / n;
  };
  const resamples = Math.min(settings.resamples, maxResamples);
  const random = randomSource(settings.seed, ...draws, path);
  const drawn = basicInterval(bootstrapCounts(counts, statistic, { resamples, random }), 0, 1);
  if (drawn.low < drawn.high) return drawn;
  // every bin all right or all wrong: resamples are the same, which is no certainty
  const n = filled.reduce((sum, bin) => sum + bin.n, 0);
  return normalInterval(drawn.value, 0, 0, 1, n);
}
