import { normalInterval } from "#lib/stats/interval.ts";
import { type Evaluated, evaluated } from "#lib/study/data/evaluated.ts";
import type { Estimate } from "#lib/stats/estimate.ts";
import type { Study, StudyRater } from "#lib/study/data/study.ts";
import type { PairType } from "#lib/study/data/wrong-answers.ts";

export type SharedMistakes = {
  /** the type of pair, or "first − second" */
  name: PairType | `${PairType} − ${PairType}`;
  /** share of the cases where both are wrong that have the same wrong answer, or a difference of two */
  estimate: Estimate;
  /** cases; null for a difference */
  n: number | null;
};

/**
 * How often two raters that are both wrong are wrong in the same way, with the items as the sample.
 * For item i and a type of pairs: bᵢ pairs both wrong, sᵢ of them with the same answer. The share is
 * R = Σsᵢ / Σbᵢ; item i moves it by (sᵢ − R·bᵢ) / Σbᵢ, and the variance is the sum of the squares of these
 * (of the differences of these for a difference of two shares, since both stand on the same items).
 * @returns only types with a case
 * Source: Cochran, Sampling Techniques, §6.3 (ratio estimate); Efron & Tibshirani 1993, ch. 21.
 */
export function sharedMistakes(study: Study): {
  evaluated: Evaluated;
  types: SharedMistakes[];
  differences: SharedMistakes[];
} {
  const joint = evaluated(study);
  const humans = joint.raters.filter(({ kind, source }) => kind === "human" && source !== "aggregate");
  const machines = joint.raters.filter(({ kind }) => kind === "machine");
  const both: Record<PairType, Float64Array> = columns(joint.items.length);
  const same: Record<PairType, Float64Array> = columns(joint.items.length);
  const h = new Uint32Array(study.classes.length);
  const m = new Uint32Array(study.classes.length);
  joint.items.forEach((item, at) => {
    const gold = study.gold[item]!;
    const wrongHumans = wrongVotes(h, humans, item, gold);
    const wrongMachines = wrongVotes(m, machines, item, gold);
    both["human–human"][at] = choose2(wrongHumans);
    both["machine–machine"][at] = choose2(wrongMachines);
    both["human–machine"][at] = wrongHumans * wrongMachines;
    if (wrongHumans + wrongMachines < 2) return;
    for (let k = 0; k < h.length; k++) {
      same["human–human"][at]! += choose2(h[k]!);
      same["machine–machine"][at]! += choose2(m[k]!);
      same["human–machine"][at]! += h[k]! * m[k]!;
    }
  });

  const ratios = (["human–human", "machine–machine", "human–machine"] as const).flatMap((name) => {
    const n = sum(both[name]);
    if (n === 0) return [];
    const value = sum(same[name]) / n;
    const influence = both[name].map((b, at) => (same[name][at]! - value * b) / n);
    return [{ name, n, value, influence }];
  });
  const compared = [
    ["machine–machine", "human–machine"],
    ["machine–machine", "human–human"],
    ["human–machine", "human–human"],
  ] as const;
  return {
    evaluated: joint,
    types: ratios.map(({ name, n, value, influence }) => ({
      name,
      n,
      estimate: within(value, influence, 0, 1),
    })),
    differences: compared.flatMap(([first, second]): SharedMistakes[] => {
      const a = ratios.find(({ name }) => name === first);
      const b = ratios.find(({ name }) => name === second);
      if (!a || !b) return [];
      const influence = a.influence.map((move, at) => move - b.influence[at]!);
      return [
        { name: `${first} − ${second}`, n: null, estimate: within(a.value - b.value, influence, -1, 1) },
      ];
    }),
  };
}

const columns = (n: number): Record<PairType, Float64Array> => ({
  "human–human": new Float64Array(n),
  "machine–machine": new Float64Array(n),
  "human–machine": new Float64Array(n),
});

/** Fills votes [K] with the wrong answers to an item. @returns how many are wrong */
function wrongVotes(votes: Uint32Array, raters: readonly StudyRater[], item: number, gold: number): number {
  votes.fill(0);
  let wrong = 0;
  for (const { answers } of raters) {
    const answer = answers[item]!;
    if (answer === gold) continue;
    votes[answer]!++;
    wrong++;
  }
  return wrong;
}

const choose2 = (n: number): number => (n * (n - 1)) / 2;
const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);

function within(value: number, influence: Float64Array, least: number, most: number): Estimate {
  const variance = influence.reduce((total, influence) => total + influence * influence, 0);
  return normalInterval(value, variance, least, most);
}
