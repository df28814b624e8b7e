import type { ImageHeader } from "#lib/formats/header.ts";
import { FormatError } from "#lib/formats/problem.ts";

/*
 * JPEG: markers FF xx, most with a two-byte length (ISO/IEC 10918-1, Annex B). Entropy-coded data follows
 * SOS; inside it FF is always followed by 00 or by a restart marker D0–D7.
 */

const SOS = 0xda;
const EOI = 0xd9;
const isFrame = (marker: number) =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
const standsAlone = (marker: number) => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7);

/** @throws RangeError past the end of a cut-off file, FormatError where the markers make no sense */
export function inspectJpeg(bytes: Uint8Array): ImageHeader {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const kept: Uint8Array[] = [view.subarray(0, 2)];
  let [width, height, dropped, exif] = [0, 0, false, false];
  let at = 2;
  for (;;) {
    if (view.readUInt8(at) !== 0xff) throw new FormatError("The JPEG is damaged.");
    while (view.readUInt8(at + 1) === 0xff) at++; // fill bytes
    const marker = view.readUInt8(at + 1);
    if (marker === EOI) break;
    if (standsAlone(marker)) {
      at += 2;
      continue;
    }
    const end = at + 2 + view.readUInt16BE(at + 2);
    const segment = view.subarray(at, end);
    if (isFrame(marker)) [height, width] = [view.readUInt16BE(at + 5), view.readUInt16BE(at + 7)];
    if (marker === 0xe1 && starts(segment, "Exif\0")) exif = true;
    if (mayStay(marker, segment)) kept.push(segment);
    else dropped = true;
    at = end;
    if (marker === SOS) {
      at = endOfScan(view, end);
      kept.push(view.subarray(end, at));
    }
  }
  kept.push(view.subarray(at, at + 2));
  if (at + 2 < view.length) dropped = true; // bytes behind the end of the picture
  return { width, height, animated: false, exif, clean: dropped ? Buffer.concat(kept) : null };
}

/** First marker after entropy-coded data that is neither a stuffed zero nor a restart. */
function endOfScan(view: Buffer, from: number): number {
  let at = from;
  for (;;) {
    at = view.indexOf(0xff, at);
    if (at < 0 || at + 1 >= view.length) throw new FormatError("The picture is damaged or cut off.");
    const next = view.readUInt8(at + 1);
    if (next === 0xff) at += 1;
    else if (next === 0 || (next >= 0xd0 && next <= 0xd7)) at += 2;
    else return at;
  }
}

/** Tables, frames, scans, plain JFIF, Adobe's colour transform and the colour profile. */
function mayStay(marker: number, segment: Uint8Array): boolean {
  if (marker === 0xe0) return starts(segment, "JFIF\0") && segment.length === 18; // longer: a thumbnail
  if (marker === 0xe2) return starts(segment, "ICC_PROFILE\0");
  if (marker === 0xee) return starts(segment, "Adobe") && segment.length === 16;
  const otherApplication = marker >= 0xe0 && marker <= 0xef;
  const commentOrReserved = marker >= 0xf0 || marker < 0xc0;
  return !otherApplication && !commentOrReserved;
}

const starts = (segment: Uint8Array, text: string) =>
  Buffer.from(segment.subarray(4, 4 + text.length)).toString("latin1") === text;

/**
 * The file with an EXIF block that holds nothing but the orientation, so that browsers still turn it.
 * @param orientation 1 … 8, as in the EXIF standard
 */
export function withOrientation(jpeg: Uint8Array, orientation: number): Uint8Array {
  const block = Buffer.from(
    // APP1, length 34, "Exif", TIFF little-endian, one directory of one entry: 0x0112, short, 1, value
    "ffe10022457869660000" +
      "49492a0008000000" +
      "0100" +
      "1201" +
      "0300" +
      "01000000" +
      "00000000" +
      "00000000",
    "hex",
  );
  block.writeUInt16LE(orientation, 28);
  return Buffer.concat([jpeg.subarray(0, 2), block, jpeg.subarray(2)]);
}
