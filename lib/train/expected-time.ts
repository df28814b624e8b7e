import { methods } from "#lib/methods/index.ts";
import type { Method } from "#lib/methods/method.ts";
import { plainEpochs } from "#lib/train/shared-epochs.ts";
import { planEpochs } from "#lib/train/plan.ts";

/** How long trainings will take, from how long earlier ones took on the same machine. */

/** What the time of a training follows from. */
export type TrainingShape = {
  method: string;
  backbone: string;
  /** the network's own options as JSON; "{}": the usual ones */
  network: string;
  /** the encoder's number; null: it learns from the pictures */
  encoderId: number | null;
  /** side of the training images, pixels */
  imageSize: number;
  epochs: number;
  folds: number;
  trainItems: number;
  predictedItems: number;
};
export type TimedTraining = TrainingShape & { seconds: number };

/** Seconds, from … to; and how many earlier trainings say so, of the same method or, else, of any. */
export type ExpectedTime = { low: number; high: number; trainings: number; sameMethod: boolean };

/** Several views of a picture are predicted from, each for a third of what it costs to learn from it. */
const predictionPasses = 2;

const methodOf = (id: string): Method | undefined => methods.find((method) => method.id === id);

/** Pictures that pass through a network in learning, and those of a prediction as so many. */
function passes({ method, epochs, folds, trainItems, predictedItems }: TrainingShape): number {
  const nets = methodOf(method)?.nets ?? 1;
  return nets * (epochs * trainItems * Math.max(1, folds - 1) + predictionPasses * predictedItems);
}

const isLike = (one: TrainingShape, other: TrainingShape): boolean =>
  one.backbone === other.backbone &&
  one.network === other.network &&
  one.encoderId === other.encoderId &&
  (one.encoderId !== null || one.imageSize === other.imageSize);

/** Earlier trainings that are looked at, the newest first. */
const mostTimed = 20;

/** How far beyond what was measured the range reaches: the less was measured, the further. */
const reach = (measured: number): number => (measured >= 5 ? 1.15 : measured >= 2 ? 1.3 : 1.6);

/**
 * Seconds a pass took, slowest and fastest, times the passes there will be. Where the method was never timed with
 * this backbone, others stand in for it, and the range reaches further.
 * @param timed earlier trainings on this machine, the newest first
 * @returns null where none with this backbone was timed
 */
export function expectedTime(wanted: TrainingShape, timed: readonly TimedTraining[]): ExpectedTime | null {
  const like = timed.filter((each) => isLike(each, wanted) && each.seconds > 0 && passes(each) > 0);
  const same = like.filter(({ method }) => method === wanted.method);
  const used = (same.length > 0 ? same : like).slice(0, mostTimed);
  if (used.length === 0) return null;
  const rates = used.map((each) => each.seconds / passes(each));
  const wide = reach(used.length) * (same.length > 0 ? 1 : 1.3);
  const work = passes(wanted);
  return {
    low: (Math.min(...rates) * work) / wide,
    high: Math.max(...rates) * work * wide,
    trainings: used.length,
    sameMethod: same.length > 0,
  };
}

/** Share of a training's epochs that are plain cross-entropy from the start: a panel trains them once. */
const plainShare = ({ method, epochs }: TrainingShape): number => {
  const known = methodOf(method);
  return known ? plainEpochs(planEpochs(known.plan({}), epochs)) / epochs : 0;
};

/**
 * The same for trainings one after the other. Those that begin with the same plain epochs may share them: the low
 * end counts them once, the high end each time.
 * @param sharing groups of trainings that share their first epochs: same labels, same backbone
 */
export function expectedTimeOfPanel(
  sharing: readonly (readonly TrainingShape[])[],
  timed: readonly TimedTraining[],
): ExpectedTime | null {
  let [low, high, trainings, sameMethod] = [0, 0, Infinity, true];
  for (const group of sharing) {
    let shared = 0;
    for (const wanted of group) {
      const one = expectedTime(wanted, timed);
      if (!one) return null;
      // what has two networks begins on its own
      const nets = methodOf(wanted.method)?.nets ?? 1;
      const plain = nets > 1 ? 0 : plainShare(wanted);
      low += one.low * (1 - Math.min(plain, shared));
      high += one.high;
      shared = Math.max(shared, plain);
      trainings = Math.min(trainings, one.trainings);
      sameMethod &&= one.sameMethod;
    }
  }
  return Number.isFinite(trainings) ? { low, high, trainings, sameMethod } : null;
}
