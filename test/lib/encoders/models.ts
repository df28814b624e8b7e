import { randomSource } from "#lib/random.ts";
import { Graph } from "#lib/tensor/graph.ts";
import { Message } from "#lib/tensor/protobuf.ts";
import { normalisations, type EncoderDescription } from "#lib/encoders/description.ts";

/** Small encoders, written by the project's own ONNX writer. */

export const plain: EncoderDescription = {
  size: 16,
  resize: 16,
  mean: [...normalisations.none.mean],
  std: [...normalisations.none.std],
  layout: "nchw",
  output: null,
  pool: "cls",
};

/** The map itself: [n, 3, size, size], or [n, size, size, 3]. */
export function mapEncoder(n: number | string, { size, layout }: EncoderDescription = plain): Uint8Array {
  const graph = new Graph();
  const shape = layout === "nchw" ? [n, 3, size, size] : [n, size, size, 3];
  const x = graph.input("pixels", shape); // as our own input is called, and docs/features.md calls it
  graph.output("map", graph.op("Mul", [x, graph.scalar(2)]), shape);
  return graph.encode();
}

/** Channels first going in, last coming out, as TensorFlow's models do that PyTorch's order was put in front of. */
export const turningEncoder = (n: number | string): Uint8Array =>
  encoderOf(
    n,
    (graph, x) => graph.op("Mul", [graph.op("Transpose", [x], { perm: [0, 2, 3, 1] }), graph.scalar(2)]),
    [n, 16, 16, 3],
  );

/** [n, 3·size, size]: each row of each channel a patch, of `size` features. */
export function patchEncoder(n: number | string, size = 16): Uint8Array {
  const graph = new Graph();
  const x = graph.input("pixel_values", [n, 3, size, size]);
  const patches = graph.op("Reshape", [x, graph.ints([-1, 3 * size, size])]);
  graph.output("last_hidden_state", patches, [n, 3 * size, size]);
  return graph.encode();
}

/** Whatever `make` does with [n, 3, 16, 16], as an encoder. */
export function encoderOf(
  n: number | string,
  make: (graph: Graph, x: string) => string,
  shape: (number | string)[],
): Uint8Array {
  const graph = new Graph();
  graph.output("features", make(graph, graph.input("x", [n, 3, 16, 16])), shape);
  return graph.encode();
}

/** Another input, which nothing uses. */
export function twoInputs(): Uint8Array {
  const graph = new Graph();
  graph.input("input_ids", [1, 77]);
  const x = graph.input("pixel_values", [1, 3, 16, 16]);
  graph.output("embeds", graph.op("GlobalAveragePool", [x]), [1, 3, 1, 1]);
  return graph.encode();
}

/** A weight that lies in another file, inside a Constant node of an If's branch where `deep`. */
export function outside(place: string, deep: boolean): Uint8Array {
  const where = (key: string, value: string) => new Message().text(1, key).text(2, value);
  const weight = new Message()
    .integer(1, 3)
    .integer(2, 1)
    .text(8, "w")
    .message(13, where("location", place))
    .integer(14, 1);
  const shaped = new Message().message(1, new Message().integer(1, 3));
  const port = (name: string) =>
    new Message()
      .text(1, name)
      .message(2, new Message().message(1, new Message().integer(1, 1).message(2, shaped)));
  const constant = new Message()
    .text(2, "w")
    .text(4, "Constant")
    .message(5, new Message().text(1, "value").message(5, weight).integer(20, 4));
  const branch = new Message().message(1, constant).text(2, "branch").message(12, port("w"));
  const graph = new Message().text(2, "g").message(11, port("x")).message(12, port("y"));
  if (deep)
    graph.message(
      1,
      new Message()
        .text(1, "x")
        .text(2, "y")
        .text(4, "If")
        .message(5, new Message().text(1, "then_branch").message(6, branch).integer(20, 5)),
    );
  else graph.message(5, weight);
  return new Message()
    .integer(1, 8)
    .message(7, graph)
    .message(8, new Message().text(1, "").integer(2, 17))
    .finish();
}

/**
 * Edges and colours: a convolution with filters drawn at random, rectified, averaged over the picture and over its
 * quarters. Any size; the number of pictures is left open.
 */
export function filterEncoder(size: number, filters = 16, kernel = 5): Uint8Array {
  const graph = new Graph();
  const random = randomSource(11);
  const x = graph.input("pixel_values", ["n", 3, size, size]);
  const weights = Float32Array.from({ length: filters * 3 * kernel ** 2 }, () => random.unit() - 0.5);
  const pads = { pads: [2, 2, 2, 2], strides: [1, 1] };
  const map = graph.op("Relu", [
    graph.op("Conv", [x, graph.floats(weights, [filters, 3, kernel, kernel])], pads),
  ]);
  const side = size + 4 - kernel + 1;
  const half = Math.floor(side / 2);
  const quarters = graph.op("AveragePool", [map], { kernel_shape: [half, half], strides: [half, half] });
  const features = graph.op("Reshape", [quarters, graph.ints([-1, 4 * filters])]);
  graph.output("features", features, ["n", 4 * filters]);
  return graph.encode();
}
