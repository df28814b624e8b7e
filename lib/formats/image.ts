import sharp, { type Sharp } from "sharp";
import type { ImageHeader } from "#lib/formats/header.ts";
import { damagedImage, inspectImage, type Mime } from "#lib/formats/image-header.ts";
import { FormatError } from "#lib/formats/problem.ts";

// Tiny images: one thread each and several in flight beats many threads on one; a cache never hits.
sharp.concurrency(1);
sharp.cache(false);

/** Largest picture that is decoded, pixels. A 600 kB file can claim, and take, far more memory than this. */
export const maxPixels = 25_000_000;

/** A decoder's warning is damage: a JPEG cut in the middle with an end behind it gives no more than that. */
const options = { failOn: "warning", limitInputPixels: maxPixels } as const;

export type DecodedImage = {
  /** row-major RGB, 8 bits, sRGB; length size × size × 3 */
  rgb: Uint8Array;
  /** of the picture as it is shown, upright */
  width: number;
  height: number;
  mime: Mime;
  /** what people are shown where the original is no strict file: upright, sRGB, without metadata or profile */
  shown: { bytes: Uint8Array; mime: Mime } | null;
};

/**
 * Decode an image file for training and check it for showing.
 *
 * Training pixels: turned upright by EXIF, transparency laid on mid grey, any colour space and depth brought
 * to 8-bit sRGB, then the largest centred square is taken and scaled (Lanczos, antialiased) to size × size.
 * A picture that already has that size keeps its decoded pixels exactly.
 *
 * @param size side of the result, pixels
 * @throws FormatError with one sentence: not JPEG, PNG or WebP, animated, too large, damaged
 */
export async function decodeImage(bytes: Uint8Array, size: number): Promise<DecodedImage> {
  const header = checkedHeader(bytes);
  const { width, height, mime } = header;
  return orDamaged(async () => {
    const orientation = await orientationOf(bytes, header);
    if (width !== size || height !== size) await reachEnd(bytes, header);
    const rgb = await squareOf(bytes, header, orientation, size);
    const turned = orientation >= 5;
    return {
      rgb,
      width: turned ? height : width,
      height: turned ? width : height,
      mime,
      shown: await shownCopy(bytes, header, orientation),
    };
  });
}

/**
 * The training pixels of decodeImage() alone, for pictures that it has accepted before: damage at the end of the
 * file is not looked for.
 * @returns size × size × 3
 * @throws FormatError as decodeImage() does
 */
export async function squarePixels(bytes: Uint8Array, size: number): Promise<Uint8Array> {
  const header = checkedHeader(bytes);
  return orDamaged(async () => squareOf(bytes, header, await orientationOf(bytes, header), size));
}

function checkedHeader(bytes: Uint8Array): ImageHeader & { mime: Mime } {
  const header = inspectImage(bytes);
  const { width, height } = header;
  if (width === 0 || height === 0) throw new FormatError(damagedImage);
  if (width * height > maxPixels)
    throw new FormatError(
      `The picture has ${width} × ${height} pixels; the limit is ${maxPixels / 1e6} million in all.`,
    );
  if (header.animated) throw new FormatError("The picture is animated; only still pictures are taken.");
  return header;
}

/** Whatever the decoder complains about is damage. */
async function orDamaged<T>(decode: () => Promise<T>): Promise<T> {
  try {
    return await decode();
  } catch (error) {
    if (error instanceof FormatError) throw error;
    throw new FormatError(damagedImage);
  }
}

/** @returns 1 … 8, as in the EXIF standard */
const orientationOf = async (bytes: Uint8Array, { exif }: ImageHeader): Promise<number> =>
  exif ? ((await sharp(bytes, options).metadata()).orientation ?? 1) : 1;

async function squareOf(
  bytes: Uint8Array,
  { width, height }: ImageHeader,
  orientation: number,
  size: number,
): Promise<Uint8Array> {
  let picture = sharp(bytes, options);
  if (orientation !== 1) picture = picture.autoOrient();
  picture = picture.flatten({ background: "#808080" });
  if (width !== size || height !== size) picture = picture.resize(size, size, { fit: "cover" });
  const rgb = await picture.toColourspace("srgb").raw().toBuffer();
  if (rgb.length !== size * size * 3) throw new FormatError(damagedImage);
  return rgb;
}

/** Scaling leaves out rows at the end, and with them their damage: the last row is there only when all others are. */
const reachEnd = (bytes: Uint8Array, { width, height }: ImageHeader) =>
  sharp(bytes, options)
    .extract({ left: 0, top: height - 1, width: Math.min(width, 8), height: 1 })
    .raw()
    .toBuffer();

/**
 * Where the original is not strict, a file of the same kind that is: the same pixels where they are upright and
 * sRGB, else written anew, at a quality that no eye tells from the original.
 * @param orientation 1 … 8, as in the EXIF standard
 */
async function shownCopy(
  original: Uint8Array,
  { mime, convert, clean }: ImageHeader & { mime: Mime },
  orientation: number,
): Promise<DecodedImage["shown"]> {
  if (!convert && orientation === 1) return clean && { bytes: clean, mime };
  const picture = sharp(original, options).autoOrient().toColourspace("srgb");
  const bytes = await written(picture, mime).toBuffer();
  return { bytes: inspectImage(bytes).clean ?? bytes, mime };
}

function written(picture: Sharp, mime: Mime): Sharp {
  if (mime === "image/png") return picture.png();
  if (mime === "image/webp") return picture.webp({ quality: 95 });
  return picture.jpeg({ quality: 95, chromaSubsampling: "4:4:4" });
}

/** @param rgb row-major, size × size × 3 @returns a PNG file of exactly these pixels */
export function encodePng(rgb: Uint8Array, size: number): Promise<Uint8Array> {
  return sharp(rgb, { raw: { width: size, height: size, channels: 3 } })
    .png({ adaptiveFiltering: true })
    .toBuffer();
}
