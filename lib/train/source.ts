import {
  channelStatistics,
  type Normalisation,
  normalisationTable,
  type View,
  writeImage,
} from "#lib/train/augment.ts";
import type { FeatureData, PictureData, TrainingData } from "#lib/train/contract.ts";

/** Where the numbers of an item come from: its picture, or the features of it, an image of one pixel. */
export type Source = {
  /** side of the pictures; 1 for features */
  size: number;
  classes: number;
  /** numbers a pixel: 3, or all features */
  channels: number;
  /** Writes an item as the network sees it, or a square crop of it, from index `start` on. */
  write(out: Float32Array, start: number, row: number, view: View, side: number): void;
};

/** Numbers of an item of this side. */
export const lengthAt = ({ channels }: Pick<Source, "channels">, side: number): number =>
  side * side * channels;

/** @param table of normalisationTable() */
export const pictureSource = (
  { images, size, classes }: Pick<PictureData, "images" | "size" | "classes">,
  table: Float32Array,
): Source => ({
  size,
  classes,
  channels: 3,
  write: (out, start, row, view, side) => writeImage(out, start, images, size, row, table, view, side),
});

export function featureSource(
  { features, width, classes }: Pick<FeatureData, "features" | "width" | "classes">,
  { mean, deviation }: Normalisation,
): Source {
  const centre = Float32Array.from(mean);
  const scale = Float32Array.from(deviation, (spread) => 1 / spread);
  return {
    size: 1,
    classes,
    channels: width,
    write(out, start, row) {
      const from = row * width;
      for (let i = 0; i < width; i++) out[start + i] = (features[from + i]! - centre[i]!) * scale[i]!;
    },
  };
}

/** The source of a training's items, normalised by the rows that it learns from. */
export function sourceFor(
  data: TrainingData,
  rows: Int32Array,
): { source: Source; normalisation: Normalisation } {
  if ("features" in data) {
    const normalisation = featureStatistics(data.features, data.width, rows);
    return { source: featureSource(data, normalisation), normalisation };
  }
  const normalisation = channelStatistics(data.images, data.size, rows);
  return { source: pictureSource(data, normalisationTable(normalisation)), normalisation };
}

/** A feature with less of the typical spread than this is nearly constant: standardised, its rare values would rule. */
const LEAST_SPREAD = 0.01;

/**
 * Mean and standard deviation of each feature over the given rows, in two passes.
 * @returns deviations of at least a hundredth of their root mean square; 1 where nothing varies at all
 */
export function featureStatistics(features: Float32Array, width: number, rows: Int32Array): Normalisation {
  const mean = new Float64Array(width);
  for (const row of rows)
    for (let i = 0, from = row * width; i < width; i++) mean[i]! += features[from + i]! / rows.length;
  const variance = new Float64Array(width);
  for (const row of rows)
    for (let i = 0, from = row * width; i < width; i++)
      variance[i]! += (features[from + i]! - mean[i]!) ** 2 / rows.length;
  const typical = Math.sqrt(variance.reduce((sum, value) => sum + value, 0) / width);
  const deviation = Array.from(variance, (value) => Math.max(Math.sqrt(value), LEAST_SPREAD * typical) || 1);
  return { mean: Array.from(mean), deviation };
}
