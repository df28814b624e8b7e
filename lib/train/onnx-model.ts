import { at } from "#lib/array.ts";
import { emitInto } from "#lib/tensor/emit/index.ts";
import { entry, type Program } from "#lib/tensor/executor.ts";
import { Graph } from "#lib/tensor/graph.ts";
import { ranked } from "#lib/tensor/rank.ts";
import { record } from "#lib/tensor/record.ts";
import { type Normalisation, reflect } from "#lib/train/augment.ts";
import { decodeCheckpoint } from "#lib/train/checkpoint.ts";
import { type ModelParts, modelParts } from "#lib/train/model.ts";
import { ofNetwork } from "#lib/train/state.ts";
import { viewsOf, type WeightedView } from "#lib/train/views.ts";

/** Names of the file's input and output. */
export const modelInput = "pixels";
export const modelOutput = "probabilities";

/**
 * A finished training as one ONNX file for onnxruntime: normalisation, views, all networks that answer, temperature
 * and softmax. It gives what predict() gives, to rounding. Of a cross-fitted run it is the mean over the folds'
 * networks, as their stored predictions are for items without a label.
 *
 * Input `pixels`: uint8 [batch, size, size, 3], RGB. Output `probabilities`: float32 [batch, classes], rows summing to 1.
 * @param checkpoints the final weights, one blob a fold
 * @param batch pictures a call; the file has it fixed
 * @param metadata texts that are stored in the file
 * @throws Error when a checkpoint is damaged
 */
export function onnxModel(
  checkpoints: readonly Uint8Array[],
  batch: number,
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const graph = new Graph();
  const { header } = decodeCheckpoint(at(checkpoints, 0));
  const { size, classes } = header;
  const bytes = graph.byteInput(modelInput, [batch, size, size, 3]);
  const pixels = graph.op("Cast", [bytes], { to: FLOAT });
  const answers = checkpoints.flatMap((checkpoint) => answersOf(graph, checkpoint, pixels, batch));
  graph.output(modelOutput, meanOf(graph, answers), [batch, classes]);
  return graph.encode(metadata);
}

/** ONNX's number for float32. */
const FLOAT = 1;

function meanOf(graph: Graph, answers: readonly string[]): string {
  const all = answers.reduce((sum, each) => graph.op("Add", [sum, each]));
  return graph.op("Mul", [all, graph.scalar(1 / answers.length)]);
}

/**
 * The heads of a finished training on features, as part of a graph: standardisation, heads, temperature, softmax. Only
 * operators that mean the same in all operator sets from 11 on.
 * @param features [batch, width]
 * @returns probabilities [batch, classes], the mean over the folds' networks
 * @throws Error when a checkpoint is damaged, or of a training on pictures
 */
export function headsInto(
  graph: Graph,
  checkpoints: readonly Uint8Array[],
  features: string,
  batch: number,
): string {
  const answers = checkpoints.flatMap((checkpoint) => {
    const { header, tensors } = decodeCheckpoint(checkpoint);
    const { width, temperature } = header;
    const { mean, deviation } = header.normalisation;
    if (width === null) throw new Error("The network was trained on pictures, not on features.");
    const centred = graph.op("Sub", [features, graph.floats(mean, [width])]);
    const scale = deviation.map((spread) => 1 / spread);
    const standard = graph.op("Mul", [centred, graph.floats(scale, [width])]);
    const images = graph.op("Reshape", [standard, graph.ints([batch, 1, 1, width])]);
    const program = inference(modelParts(header.options, header), [batch, 1, 1, width]);
    const shapes = Object.fromEntries(Object.entries(tensors).map(([name, { shape }]) => [name, shape]));
    const outputs = emitInto(graph, record(program, shapes), tensors, { images });
    return Object.keys(outputs).map((name) => {
      const cooled = graph.op("Div", [entry(outputs, name), graph.scalar(temperature)]);
      return graph.op("Softmax", [cooled], { axis: 1 });
    });
  });
  return meanOf(graph, answers);
}

/** Probabilities of each network of one training that answers, [batch, classes]. */
function answersOf(graph: Graph, checkpoint: Uint8Array, pixels: string, batch: number): string[] {
  const { header, tensors } = decodeCheckpoint(checkpoint);
  const { size, classes, temperature } = header;
  const parts = modelParts(header.options, header);
  const views = viewsOf(parts.options.views, parts.options.flip);
  const normal = normalised(graph, pixels, header.normalisation);
  const seen = views.map((view) => asSeen(graph, normal, size, view));
  const images = seen.length === 1 ? at(seen, 0) : graph.op("Concat", seen, { axis: 0 });
  const program = inference(parts, [views.length * batch, size, size, 3]);
  const shapes = Object.fromEntries(Object.entries(tensors).map(([name, { shape }]) => [name, shape]));
  const recording = record(program, shapes);
  const outputs = emitInto(graph, recording, tensors, { images });
  const weights = graph.floats(
    views.map(({ weight }) => weight),
    [1, views.length],
  );
  return Object.keys(outputs).map((name) => {
    const byView = graph.op("Reshape", [entry(outputs, name), graph.ints([views.length, batch * classes])]);
    const logits = graph.op("Reshape", [graph.op("MatMul", [weights, byView]), graph.ints([batch, classes])]);
    return graph.op("Softmax", [graph.op("Div", [logits, graph.scalar(temperature)])], { axis: -1 });
  });
}

/** As predict() runs them: the networks that answer, in inference mode. */
const inference = ({ network, method }: ModelParts, shape: number[]): Program => ({
  inputs: { images: shape },
  compute(inputs, state) {
    const images = ranked(inputs).rank4("images");
    const nets = method.infer === "first" ? 1 : method.nets;
    const logits = Array.from(
      { length: nets },
      (_, net) => network.forward(images, ofNetwork(state, net), false).logits,
    );
    return { outputs: Object.fromEntries(logits.entries()) };
  },
});

/** (byte/255 − mean)/deviation, a channel each. */
function normalised(graph: Graph, pixels: string, { mean, deviation }: Normalisation): string {
  const scale = deviation.map((spread) => 1 / (255 * spread));
  const offset = mean.map((average, channel) => -average / at(deviation, channel));
  const scaled = graph.op("Mul", [pixels, graph.floats(scale, [3])]);
  return graph.op("Add", [scaled, graph.floats(offset, [3])]);
}

/** A view of the images [batch, size, size, 3]: rows and columns by their numbers, as writeImage() takes them. */
function asSeen(graph: Graph, images: string, size: number, { dx, dy, mirrored }: WeightedView): string {
  const places = Array.from({ length: size }, (_, place) => place);
  const rows = places.map((y) => reflect(y + dy, size));
  const columns = places.map((x) => reflect((mirrored ? size - 1 - x : x) + dx, size));
  const take = (from: string, numbers: number[], axis: number) =>
    numbers.every((number, place) => number === place)
      ? from
      : graph.op("Gather", [from, graph.ints(numbers)], { axis });
  return take(take(images, rows, 1), columns, 2);
}
