import { squarePixels } from "#lib/formats/image.ts";
import type { EncoderDescription } from "#lib/encoders/description.ts";

/** From a picture's file to what an encoder is fed. */

type Sides = Pick<EncoderDescription, "size" | "resize">;

/** Where the square that the encoder sees begins in the scaled picture, as torchvision's CenterCrop rounds it. */
export const cropStart = ({ size, resize }: Sides): number => Math.round((resize - size) / 2);

/**
 * The short side scaled to `resize` and the middle of the long one; the encoder's own square is cut when it is fed.
 * @param bytes the picture's file, as it was imported
 * @returns resize × resize × 3, RGB
 * @throws FormatError for one that cannot be decoded
 */
export const encoderPixels = (bytes: Uint8Array, { resize }: Sides): Promise<Uint8Array> =>
  squarePixels(bytes, resize);

/** What each byte of each channel becomes: [channel × 256 + byte]. */
export function byteTable({ mean, std }: Pick<EncoderDescription, "mean" | "std">): Float32Array {
  const table = new Float32Array(3 * 256);
  for (const [channel, average] of mean.entries())
    for (let byte = 0; byte < 256; byte++)
      table[channel * 256 + byte] = (byte / 255 - average) / (std[channel] ?? 1);
  return table;
}

/**
 * Writes one picture as the encoder sees it.
 * @param out receives 3 × size × size floats (nchw) or size × size × 3 (nhwc) from index `start` on
 * @param pixels resize × resize × 3
 * @param table of byteTable()
 */
export function writeInput(
  out: Float32Array,
  start: number,
  pixels: Uint8Array,
  { size, resize, layout }: Sides & Pick<EncoderDescription, "layout">,
  table: Float32Array,
): void {
  const crop = cropStart({ size, resize });
  const [step, plane] = layout === "nchw" ? [1, size * size] : [3, 1];
  let to = start;
  for (let y = 0; y < size; y++) {
    let from = ((y + crop) * resize + crop) * 3;
    for (let x = 0; x < size; x++, from += 3, to += step) {
      out[to] = table[pixels[from]!]!;
      out[to + plane] = table[256 + pixels[from + 1]!]!;
      out[to + 2 * plane] = table[512 + pixels[from + 2]!]!;
    }
  }
}
