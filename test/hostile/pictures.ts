import { crc32 } from "node:zlib";

/** A PNG chunk with its checksum. */
export function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** Chunks put behind the first of a PNG. */
export const intoPng = (file: Buffer, ...parts: Buffer[]): Buffer =>
  Buffer.concat([file.subarray(0, 33), ...parts, file.subarray(33)]);

/** A JPEG segment. */
export function segment(marker: number, body: string): Buffer {
  const bytes = Buffer.from(body, "latin1");
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(bytes.length + 2, 2);
  return Buffer.concat([head, bytes]);
}

/** Segments put at the beginning of a JPEG. */
export const intoJpeg = (jpeg: Buffer, ...parts: Buffer[]): Buffer =>
  Buffer.concat([jpeg.subarray(0, 2), ...parts, jpeg.subarray(2)]);
