import { at } from "#lib/array.ts";

/** From stored bytes to what the network sees: normalise, shift, mirror. */

/** Mean and standard deviation of each channel, of bytes scaled to [0, 1], or of each feature. */
export type Normalisation = { mean: readonly number[]; deviation: readonly number[] };

/**
 * Mean and standard deviation of each channel over the given images.
 * @param rows which images; a channel without variance gets deviation 1
 */
export function channelStatistics(images: Uint8Array, size: number, rows: Int32Array): Normalisation {
  const length = size * size * 3;
  const [red, green, blue] = [new Float64Array(256), new Float64Array(256), new Float64Array(256)];
  for (const row of rows) {
    const end = (row + 1) * length;
    for (let i = row * length; i < end; i += 3) {
      red[images[i]!]!++;
      green[images[i + 1]!]!++;
      blue[images[i + 2]!]!++;
    }
  }
  const [r, g, b] = [moments(red), moments(green), moments(blue)];
  return { mean: [r.mean, g.mean, b.mean], deviation: [r.deviation, g.deviation, b.deviation] };
}

/** Of bytes counted by value. */
function moments(counts: Float64Array): { mean: number; deviation: number } {
  const n = counts.reduce((sum, times) => sum + times, 0);
  const expected = (of: (x: number) => number) =>
    counts.reduce((sum, times, byte) => sum + times * of(byte / 255), 0) / n;
  const mean = expected((x) => x);
  return { mean, deviation: Math.sqrt(expected((x) => (x - mean) ** 2)) || 1 };
}

/** What each byte of each channel becomes: [channel × 256 + byte]. */
export function normalisationTable({ mean, deviation }: Normalisation): Float32Array {
  const table = new Float32Array(3 * 256);
  for (const [channel, average] of mean.entries()) {
    const spread = at(deviation, channel);
    for (let byte = 0; byte < 256; byte++) table[channel * 256 + byte] = (byte / 255 - average) / spread;
  }
  return table;
}

export type View = {
  /** pixels by which the image moves left and up; what enters is its reflection at the border */
  dx: number;
  dy: number;
  mirrored: boolean;
};
export const asStored: View = { dx: 0, dy: 0, mirrored: false };

/** Reflects an index at the borders 0 and size − 1 without repeating them. |index| < size. */
export const reflect = (index: number, size: number): number =>
  index < 0 ? -index : index >= size ? 2 * size - 2 - index : index;

/**
 * Writes one image, or a square crop of it, as the network sees it.
 * @param out receives side × side × 3 floats from index `start` on
 * @param row which image of `images`
 * @param side of the crop whose corner is (dx, dy); by default the whole image
 */
export function writeImage(
  out: Float32Array,
  start: number,
  images: Uint8Array,
  size: number,
  row: number,
  table: Float32Array,
  { dx, dy, mirrored }: View,
  side = size,
): void {
  const first = row * size * size * 3;
  let to = start;
  for (let y = 0; y < side; y++) {
    const line = first + reflect(y + dy, size) * size * 3;
    for (let x = 0; x < side; x++) {
      const from = line + reflect((mirrored ? side - 1 - x : x) + dx, size) * 3;
      out[to++] = table[images[from]!]!;
      out[to++] = table[256 + images[from + 1]!]!;
      out[to++] = table[512 + images[from + 2]!]!;
    }
  }
}
