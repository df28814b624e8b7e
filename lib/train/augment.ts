/** From stored bytes to what the network sees: normalise, shift, mirror. */

/** 3 × 256 values: what each byte of each channel becomes. */
export type Normalisation = { mean: [number, number, number]; deviation: [number, number, number] };

/**
 * Mean and deviation of each channel over the given images, of bytes scaled to [0, 1].
 * @param rows which images; a channel without variance gets deviation 1
 */
export function channelStatistics(images: Uint8Array, size: number, rows: Int32Array): Normalisation {
  const length = size * size * 3;
  const counts = [0, 1, 2].map(() => new Float64Array(256));
  for (const row of rows) {
    const start = row * length;
    for (let i = 0; i < length; i += 3) {
      counts[0]![images[start + i]!]!++;
      counts[1]![images[start + i + 1]!]!++;
      counts[2]![images[start + i + 2]!]!++;
    }
  }
  const n = rows.length * size * size;
  const moment = (count: Float64Array, of: (byte: number) => number) =>
    count.reduce((sum, times, byte) => sum + times * of(byte / 255), 0) / n;
  const means = counts.map((count) => moment(count, (x) => x));
  const deviations = counts.map((count, c) => Math.sqrt(moment(count, (x) => (x - means[c]!) ** 2)) || 1);
  return {
    mean: [means[0]!, means[1]!, means[2]!],
    deviation: [deviations[0]!, deviations[1]!, deviations[2]!],
  };
}

/** Looks bytes up: [channel × 256 + byte]. */
export function normalisationTable({ mean, deviation }: Normalisation): Float32Array {
  return Float32Array.from({ length: 768 }, (_, i) => ((i & 255) / 255 - mean[i >> 8]!) / deviation[i >> 8]!);
}

export type View = {
  /** pixels the picture moves to the left and up; what comes in is reflected at the border */
  dx: number;
  dy: number;
  mirrored: boolean;
};
export const asStored: View = { dx: 0, dy: 0, mirrored: false };

/** Reflects an index at the borders 0 and size − 1 without repeating them. |index| < size. */
const reflect = (index: number, size: number): number =>
  index < 0 ? -index : index >= size ? 2 * size - 2 - index : index;

/**
 * Writes one image, or a square part of it, as the network sees it.
 * @param out receives side × side × 3 floats from `at`
 * @param row which image of `images`
 * @param side of the part whose corner is (dx, dy); the whole image if left out
 */
export function writeImage(
  out: Float32Array,
  at: number,
  images: Uint8Array,
  size: number,
  row: number,
  table: Float32Array,
  { dx, dy, mirrored }: View,
  side = size,
): void {
  const start = row * size * size * 3;
  let to = at;
  for (let y = 0; y < side; y++) {
    const line = start + reflect(y + dy, size) * size * 3;
    for (let x = 0; x < side; x++) {
      const from = line + reflect((mirrored ? side - 1 - x : x) + dx, size) * 3;
      out[to++] = table[images[from]!]!;
      out[to++] = table[256 + images[from + 1]!]!;
      out[to++] = table[512 + images[from + 2]!]!;
    }
  }
}
