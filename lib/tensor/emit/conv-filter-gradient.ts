import { at } from "#lib/array.ts";
import type { convInfo } from "#lib/tensor/windows.ts";
import type { Emission } from "#lib/tensor/layout.ts";
import type { Recorded } from "#lib/tensor/node.ts";
import { blockedAffine, blockedConv, fromBlocked, toBlocked } from "#lib/tensor/emit/blocked.ts";
import { product } from "#lib/tensor/emit/product.ts";
import { lastOf } from "#lib/tensor/shape.ts";

/**
 * Gradient of a convolution with respect to its filter:
 *   dW[a, b, c, o] = Σ over n, h, w of x[n, c, h·s + a, w·s + b] · dy[n, o, h, w]
 * This takes a third of a training step, and onnxruntime has no operator for it. There are three ways.
 * With blocks of 16 (AVX-512) the first is the fastest for all shapes; with blocks of 8, in an earlier
 * form (two AVX2 cores, batch 128):
 *   128→128 channels at 7×7:  as convolution 16 ms, one product 22 ms, products per image 24 ms
 *   128→128 at 3×3:           3, 6, 9 ms
 *   24→32 at 31×31:           44, 36, 30 ms
 */

type Info = ReturnType<typeof convInfo>;

/** Up to this many output pixels per image, rearranging the operands costs less than slicing them. */
const SMALL = 64;
const AVX512_BLOCK = 16;

/** @returns name of the gradient [kH, kW, C, O] */
export function filterGradient(emission: Emission, x: Recorded, dy: Recorded, info: Info): string {
  const { graph, layouts, block } = emission;
  const { filterHeight, filterWidth, inChannels, outChannels, outHeight, outWidth, batchSize } = info;
  const { top, left, bottom, right } = info.padInfo;
  const dilated = info.dilationHeight > 1 || info.dilationWidth > 1;
  if (dilated) throw new Error("The gradient of a dilated convolution is not available on this executor.");

  const small = outHeight * outWidth <= SMALL;
  const wholeBlocks = block > 0 && batchSize % block === 0 && outChannels % block === 0;
  if (wholeBlocks && (small || block === AVX512_BLOCK)) return asConvolution(emission, x, dy, info);

  const upstream = layouts.get(dy, "nchw");
  const pads = graph.ints([0, 0, top, left, 0, 0, bottom, right]);
  const images = layouts.get(x, "nchw");
  const larger = top + left + bottom + right > 0 ? graph.op("Pad", [images, pads]) : images;
  const gradient = (small ? asOneProduct : asProducts)(emission, larger, upstream, info);
  return graph.op("Reshape", [gradient, graph.ints([filterHeight, filterWidth, inChannels, outChannels])]);
}

/**
 * The sum over images and pixels is itself a convolution with the roles exchanged: the batch takes
 * the place of input channels, dy that of the filter (as large as the image), and each filter tap is
 * an output pixel. Channels of x are interleaved with columns, so one row of outputs is (b, c), and a
 * dilation of C keeps the sum within a channel:
 *   out[g, o, a, b·C + c] = Σ over n in g, h, w of X[n, h·s + a, (w·s + b)·C + c] · dy[n, o, h, w]
 * Each block of the batch is a group g of its own, because dy then needs one rearrangement and not two,
 * and all threads have work; the groups are summed at the end.
 */
function asConvolution(emission: Emission, x: Recorded, dy: Recorded, info: Info): string {
  const { graph, layouts, block } = emission;
  const { batchSize: n, outHeight, outWidth, inChannels: channels, outChannels: out } = info;
  const { filterHeight, filterWidth, inHeight, inWidth, strideHeight, strideWidth } = info;
  const { top, left } = info.padInfo;
  const groups = n / block;

  // just what the taps reach: with strides the last rows and columns may be cut off
  const height = (outHeight - 1) * strideHeight + filterHeight;
  const width = (outWidth - 1) * strideWidth + filterWidth;
  const pads = [0, top, left, 0, 0, height - inHeight - top, width - inWidth - left, 0];
  const wide = graph.op("Reshape", [padded(emission, x, pads), graph.ints([1, n, height, width * channels])]);

  // images become the inner dimension but one, as if they were channels and what is now inside were pixels
  const split = graph.ints([groups, block * block, out / block, outHeight * outWidth]);
  const inside = graph.op("Reshape", [layouts.get(dy, "blocked"), split]);
  const turned = fromBlocked(graph, inside, block * block, "nhwc");
  const filter = graph.op("Reshape", [turned, graph.ints([groups * out, block, outHeight, outWidth])]);

  const taps = blockedConv(graph, toBlocked(graph, wide), filter, {
    kernel: [outHeight, outWidth],
    pads: [0, 0, 0, 0],
    dilations: [strideHeight, strideWidth * channels],
    groups,
  });
  // a product with ones is four times as fast as ReduceSum
  const each = graph.op("Reshape", [taps, graph.ints([groups, -1])]);
  const ones = graph.floats(new Float32Array(groups).fill(1), [1, groups]);
  const sum = graph.op("MatMul", [ones, each]);
  const blocks = graph.op("Reshape", [sum, graph.ints([1, out, filterHeight, filterWidth * channels])]);
  const gradient = fromBlocked(graph, blocks, out, "nhwc");
  return graph.op("Reshape", [gradient, graph.ints([filterHeight, filterWidth, channels, out])]);
}

/**
 * x in NHWC with zeros around. A convolution with one weight pads blocks with all threads; Pad, which
 * also cuts off, has only one.
 * @param pads as Pad has them
 */
function padded({ graph, layouts, block }: Emission, x: Recorded, pads: readonly number[]): string {
  if (pads.every((pad) => pad === 0)) return layouts.get(x, "nhwc");
  if (!layouts.inWholeBlocks(x) || pads.some((pad) => pad < 0)) {
    return graph.op("Pad", [layouts.get(x, "nhwc"), graph.ints(pads)]);
  }
  const channels = lastOf(x.shape);
  const scale = graph.floats(new Float32Array(channels).fill(1), [channels]);
  const around = [1, 2, 5, 6].map((side) => at(pads, side));
  const larger = blockedAffine(graph, layouts.get(x, "blocked"), channels, { scale, pads: around });
  return channels === block ? larger : fromBlocked(graph, larger, channels, "nhwc");
}

/** One shifted view of the padded images for each filter tap, row by row. */
function shifted({ graph }: Emission, padded: string, info: Info): string[] {
  const { filterHeight, filterWidth, strideHeight, strideWidth, outHeight, outWidth } = info;
  if (filterHeight * filterWidth * strideHeight * strideWidth === 1) return [padded];
  const views: string[] = [];
  for (let a = 0; a < filterHeight; a++) {
    for (let b = 0; b < filterWidth; b++) {
      const ends = [a + (outHeight - 1) * strideHeight + 1, b + (outWidth - 1) * strideWidth + 1];
      const bounds = [[a, b], ends, [2, 3], [strideHeight, strideWidth]].map((ints) => graph.ints(ints));
      views.push(graph.op("Slice", [padded, ...bounds]));
    }
  }
  return views;
}

/** Several tensors one after the other along the first dimension. */
const joined = (graph: Emission["graph"], parts: string[]): string =>
  parts.length === 1 ? at(parts, 0) : graph.op("Concat", parts, { axis: 0 });

/** Large images: for each tap a product per image, summed over the images. */
function asProducts(emission: Emission, padded: string, upstream: string, info: Info): string {
  const { graph } = emission;
  const { batchSize: n, inChannels, outChannels, outHeight, outWidth } = info;
  const pixels = outHeight * outWidth;
  const planes = graph.op("Reshape", [upstream, graph.ints([n, outChannels, pixels])]);
  const taps = shifted(emission, padded, info).map((view) => {
    const columns = graph.op("Reshape", [view, graph.ints([n, inChannels, pixels])]);
    const products = product(emission, [columns, planes], { b: true }, 3);
    return graph.op("ReduceSum", [products, graph.ints([0])], { keepdims: 1 });
  });
  return joined(graph, taps);
}

/** Small images: all taps and all images in one large product. */
function asOneProduct(emission: Emission, padded: string, upstream: string, info: Info): string {
  const { graph } = emission;
  const { batchSize: n, inChannels, outChannels, outHeight, outWidth } = info;
  const count = n * outHeight * outWidth;
  const channelsFirst = (value: string) => graph.op("Transpose", [value], { perm: [1, 0, 2, 3] });
  const flat = (value: string, rows: number) => graph.op("Reshape", [value, graph.ints([rows, count])]);
  const rows = shifted(emission, channelsFirst(padded), info).map((view) => flat(view, inChannels));
  const upstreamRows = flat(channelsFirst(upstream), outChannels);
  return product(emission, [joined(graph, rows), upstreamRows], { b: true }, 2);
}
