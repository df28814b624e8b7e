import type { Graph } from "#lib/tensor/graph.ts";
import type { Emission, Layout } from "#lib/tensor/layout.ts";
import { rank4 } from "#lib/tensor/shape.ts";

/**
 * onnxruntime's NCHWc convolution: channels in blocks of 8 (AVX2) or 16 (AVX-512), about twice as
 * fast as its plain Conv. The operators belong to a domain that onnxruntime reserves for its own
 * optimiser and does not document; probe.ts checks at start-up that they compute what we expect.
 */

const DOMAIN = "com.microsoft.nchwc";

export type Convolution = {
  /** spatial size of the filter */
  kernel: readonly [number, number];
  /** top, left, bottom, right; may not be negative */
  pads: readonly number[];
  strides?: readonly [number, number];
  dilations?: readonly [number, number];
  /** into how many the channels are divided: each of whole blocks, or of one channel */
  groups?: number;
} & Afterwards;

/** What a convolution does to its sums in the same pass: bias [O], another blocked image, max(·, 0). */
export type Afterwards = { bias?: string; sum?: string; rectified?: boolean };

export const roundUp = (count: number, block: number): number => Math.ceil(count / block) * block;

/** NCHW → blocked; channels, of which there must be a multiple of 4, are padded with zeros to whole blocks. */
export const toBlocked = (graph: Graph, x: string): string => graph.op("ReorderInput", [x], {}, DOMAIN);

/** Blocked → NCHW or NHWC; only the first `channels` channels are kept. */
export const fromBlocked = (graph: Graph, x: string, channels: number, to: Layout): string =>
  graph.op("ReorderOutput", [x], { channels, channels_last: to === "nhwc" ? 1 : 0 }, DOMAIN);

/**
 * Convolution on blocked operands.
 * @param x blocked images
 * @param filter blocked filter [O/b, I/b, kH, kW, b (in), b (out)], shaped [O, I, kH, kW]
 * @returns blocked
 */
export function blockedConv(graph: Graph, x: string, filter: string, conv: Convolution): string {
  const { kernel, pads, strides = [1, 1], dilations = [1, 1], groups = 1 } = conv;
  const { bias = "", sum = "", rectified = false } = conv;
  const attributes = {
    kernel_shape: kernel,
    pads,
    strides,
    dilations,
    group: groups,
    auto_pad: "NOTSET",
    ...(rectified && { activation: "Relu" }),
  };
  const inputs = [x, filter, bias, sum];
  while (inputs.at(-1) === "") inputs.pop();
  return graph.op("Conv", inputs, attributes, DOMAIN);
}

const HALVES = { kernel_shape: [2, 2], strides: [2, 2], pads: [0, 0, 0, 0] };

/** Blocked images at half their size: the largest, or the mean, of each 2×2 window. */
export const blockedHalf = (graph: Graph, x: string, pool: "MaxPool" | "AveragePool"): string =>
  graph.op(pool, [x], HALVES, DOMAIN);

/** Blocked images at twice their size, each pixel four times. */
export const blockedDouble = (graph: Graph, x: string): string =>
  graph.op("Upsample", [x], { scales: [1, 1, 2, 2] }, DOMAIN);

/** The mean of each channel over images and pixels, [C]. @param x blocked, `images` of them */
export function blockedMean(graph: Graph, x: string, images: number, channels: number): string {
  const pooled = graph.op("GlobalAveragePool", [x], {}, DOMAIN);
  const rows = graph.op("Reshape", [pooled, graph.ints([images, channels])]);
  return graph.op("ReduceMean", [rows, graph.ints([0])], { keepdims: 0 });
}

/**
 * scale·x (+ bias + sum) in one pass, with bias + sum around it where padded: a convolution of each
 * channel with a single weight.
 * @param x blocked  @param scale [C]
 */
export function blockedAffine(
  graph: Graph,
  x: string,
  channels: number,
  { scale, pads = [0, 0, 0, 0], ...afterwards }: { scale: string; pads?: readonly number[] } & Afterwards,
): string {
  const weights = graph.op("Reshape", [scale, graph.ints([channels, 1, 1, 1])]);
  return blockedConv(graph, x, weights, {
    kernel: [1, 1],
    pads,
    groups: channels,
    ...afterwards,
  });
}

/** For a Slice that turns two dimensions round: starts, ends, axes, steps. */
export const backwards = (graph: Graph, axis: number): string[] =>
  [[-1, -1], [-1000, -1000], [axis, axis + 1], [-1, -1]].map((ints) => graph.ints(ints)); // prettier-ignore

/**
 * Run-time filter [kH, kW, I, O] → blocked, both channel counts padded with zeros to whole blocks.
 * @param turned the filter of the gradient by the input: channels swapped, rotated by 180°
 */
export function toBlockedFilter(
  { graph, block }: Emission,
  filter: string,
  shape: readonly number[],
  turned = false,
): string {
  const [height, width, into, out] = rank4(shape);
  const rotated = turned && height * width > 1 ? graph.op("Slice", [filter, ...backwards(graph, 0)]) : filter;
  const [ins, outs] = [roundUp(into, block), roundUp(out, block)];
  const missing = graph.ints([0, 0, 0, 0, 0, 0, ins - into, outs - out]);
  const full = outs === out && ins === into ? rotated : graph.op("Pad", [rotated, missing]);
  const split = graph.ints([height, width, ins / block, block, outs / block, block]);
  const perm = turned ? [2, 4, 0, 1, 5, 3] : [4, 2, 0, 1, 3, 5];
  const blocks = graph.op("Transpose", [graph.op("Reshape", [full, split])], { perm });
  const [first, second] = turned ? [ins, outs] : [outs, ins];
  return graph.op("Reshape", [blocks, graph.ints([first, second, height, width])]);
}

/** Run-time filter [kH, kW, I, O] for images of fewer channels than a block, which stay NCHW: [O/b, I, kH, kW, b (out)]. */
export function toThinFilter({ graph, block }: Emission, filter: string, shape: readonly number[]): string {
  const [height, width, into, out] = rank4(shape);
  const split = graph.ints([height, width, into, out / block, block]);
  const blocks = graph.op("Transpose", [graph.op("Reshape", [filter, split])], { perm: [3, 2, 0, 1, 4] });
  return graph.op("Reshape", [blocks, graph.ints([out, into, height, width])]);
}
