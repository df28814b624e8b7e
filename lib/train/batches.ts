import { at } from "#lib/array.ts";
import { asStored, type View } from "#lib/train/augment.ts";
import type { Items } from "#lib/train/items.ts";
import { mixUp } from "#lib/train/mixup.ts";
import { lengthAt, type Source } from "#lib/train/source.ts";
import { permutation, randomSource, type Random } from "#lib/random.ts";

/** Which items form a batch, and the arrays the graph is fed with. */

export type Augmentation = { translate: number; flip: boolean; cutout: number; mixup: number };
/** How a batch is cut: what seeds its randomness, and the side of the crop of each image. */
export type Cut = { seed: number; epoch: number; side: number };

export type Batch = {
  /** positions in the training list, one per example */
  positions: Int32Array;
  /** [B, side, side, channels] */
  images: Float32Array;
  /** one-hot, or the shares of the answers, or blends of them [B, K] */
  labels: Float32Array;
};

/** Separate random streams, so that more draws in one never shift another. */
const STREAM = { order: 1, view: 2, mirror: 3, peerImages: 4, peerLabels: 5, hole: 6, blend: 7 };

/**
 * The batches of one epoch, in order. All have exactly `batch` items: the remainder is left out
 * (other items each epoch, as the order changes), because padding rows would enter the batch
 * statistics. Each image is cropped, or shifted as a whole, at random, and mirrored every other
 * epoch, a random half of them from epoch 0 on (alternating flip, airbench94).
 */
export function epochBatches(
  source: Source,
  items: Items,
  augmentation: Augmentation,
  batch: number,
  { seed, epoch, side }: Cut,
): { count: number; at(index: number): Batch } {
  const n = items.rows.length;
  const order = permutation(n, randomSource(seed, STREAM.order, epoch));
  return {
    count: Math.floor(n / batch),
    at(index) {
      const positions = order.slice(index * batch, (index + 1) * batch);
      const random = randomSource(seed, STREAM.view, epoch, index);
      const room = source.size - side;
      const view = (position: number) => randomView(augmentation, random, seed, epoch, position, room);
      const made = gather(source, items, positions, positions, view, side);
      cutHoles(made.images, side, augmentation.cutout, randomSource(seed, STREAM.hole, epoch, index));
      if (augmentation.mixup > 0)
        mixUp(made, positions.length, augmentation.mixup, randomSource(seed, STREAM.blend, epoch, index));
      return made;
    },
  };
}

/**
 * A square of each image becomes the mean colour; its centre may lie anywhere, so that the border cuts many.
 * Source: DeVries & Taylor 2017, “Improved regularization of convolutional neural networks with cutout”.
 */
function cutHoles(images: Float32Array, side: number, hole: number, random: Random): void {
  if (hole === 0) return;
  const length = side * side * 3;
  for (let start = 0; start < images.length; start += length) {
    const [x, y] = [random.below(side), random.below(side)];
    const [left, right] = [Math.max(0, x - (hole >> 1)), Math.min(side, x - (hole >> 1) + hole)];
    const end = Math.min(side, y - (hole >> 1) + hole);
    for (let line = Math.max(0, y - (hole >> 1)); line < end; line++)
      images.fill(0, start + (line * side + left) * 3, start + (line * side + right) * 3);
  }
}

/** Images and labels drawn independently of each other and of the batch (peer losses). */
export function peerBatch(
  source: Source,
  items: Items,
  augmentation: Augmentation,
  batch: number,
  { seed, epoch, side }: Cut,
  index: number,
): Batch {
  const draw = (stream: number) => {
    const random = randomSource(seed, stream, epoch, index);
    return Int32Array.from({ length: batch }, () => random.below(items.rows.length));
  };
  const random = randomSource(seed, STREAM.view, epoch, index, 1);
  const room = source.size - side;
  const view = (position: number) => randomView(augmentation, random, seed, epoch, position, room);
  return gather(source, items, draw(STREAM.peerImages), draw(STREAM.peerLabels), view, side);
}

function randomView(
  { translate, flip }: Augmentation,
  random: Random,
  seed: number,
  epoch: number,
  position: number,
  room: number,
): View {
  const shift = () => random.below(room + 2 * translate + 1) - translate;
  const [dx, dy] = [shift(), shift()];
  const first = randomSource(seed, STREAM.mirror, position).below(2);
  return { dx, dy, mirrored: flip && (first + epoch) % 2 === 1 };
}

function gather(
  source: Source,
  items: Items,
  imagesOf: Int32Array,
  labelsOf: Int32Array,
  view: (position: number) => View,
  side: number,
): Batch {
  const { classes } = source;
  const length = lengthAt(source, side);
  const batch = {
    images: new Float32Array(imagesOf.length * length),
    labels: new Float32Array(labelsOf.length * classes),
  };
  imagesOf.forEach((position, i) => {
    source.write(batch.images, i * length, at(items.rows, position), view(position), side);
  });
  const { targets } = items;
  labelsOf.forEach((position, i) => {
    if (targets)
      batch.labels.set(targets.subarray(position * classes, (position + 1) * classes), i * classes);
    else batch.labels[i * classes + at(items.labels, position)] = 1;
  });
  return { positions: imagesOf, ...batch };
}

/** Normalised images in one view, by default as stored: [rows.length, size, size, channels]. */
export function plainImages(
  source: Source,
  rows: Int32Array,
  out?: Float32Array,
  view: View = asStored,
): Float32Array {
  const length = lengthAt(source, source.size);
  const images = out ?? new Float32Array(rows.length * length);
  rows.forEach((row, i) => {
    source.write(images, i * length, row, view, source.size);
  });
  return images;
}
