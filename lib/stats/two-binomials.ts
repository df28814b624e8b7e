import { at } from "#lib/array.ts";

/** A mixture of two binomial distributions: something happens rarely to some, often to the others. */
export type TwoBinomials = {
  /** chances of it at each trial */
  rare: number;
  often: number;
  /** share of those to whom it happens rarely */
  share: number;
};

const ITERATIONS = 200;
/** No chance and no share comes closer to 0 and 1, or one odd count would rule. */
const SMALLEST = 1e-3;
const inside = (value: number): number => Math.min(1 - SMALLEST, Math.max(SMALLEST, value));

/** log P(count | chance), but for the binomial coefficient, which all components share. */
const logLikelihood = (count: number, trials: number, chance: number): number =>
  count * Math.log(chance) + (trials - count) * Math.log(1 - chance);

/**
 * P(it happens rarely | it happened `count` times of `trials`).
 */
export function rarely({ rare, often, share }: TwoBinomials, count: number, trials: number): number {
  const odds =
    Math.log(share / (1 - share)) + logLikelihood(count, trials, rare) - logLikelihood(count, trials, often);
  return 1 / (1 + Math.exp(-odds));
}

/**
 * Fits the mixture by expectation–maximisation.
 * @param counts of each case, 0 … trials
 * Source: Dempster, Laird & Rubin 1977; McLachlan & Peel 2000, “Finite mixture models”.
 */
export function fitTwoBinomials(counts: ArrayLike<number>, trials: number): TwoBinomials {
  const cases = new Float64Array(trials + 1);
  for (let i = 0; i < counts.length; i++) cases[at(counts, i)]! += 1;
  let fit: TwoBinomials = { rare: 0.1, often: 0.8, share: 0.8 };
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    let [weight, happened, happenedInAll] = [0, 0, 0];
    cases.forEach((many, count) => {
      const own = many * rarely(fit, count, trials);
      weight += own;
      happened += own * count;
      happenedInAll += many * count;
    });
    const others = counts.length - weight;
    fit = {
      rare: inside(happened / Math.max(SMALLEST, weight * trials)),
      often: inside((happenedInAll - happened) / Math.max(SMALLEST, others * trials)),
      share: inside(weight / counts.length),
    };
  }
  return fit;
}
