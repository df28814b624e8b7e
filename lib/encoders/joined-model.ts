import type { EncoderDescription } from "#lib/encoders/description.ts";
import { onlyInput, outputOf } from "#lib/encoders/fit.ts";
import { channelsLast } from "#lib/encoders/map-layout.ts";
import { type ModelFile, mostBytes, readModelFile } from "#lib/encoders/model-file.ts";
import { byteTable, cropStart } from "#lib/encoders/pixels.ts";
import { EncoderProblem } from "#lib/encoders/problem.ts";
import { renameValues } from "#lib/encoders/rename-values.ts";
import { quote } from "#lib/formats/problem.ts";
import { Graph } from "#lib/tensor/graph.ts";
import { Message, textOf, wireFields } from "#lib/tensor/protobuf.ts";
import { headsInto, modelInput, modelOutput } from "#lib/train/onnx-model.ts";

/**
 * An encoder and what was trained on its features as one ONNX file: its graph stays as it is, but for names that the
 * whole has too, between one that normalises pictures and one that pools, standardises and answers.
 */

export type Joined = {
  /** the encoder's ONNX file */
  encoder: Uint8Array;
  description: EncoderDescription;
  /** features a picture */
  width: number;
  /** final weights of the training, one blob a fold */
  checkpoints: readonly Uint8Array[];
  classes: number;
};

/** What our own nodes need: from this operator set on they mean the same. */
const [oldestOpset, newestIr] = [11, 8];
/** ONNX's number for int64. */
const INT64 = 7;
const own = "tandem/";

/**
 * Input `pixels`: uint8 [batch, resize, resize, 3], RGB, the picture's middle square. Output `probabilities`: float32
 * [batch, classes].
 * @param batch pictures a call; the file has it fixed
 * @param metadata texts that are stored in the file
 * @throws EncoderProblem with one sentence when the two cannot be joined
 */
export function joinedModel(
  { encoder, description, width, checkpoints, classes }: Joined,
  batch: number,
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const file = readModelFile(encoder);
  const input = onlyInput(file);
  const output = outputOf(file, description);
  const problem = joinProblem(file, description);
  if (problem !== null) throw new EncoderProblem(problem);
  const fixed = input.dims?.[0] ?? null;
  if (fixed !== null && fixed !== batch)
    throw new EncoderProblem(
      `The encoder takes ${fixed} pictures a call, so the whole takes as many, not ${batch}.`,
    );

  const before = new Graph(`${own}before/`);
  const pixels = before.byteInput(modelInput, [batch, description.resize, description.resize, 3]);
  before.output(inside(input.name), prepared(before, pixels, description), [batch]);
  const after = new Graph(`${own}after/`);
  const features = pooled(
    after,
    after.input(inside(output.name), [batch]),
    output.dims,
    batch,
    width,
    description,
  );
  after.output(modelOutput, headsInto(after, checkpoints, features, batch), [batch, classes]);

  const model = assembled(file, encoder, before.encode(), after.encode(), metadata);
  if (model.length > mostBytes)
    throw new EncoderProblem(
      "Encoder and head together are larger than the 2 GB that an ONNX file can have.",
    );
  return model;
}

/** Cut, normalised and in the encoder's order. */
function prepared(graph: Graph, pixels: string, description: EncoderDescription): string {
  const { size, resize, layout } = description;
  const start = cropStart({ size, resize });
  const cut =
    size === resize
      ? pixels
      : graph.op("Slice", [
          pixels,
          graph.ints([start, start]),
          graph.ints([start + size, start + size]),
          graph.ints([1, 2]),
        ]);
  // looked up, not reckoned: the encoder is fed the very same floats as when the features were made
  const places = graph.op("Add", [graph.op("Cast", [cut], { to: INT64 }), graph.ints([0, 256, 512])]);
  const normal = graph.op("Gather", [graph.floats(byteTable(description), [3 * 256]), places], { axis: 0 });
  return layout === "nchw" ? graph.op("Transpose", [normal], { perm: [0, 3, 1, 2] }) : normal;
}

/** One vector a picture, as run.ts makes it. */
function pooled(
  graph: Graph,
  given: string,
  dims: (number | null)[] | null,
  batch: number,
  width: number,
  { layout, pool }: EncoderDescription,
): string {
  const whole = (value: string) => graph.op("Reshape", [value, graph.ints([batch, width])]);
  const averaged = (value: string) => whole(graph.op("GlobalAveragePool", [value]));
  if (dims?.length === 2) return whole(given);
  if (dims?.length === 3) {
    if (pool === "mean") return averaged(graph.op("Transpose", [given], { perm: [0, 2, 1] }));
    return whole(graph.op("Slice", [given, graph.ints([0]), graph.ints([1]), graph.ints([1])]));
  }
  if (dims?.length === 4)
    return averaged(
      channelsLast(dims, { layout }) ? graph.op("Transpose", [given], { perm: [0, 3, 1, 2] }) : given,
    );
  throw new Error("an output of unknown rank is refused before");
}

/** What a value of the encoder is called in the whole, whose input and output have names of their own. */
const inside = (name: string): string =>
  name === modelInput || name === modelOutput ? `${own}encoder/${name}` : name;

/** Why no head can be joined to this encoder, in a sentence; null where one can. */
export function joinProblem(file: ModelFile, description: Pick<EncoderDescription, "output">): string | null {
  const opset = file.opsets.get("") ?? 0;
  if (opset < oldestOpset)
    return `The encoder is written in ONNX ${opset}; from ${oldestOpset} on it can be joined.`;
  const rank = outputOf(file, description).dims?.length ?? 0;
  if (rank < 2 || rank > 4)
    return "The encoder's file does not say of what rank its output is, so it cannot be joined.";
  const name = ownName(file);
  return name === null
    ? null
    : `The encoder's graph has a value called ${quote(name, 40)}, which the whole would have, too; export it under another name.`;
}

/** What our graphs make up must not be the encoder's too. @returns the first name that would be */
function ownName({ graph }: ModelFile): string | null {
  for (const { number, bytes } of wireFields(graph)) {
    const nameAt = number === 1 ? [1, 2] : number === 5 ? [8] : number === 11 || number === 12 ? [1] : [];
    for (const inner of nameAt.length === 0 ? [] : wireFields(bytes)) {
      if (!nameAt.includes(inner.number) || inner.wire !== 2) continue;
      const name = textOf(inner.bytes);
      if (name.startsWith(own)) return name;
    }
  }
  return null;
}

function assembled(
  file: ModelFile,
  encoder: Uint8Array,
  before: Uint8Array,
  after: Uint8Array,
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const graphs = [graphOf(before), renameValues(file.graph, inside), graphOf(after)];
  const graph = new Message().text(2, "tandem");
  // nodes in the order in which they run; of the encoder also its weights, and what it says of values within
  for (const part of graphs) copy(graph, part, [1]);
  for (const part of graphs) copy(graph, part, [5, 13, 14, 15]);
  copy(graph, graphOf(before), [11]);
  copy(graph, graphOf(after), [12]);
  const model = new Message().integer(1, Math.max(newestIr, file.irVersion)).text(2, "tandem");
  model.message(7, graph);
  copy(model, encoder, [8, 25]);
  if (!file.opsets.has("com.microsoft"))
    model.message(8, new Message().text(1, "com.microsoft").integer(2, 1));
  for (const [key, value] of Object.entries(metadata))
    model.message(14, new Message().text(1, key).text(2, value));
  return model.finish();
}

function graphOf(model: Uint8Array): Uint8Array {
  for (const { number, bytes } of wireFields(model)) if (number === 7) return bytes;
  throw new Error("a model without a graph");
}

function copy(into: Message, from: Uint8Array, numbers: readonly number[]): void {
  for (const { number, raw } of wireFields(from)) if (numbers.includes(number)) into.raw(raw);
}
