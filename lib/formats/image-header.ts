import type { ImageHeader } from "#lib/formats/header.ts";
import { inspectJpeg } from "#lib/formats/jpeg.ts";
import { inspectPng } from "#lib/formats/png.ts";
import { FormatError } from "#lib/formats/problem.ts";
import { inspectWebp } from "#lib/formats/webp.ts";

export type Mime = "image/jpeg" | "image/png" | "image/webp";

const readers: Record<Mime, (bytes: Uint8Array) => ImageHeader> = {
  "image/jpeg": inspectJpeg,
  "image/png": inspectPng,
  "image/webp": inspectWebp,
};

/**
 * Tell the kind of an image by its first bytes, never by its name, and read its header.
 * @throws FormatError for anything but JPEG, PNG and WebP, and for a damaged container
 */
export function inspectImage(bytes: Uint8Array): ImageHeader & { mime: Mime } {
  if (bytes.length === 0) throw new FormatError("The file is empty.");
  const mime = sniff(bytes);
  try {
    return { mime, ...readers[mime](bytes) };
  } catch (error) {
    // Reading past the end of a cut-off file.
    if (error instanceof RangeError) throw new FormatError(damagedImage);
    throw error;
  }
}

export const damagedImage = "The picture is damaged or cut off.";

function sniff(bytes: Uint8Array): Mime {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 256)).toString("latin1");
  if (head.startsWith("\xff\xd8\xff")) return "image/jpeg";
  if (head.startsWith("\x89PNG\r\n\x1a\n")) return "image/png";
  if (head.startsWith("RIFF") && head.slice(8, 12) === "WEBP") return "image/webp";
  const other = others.find(([, pattern]) => pattern.test(head));
  throw new FormatError(
    other
      ? `The file is ${other[0]}; only JPEG, PNG and WebP pictures are taken.`
      : "The file is not a picture; only JPEG, PNG and WebP are taken.",
  );
}

const others: readonly (readonly [string, RegExp])[] = [
  ["a GIF", /^GIF8/],
  ["a BMP", /^BM/],
  ["a TIFF", /^(II\*\0|MM\0\*)/],
  ["an AVIF or HEIC", /^[^]{4}ftyp(avif|avis|heic|heix|mif1|msf1)/],
  ["an icon file", /^\0\0[\x01\x02]\0/],
  ["a PDF", /^%PDF/],
  ["a zip", /^PK\x03\x04/],
  ["an SVG drawing", /<svg[\s>]/i],
  ["a web page", /^[^]{0,64}<(!doctype html|html|head|body|script)/i],
  ["an XML file", /^(\xef\xbb\xbf)?\s*<\?xml/],
];
