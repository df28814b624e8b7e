import { at } from "#lib/array.ts";
import type { Backbone } from "#lib/backbones/backbone.ts";
import { quick } from "#lib/backbones/quick.ts";
import { ce } from "#lib/methods/ce.ts";
import { type Executor, type Program } from "#lib/tensor/executor.ts";
import { ranked } from "#lib/tensor/rank.ts";
import { channelStatistics, normalisationTable } from "#lib/train/augment.ts";
import { plainImages } from "#lib/train/batches.ts";
import { trainingOptions } from "#lib/train/options.ts";
import { randomSource } from "#lib/random.ts";
import { initialState } from "#lib/train/initial-state.ts";
import { ofNetwork, weightsOnly } from "#lib/train/state.ts";
import { pictureSource } from "#lib/train/source.ts";
import { trainedNames, trainingStep } from "#lib/train/step.ts";

/** How fast an executor is, measured with a network on 32×32 images of noise in ten classes. */

/** images per second, by the median step and by the fastest */
export type Rate = { median: number; best: number };
export type Speed = { training: Rate; prediction: Rate };

export type Measuring = {
  /** images a step */
  batch: number;
  /** steps to time, after one that is not timed */
  steps: number;
  /** milliseconds after which no further step begins; one is always timed */
  most: number;
};

const [SIZE, CLASSES] = [32, 10];

/**
 * @param now milliseconds
 * @param backbone default: the quick network
 */
export async function measureSpeed(
  executor: Executor,
  measuring: Measuring,
  now: () => number,
  backbone: Backbone = quick,
): Promise<Speed> {
  const { batch } = measuring;
  const random = randomSource(1);
  const pixels = Uint8Array.from({ length: batch * SIZE * SIZE * 3 }, () => random.below(256));
  const rows = Int32Array.from({ length: batch }, (_, row) => row);
  const table = normalisationTable(channelStatistics(pixels, SIZE, rows));
  const source = pictureSource({ images: pixels, size: SIZE, classes: CLASSES }, table);
  const images = plainImages(source, rows);

  const network = backbone.build({}, { size: SIZE, classes: CLASSES });
  const shape = { network, nets: 1, batch, size: SIZE, classes: CLASSES };
  const phase = at(ce.plan({}), 0);
  const { momentum } = trainingOptions.parse({});
  const state = initialState(network, 1, source, rows, 1, 0, false);
  const fed = {
    images,
    labels: Float32Array.from({ length: batch * CLASSES }, (_, i) => Number(i % CLASSES === i % 7)),
    learningRate: Float32Array.of(0.01),
    momentum: Float32Array.of(momentum),
    decay: Float32Array.of(0.001),
  };

  const session = executor.open(state);
  try {
    const step = await session.compile(trainingStep(shape, phase, trainedNames(shape, 0)));
    const training = await rateOf(() => step(fed), measuring, now);
    const answer: Program = {
      inputs: { images: [batch, SIZE, SIZE, 3] },
      compute: (inputs, weights) => {
        const { logits } = network.forward(ranked(inputs).rank4("images"), ofNetwork(weights, 0), false);
        return { outputs: { logits } };
      },
    };
    const frozen = await executor.freeze(answer, weightsOnly(state));
    try {
      return { training, prediction: await rateOf(() => frozen.run({ images }), measuring, now) };
    } finally {
      await frozen.close();
    }
  } finally {
    await session.close();
  }
}

async function rateOf(
  step: () => Promise<unknown>,
  { batch, steps, most }: Measuring,
  now: () => number,
): Promise<Rate> {
  await step(); // the first one allocates memory and warms up caches
  const start = now();
  const times: number[] = [];
  do {
    const before = now();
    await step();
    times.push(now() - before);
  } while (times.length < steps && now() - start < most);
  times.sort((a, b) => a - b);
  const rate = (milliseconds: number) => batch / (milliseconds / 1000);
  return { median: rate(at(times, Math.floor(times.length / 2))), best: rate(at(times, 0)) };
}
