import { add } from "#lib/array.ts";
import { softmaxRows } from "#lib/stats/softmax.ts";
import { entry, type Executor, type Program } from "#lib/tensor/executor.ts";
import { probe } from "#lib/tensor/probe.ts";
import { ranked } from "#lib/tensor/rank.ts";
import { normalisationTable } from "#lib/train/augment.ts";
import { plainImages } from "#lib/train/batches.ts";
import { type Checkpoint, decodeCheckpoint } from "#lib/train/checkpoint.ts";
import { modelParts, type Model } from "#lib/train/model.ts";
import { featureSource, lengthAt, pictureSource, type Source } from "#lib/train/source.ts";
import { ofNetwork } from "#lib/train/state.ts";
import { viewsOf, type WeightedView } from "#lib/train/views.ts";

/** Images a run; the last run is filled up, which changes nothing: rows do not see each other. */
const BATCH = 250;

type Pause = () => Promise<void>;
const noPause: Pause = () => Promise.resolve();

/** The networks that answer, in inference mode; outputs "0", "1", …: [BATCH, K] logits. */
function inference(
  { network, method }: Model,
  { size, channels }: Source,
): { program: Program; answers: string[] } {
  const answers = Array.from({ length: method.infer === "first" ? 1 : method.nets }, (_, net) => String(net));
  const program: Program = {
    inputs: { images: [BATCH, size, size, channels] },
    compute(inputs, state) {
      const images = ranked(inputs).rank4("images");
      const logits = answers.map((_, net) => network.forward(images, ofNetwork(state, net), false).logits);
      return { outputs: Object.fromEntries(logits.entries()) };
    },
  };
  return { program, answers };
}

/**
 * Logits with running statistics, the weighted mean over the views.
 * @param rows which images of the source
 * @returns one array of rows.length × classes for each network that answers
 */
export async function logitsOf(
  executor: Executor,
  model: Model,
  source: Source,
  rows: Int32Array,
  views: WeightedView[] = viewsOf("one", false),
  pause: Pause = noPause,
): Promise<Float32Array[]> {
  const { classes } = source;
  const { program, answers } = inference(model, source);
  const frozen = await executor.freeze(program, model.weights);
  const results = answers.map((name) => ({ name, all: new Float32Array(rows.length * classes) }));
  const images = new Float32Array(BATCH * lengthAt(source, source.size));
  try {
    for (let start = 0; start < rows.length; start += BATCH) {
      const part = rows.subarray(start, start + BATCH);
      for (const view of views) {
        plainImages(source, part, images, view);
        const outputs = await frozen.run({ images });
        for (const { name, all } of results) {
          const logits = entry(outputs, name).subarray(0, part.length * classes);
          logits.forEach((z, i) => add(all, start * classes + i, view.weight * z));
        }
        await pause();
      }
    }
  } finally {
    await frozen.close();
  }
  return results.map(({ all }) => all);
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
    const p = softmaxRows(logits, source.classes, model.temperature);
    p.forEach((value, i) => add(mean, i, value / each.length));
  }
  return mean;
}

/** What is said of items that a finished run did not know: their pictures, or their features. */
export type Unseen = { images: Uint8Array; size: number } | { features: Float32Array };

/**
 * What a finished run says of other items: of a cross-fitted one the mean over its folds' networks, as it says of
 * items without a label when it is trained.
 * @param checkpoints final weights, one blob a fold
 * @returns n × classes, as predict()
 * @throws Error when a checkpoint is damaged or the items are of another kind or size
 */
export async function predictByFolds(
  checkpoints: readonly Uint8Array[],
  unseen: Unseen,
): Promise<Float32Array> {
  let mean = new Float32Array(0);
  for (const [fold, checkpoint] of checkpoints.entries()) {
    const own = await answers(decodeCheckpoint(checkpoint), unseen);
    if (fold === 0) mean = new Float32Array(own.length);
    own.forEach((p, i) => add(mean, i, p / checkpoints.length));
  }
  return mean;
}

/**
 * Probabilities of a finished training's network for other images.
 * @param checkpoint what train() returned
 * @param images n × size × size × 3 bytes, NHWC; size must be the training's
 * @returns n × classes
 * @throws Error when the checkpoint is damaged or the size differs
 */
export const predict = (checkpoint: Uint8Array, images: Uint8Array, size: number): Promise<Float32Array> =>
  answers(decodeCheckpoint(checkpoint), { images, size });

async function answers({ header, tensors }: Checkpoint, unseen: Unseen): Promise<Float32Array> {
  const { options, method, network } = modelParts(header.options, header);
  const { source, n } = sourceOf(header, unseen);
  const rows = Int32Array.from({ length: n }, (_, row) => row);
  const model = { network, method, weights: tensors, temperature: header.temperature };
  const { executor } = await probe(options.threads);
  return probabilities(executor, model, source, rows, viewsOf(options.views, options.flip));
}

function sourceOf(
  { size, width, classes, normalisation }: Checkpoint["header"],
  unseen: Unseen,
): { source: Source; n: number } {
  if ("features" in unseen) {
    const { features } = unseen;
    if (width === null) throw new Error("The network was trained on pictures, not on features.");
    return { source: featureSource({ features, width, classes }, normalisation), n: features.length / width };
  }
  const { images } = unseen;
  if (width !== null) throw new Error("The network was trained on features, not on pictures.");
  if (unseen.size !== size)
    throw new Error(`The network was trained on ${size}-pixel images, not ${unseen.size}.`);
  const source = pictureSource({ images, size, classes }, normalisationTable(normalisation));
  return { source, n: images.length / (size * size * 3) };
}
