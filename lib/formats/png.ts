import type { ImageHeader } from "#lib/formats/header.ts";
import { FormatError } from "#lib/formats/problem.ts";

/** Critical chunks, and the one that makes pixels transparent (PNG specification, third edition, §11). */
const essential = new Set(["IHDR", "PLTE", "tRNS", "IDAT", "IEND"]);

/** Chunks that say nothing as long as they say this, hex: square pixels, and sRGB in its own words. */
const plain = new Map([
  ["pHYs", ["000003e8000003e801", "00000b1300000b1301"]],
  ["sRGB", ["00"]],
  ["gAMA", ["0000b18f"]],
  ["cHRM", ["00007a26000080840000fa00000080e8000075300000ea6000003a9800001770"]],
]);

/** @throws RangeError past the end of a cut-off file, FormatError for a damaged one */
export function inspectPng(bytes: Uint8Array): ImageHeader {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const kept: Uint8Array[] = [view.subarray(0, 8)];
  let [width, height, dropped, exif, animated, convert] = [0, 0, false, false, false, false];
  const met = new Set<string>();
  for (let at = 8, type = ""; type !== "IEND";) {
    const length = view.readUInt32BE(at);
    type = view.toString("latin1", at + 4, at + 8);
    const end = at + 12 + length;
    if (end > view.length) throw new FormatError("The picture is damaged or cut off.");
    if (type === "IHDR") [width, height] = [view.readUInt32BE(at + 8), view.readUInt32BE(at + 12)];
    if (type === "eXIf") exif = true;
    if (type === "acTL") animated = true;
    if (type === "iCCP") convert = true;
    const saysNothing =
      !met.has(type) && plain.get(type)?.includes(view.toString("hex", at + 8, at + 8 + length)) === true;
    met.add(type);
    if (essential.has(type) || saysNothing) kept.push(view.subarray(at, end));
    else dropped = true;
    at = end;
    if (type === "IEND" && at < view.length) dropped = true; // bytes behind the end of the picture
  }
  return { width, height, animated, exif, convert, clean: dropped ? Buffer.concat(kept) : null };
}
