import type { ImageHeader } from "#lib/formats/header.ts";
import { FormatError } from "#lib/formats/problem.ts";

/** WebP: RIFF chunks padded to even lengths (RFC 9649). Only these make the picture. */
const essential = new Set(["VP8 ", "VP8L", "VP8X", "ALPH"]);

/** @throws RangeError past the end of a cut-off file, FormatError for a damaged one */
export function inspectWebp(bytes: Uint8Array): ImageHeader {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const stop = 8 + view.readUInt32LE(4);
  if (stop > view.length) throw new FormatError("The picture is damaged or cut off.");
  const kept: Buffer[] = [];
  let [width, height, dropped, exif, animated, convert] = [0, 0, stop < view.length, false, false, false];
  for (let at = 12; at + 8 <= stop;) {
    const type = view.toString("latin1", at, at + 4);
    const body = at + 8;
    const length = view.readUInt32LE(at + 4);
    const end = body + length + (length % 2);
    if (body + length > stop) throw new FormatError("The picture is damaged or cut off.");
    if (type === "EXIF") exif = true;
    if (type === "ICCP") convert = true;
    if (type === "ANIM" || type === "ANMF") animated = true;
    if (type === "VP8X")
      [width, height] = [1 + view.readUIntLE(body + 4, 3), 1 + view.readUIntLE(body + 7, 3)];
    if (width === 0 && type === "VP8 ")
      [width, height] = [view.readUInt16LE(body + 6) & 0x3fff, view.readUInt16LE(body + 8) & 0x3fff];
    if (width === 0 && type === "VP8L") {
      const bits = view.readUInt32LE(body + 1);
      [width, height] = [1 + (bits & 0x3fff), 1 + ((bits >>> 14) & 0x3fff)];
    }
    if (essential.has(type)) kept.push(view.subarray(at, Math.min(end, stop)));
    else dropped = true;
    at = end;
  }
  return { width, height, animated, exif, convert, clean: dropped ? assemble(kept) : null };
}

function assemble(chunks: readonly Buffer[]): Uint8Array {
  const parts = chunks.map((chunk) => {
    if (chunk.toString("latin1", 0, 4) !== "VP8X") return chunk;
    const extended = Buffer.from(chunk);
    extended[8] = extended.readUInt8(8) & ~0b101100; // the flags of profile, EXIF and XMP
    return extended;
  });
  const body = Buffer.concat(parts);
  const head = Buffer.from("RIFF\0\0\0\0WEBP", "latin1");
  head.writeUInt32LE(4 + body.length, 4);
  return Buffer.concat([head, body]);
}
