import { phiInfluence } from "#lib/stats/influence.ts";
import { errorCorrelation } from "#lib/stats/matching.ts";
import type { PairMeasure } from "#lib/study/beyond/pair-measure.ts";
import { comparableWithGold } from "#lib/study/data/pairs.ts";
import { withGold } from "#lib/study/data/items.ts";
import { rightPatterns } from "#lib/study/data/patterns.ts";
import type { Study } from "#lib/study/data/study.ts";
import type { Tallies } from "#lib/study/data/tallies.ts";

/** Correlation φ of errors, over the items with gold that both answered. */
export function phiMeasure(study: Study, tallies: Tallies): PairMeasure {
  const patterns = rightPatterns(study);
  return {
    letter: "φ",
    of: (first, second) => {
      const tally = tallies.pair(first, second);
      const value = errorCorrelation(tally);
      if (value === null) return null;
      const counts = [tally.bothWrong, tally.onlySecond, tally.onlyFirst, tally.bothRight];
      return { value, n: tally.n, counts, influence: phiInfluence(counts) };
    },
    among: withGold,
    comparable: comparableWithGold(study, tallies),
    groups: patterns.counts.length,
    sizes: patterns.counts,
    add: (into, [first, second], influence) => {
      const [x, y] = [patterns.of(first), patterns.of(second)];
      for (let at = 0; at < into.length; at++)
        if (x[at]! < 2 && y[at]! < 2) into[at]! += influence[2 * x[at]! + y[at]!]!;
    },
  };
}
