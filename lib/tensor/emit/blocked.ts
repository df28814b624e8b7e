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
  /** into how many the channels are divided, each of whole blocks */
  groups?: number;
};

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
  const attributes = {
    kernel_shape: conv.kernel,
    pads: conv.pads,
    strides: conv.strides ?? [1, 1],
    dilations: conv.dilations ?? [1, 1],
    group: conv.groups ?? 1,
    auto_pad: "NOTSET",
  };
  return graph.op("Conv", [x, filter], attributes, DOMAIN);
}

const HALVES = { kernel_shape: [2, 2], strides: [2, 2], pads: [0, 0, 0, 0] };

/** Blocked images at half their size: the largest, or the mean, of each 2×2 window. */
export const blockedHalf = (graph: Graph, x: string, pool: "MaxPool" | "AveragePool"): string =>
  graph.op(pool, [x], HALVES, DOMAIN);

/** Blocked images at twice their size, each pixel four times. */
export const blockedDouble = (graph: Graph, x: string): string =>
  graph.op("Upsample", [x], { scales: [1, 1, 2, 2] }, DOMAIN);

/** Run-time filter [O, I, kH, kW] → blocked, both channel counts padded with zeros. */
export function toBlockedFilter(emission: Emission, filter: string, shape: readonly number[]): string {
  const { graph, block } = emission;
  const [out, into, height, width] = rank4(shape);
  const outs = roundUp(out, block);
  const ins = roundUp(into, block);
  const missing = graph.ints([0, 0, 0, 0, outs - out, ins - into, 0, 0]);
  const full = outs === out && ins === into ? filter : graph.op("Pad", [filter, missing]);
  const split = graph.ints([outs / block, block, ins / block, block, height, width]);
  const blocks = graph.op("Transpose", [graph.op("Reshape", [full, split])], { perm: [0, 2, 4, 5, 3, 1] });
  return graph.op("Reshape", [blocks, graph.ints([outs, ins, height, width])]);
}
