import type { ImageHeader } from "#lib/formats/header.ts";
import { FormatError } from "#lib/formats/problem.ts";

/** Chunks that decide how the pixels look (PNG specification, third edition, §11). The rest may tell the class. */
const essential = new Set(
  "IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP sBIT bKGD pHYs cICP mDCV cLLI".split(" "),
);

/** @throws RangeError past the end of a cut-off file, FormatError for a damaged one */
export function inspectPng(bytes: Uint8Array): ImageHeader {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const kept: Uint8Array[] = [view.subarray(0, 8)];
  let [width, height, dropped, exif, animated] = [0, 0, false, false, false];
  for (let at = 8, type = ""; type !== "IEND";) {
    const length = view.readUInt32BE(at);
    type = view.toString("latin1", at + 4, at + 8);
    const end = at + 12 + length;
    if (end > view.length) throw new FormatError("The picture is damaged or cut off.");
    if (type === "IHDR") [width, height] = [view.readUInt32BE(at + 8), view.readUInt32BE(at + 12)];
    if (type === "eXIf") exif = true;
    if (type === "acTL") animated = true;
    if (essential.has(type)) kept.push(view.subarray(at, end));
    else dropped = true;
    at = end;
    if (type === "IEND" && at < view.length) dropped = true; // bytes behind the end of the picture
  }
  return { width, height, animated, exif, clean: dropped ? Buffer.concat(kept) : null };
}
