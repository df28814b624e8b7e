import { accuracyOf } from "#lib/train/accuracy.ts";
import type { TrainingData, TrainingHooks } from "#lib/train/contract.ts";
import type { Items } from "#lib/train/items.ts";
import type { TrainingOptions } from "#lib/train/options.ts";
import { train } from "#lib/train/train.ts";

/** Choosing hyper-parameters by noisy labels that were put aside. Gold has no part in it: a trial is given none. */

/** What a training with these hyper-parameters came to. */
export type Trial<Hyper = unknown> = {
  hyper: Hyper;
  /** share of the labels put aside that the network answers: noisy ones, which rank networks as right ones would */
  aside: number;
};

/**
 * Trains on the labels that are not put aside, and counts how many of those put aside the network answers.
 * @param data without anything to predict and gold
 * @throws RangeError when nothing was put aside; TrainingError as train() does
 */
export async function trial(
  data: Omit<TrainingData, "predict">,
  aside: Pick<Items, "rows" | "labels">,
  options: TrainingOptions,
  hooks: TrainingHooks,
): Promise<Trial> {
  const { probabilities } = await train(
    { ...data, predict: { rows: aside.rows, gold: new Int32Array(aside.rows.length).fill(-1) } },
    options,
    hooks,
  );
  const right = accuracyOf(probabilities, aside.labels, data.classes);
  if (right === null) throw new RangeError("No labels were put aside to choose by.");
  return { hyper: options.hyper ?? {}, aside: right };
}

/**
 * Of trials with the same candidates in several worlds (kinds of noise, seeds), the candidate with the highest mean;
 * of equal ones the earlier. A candidate that was not tried in every world cannot be compared, and is left out.
 * @param worldOf what tells a trial's world from others
 * @returns candidates from best to worst with the mean over their worlds; empty without trials
 */
export function ranked<T extends Trial>(
  trials: readonly T[],
  worldOf: (trial: T) => string,
): { hyper: T["hyper"]; aside: number; worlds: number }[] {
  const worlds = new Set(trials.map(worldOf));
  const candidates = new Map<string, { hyper: T["hyper"]; inWorld: Map<string, number> }>();
  for (const one of trials) {
    const key = JSON.stringify(one.hyper);
    const candidate = candidates.get(key) ?? { hyper: one.hyper, inWorld: new Map<string, number>() };
    candidate.inWorld.set(worldOf(one), one.aside);
    candidates.set(key, candidate);
  }
  return [...candidates.values()]
    .filter(({ inWorld }) => inWorld.size === worlds.size)
    .map(({ hyper, inWorld }) => {
      const aside = [...inWorld.values()].reduce((sum, share) => sum + share, 0) / inWorld.size;
      return { hyper, aside, worlds: inWorld.size };
    })
    .sort((a, b) => b.aside - a.aside);
}
