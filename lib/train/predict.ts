import type * as tf from "@tensorflow/tfjs";
import type { Network } from "#lib/backbones/backbone.ts";
import { backbones } from "#lib/backbones/index.ts";
import { methods } from "#lib/methods/index.ts";
import type { Method } from "#lib/methods/method.ts";
import { type Executor, type Named, type Program, type Values } from "#lib/tensor/executor.ts";
import { probe } from "#lib/tensor/probe.ts";
import { normalisationTable } from "#lib/train/augment.ts";
import { plainImages, type Source } from "#lib/train/batches.ts";
import { decodeCheckpoint } from "#lib/train/checkpoint.ts";
import { trainingOptions } from "#lib/train/options.ts";
import { softmaxRows } from "#lib/stats/softmax.ts";
import { viewsOf, type WeightedView } from "#lib/train/views.ts";

/** Images a run; the last one is filled up, which changes nothing: rows do not see each other. */
const BATCH = 250;

export type Model = {
  network: Network;
  method: Pick<Method, "nets" | "infer">;
  weights: Named<Values>;
  /** logits are divided by it: above 1 makes confidence softer (temperature.ts) */
  temperature?: number;
};

type Pause = () => Promise<void>;
const noPause: Pause = () => Promise.resolve();

/**
 * Logits with running statistics, the weighted mean over the views.
 * @param rows which images of the source
 * @returns one array of rows.length × classes for each network that answers
 */
export async function logitsOf(
  executor: Executor,
  { network, method, weights }: Model,
  source: Source,
  rows: Int32Array,
  views: WeightedView[] = viewsOf("one", false),
  pause: Pause = noPause,
): Promise<Float32Array[]> {
  const { size, classes } = source;
  const nets = method.infer === "first" ? 1 : method.nets;
  const program: Program = {
    inputs: { images: [BATCH, size, size, 3] },
    compute({ images }, state) {
      const each = Array.from({ length: nets }, (_, net) => {
        const own = Object.entries(state).filter(([name]) => name.startsWith(`${net}/`));
        const weightsOf = Object.fromEntries(own.map(([name, tensor]) => [name.slice(2), tensor]));
        return [String(net), network.forward(images as tf.Tensor4D, weightsOf, false).logits] as const;
      });
      return { outputs: Object.fromEntries(each) };
    },
  };
  const frozen = await executor.freeze(program, weights);
  const results = Array.from({ length: nets }, () => new Float32Array(rows.length * classes));
  const images = new Float32Array(BATCH * size * size * 3);
  try {
    for (let start = 0; start < rows.length; start += BATCH) {
      const part = rows.subarray(start, start + BATCH);
      for (const view of views) {
        plainImages(source, part, images, view);
        const outputs = await frozen.run({ images });
        results.forEach((all, net) => {
          const logits = outputs[String(net)]!;
          for (let i = 0; i < part.length * classes; i++) {
            all[start * classes + i]! += view.weight * logits[i]!;
          }
        });
        await pause();
      }
    }
  } finally {
    await frozen.close();
  }
  return results;
}

/**
 * Probabilities: softmax(logits / temperature), the mean over the networks that answer.
 * @returns rows.length × classes, each row summing to 1
 */
export async function probabilities(
  executor: Executor,
  model: Model,
  source: Source,
  rows: Int32Array,
  views?: WeightedView[],
  pause?: Pause,
): Promise<Float32Array> {
  const each = await logitsOf(executor, model, source, rows, views, pause);
  const mean = new Float32Array(rows.length * source.classes);
  for (const logits of each) {
    softmaxRows(logits, source.classes, model.temperature).forEach((p, i) => (mean[i]! += p / each.length));
  }
  return mean;
}

/** Share of rows whose most probable class is the label; null where no label is ≥ 0. */
export function accuracyOf(probability: Float32Array, labels: Int32Array, classes: number): number | null {
  const known = labels.reduce((count, label) => count + Number(label >= 0), 0);
  return known === 0 ? null : countRight(probability, labels, classes) / known;
}

/** Index of the largest of `classes` values of a row; the first of equals. */
export function argMax(values: Float32Array, row: number, classes: number): number {
  let best = 0;
  for (let k = 1; k < classes; k++) if (values[row * classes + k]! > values[row * classes + best]!) best = k;
  return best;
}

/** How many rows have their label as largest value. */
export function countRight(values: Float32Array, labels: Int32Array, classes: number): number {
  return labels.reduce((right, label, row) => right + Number(argMax(values, row, classes) === label), 0);
}

/** What a checkpoint's options name: the network, built, and the method. */
export function modelParts(raw: unknown, input: { size: number; classes: number }) {
  const options = trainingOptions.parse(raw);
  const backbone = backbones.find(({ id }) => id === options.backbone)!;
  const method: Method = methods.find(({ id }) => id === options.method)!;
  const networkOf = (size: number) => backbone.build(options.backboneOptions, { ...input, size });
  return { options, method, network: networkOf(input.size), networkOf };
}

/**
 * Probabilities of a finished training's network for other images.
 * @param checkpoint what train() returned
 * @param images n × size × size × 3 bytes, NHWC; size must be the training's
 * @returns n × classes
 * @throws Error when the checkpoint is damaged or the size differs
 */
export async function predict(
  checkpoint: Uint8Array,
  images: Uint8Array,
  size: number,
): Promise<Float32Array> {
  const { header, tensors } = decodeCheckpoint(checkpoint);
  if (size !== header.size)
    throw new Error(`The network was trained on ${header.size}-pixel images, not ${size}.`);
  const { options, method, network } = modelParts(header.options, header);
  const source = { images, size, classes: header.classes, table: normalisationTable(header.normalisation) };
  const rows = Int32Array.from({ length: images.length / (size * size * 3) }, (_, row) => row);
  const model = { network, method, weights: tensors, temperature: header.temperature };
  const { executor } = await probe(options.threads);
  return probabilities(executor, model, source, rows, viewsOf(options.views, options.flip));
}
