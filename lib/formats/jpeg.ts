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
  let [width, height, dropped, exif, convert] = [0, 0, false, false, false];
  const met = new Set<number>();
  let at = 2;
  for (;;) {
    if (view.readUInt8(at) !== 0xff) throw new FormatError("The JPEG is damaged.");
    for (; view.readUInt8(at + 1) === 0xff; at++) dropped = true; // fill bytes
    const marker = view.readUInt8(at + 1);
    if (marker === EOI) break;
    if (standsAlone(marker)) {
      dropped = true;
      at += 2;
      continue;
    }
    const end = at + 2 + view.readUInt16BE(at + 2);
    const segment = view.subarray(at, end);
    if (isFrame(marker)) {
      [height, width] = [view.readUInt16BE(at + 5), view.readUInt16BE(at + 7)];
      if (view.readUInt8(at + 9) === 4) convert = true; // CMYK
    }
    if (marker === 0xe1 && starts(segment, "Exif\0")) exif = true;
    if (marker === 0xe2 && starts(segment, "ICC_PROFILE\0")) convert = true;
    const strict = strictSegment(marker, segment, met.has(marker));
    if (strict !== segment) dropped = true;
    if (strict !== null) kept.push(strict);
    met.add(marker);
    at = end;
    if (marker === SOS) {
      at = endOfScan(view, end);
      kept.push(view.subarray(end, at));
    }
  }
  kept.push(view.subarray(at, at + 2));
  if (at + 2 < view.length) dropped = true; // bytes behind the end of the picture
  return { width, height, animated: false, exif, convert, clean: dropped ? Buffer.concat(kept) : null };
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

/** JFIF 1.01 without a resolution, as encoders write it that know of none; and with 72 dots an inch. */
const jfif = Buffer.from("ffe000104a46494600010100000100010000", "hex");
const jfif72 = Buffer.from("ffe000104a46494600010101004800480000", "hex");

/**
 * What a strict file has of a segment: tables, frames and scans as they are; JFIF and Adobe's colour transform
 * once each, and without anything that could be chosen freely.
 * @returns the segment itself where it is strict; null where it goes
 */
function strictSegment(marker: number, segment: Buffer, again: boolean): Buffer | null {
  if (marker === 0xe0 && starts(segment, "JFIF\0") && !again)
    return segment.equals(jfif) || segment.equals(jfif72) ? segment : jfif;
  if (marker === 0xee && starts(segment, "Adobe") && segment.length >= 16 && !again) {
    const plain = Buffer.from("ffee000e41646f626500640000000000", "hex");
    plain.writeUInt8(segment.readUInt8(15), 15);
    return segment.equals(plain) ? segment : plain;
  }
  const makesPixels = (marker >= 0xc0 && marker <= 0xcf) || (marker >= SOS && marker <= 0xdd);
  return makesPixels ? segment : null;
}

const starts = (segment: Uint8Array, text: string) =>
  Buffer.from(segment.subarray(4, 4 + text.length)).toString("latin1") === text;
