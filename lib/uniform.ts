import { createHash } from "node:crypto";

/**
 * A number in [0, 1) determined by a text: the first 52 bits of its SHA-256. For different texts it
 * looks uniform and independent, and it is the same on every machine.
 */
export function uniform(text: string): number {
  const digest = createHash("sha256").update(text).digest();
  return (digest.readUIntBE(0, 6) * 16 + (digest.readUInt8(6) >> 4)) / 2 ** 52;
}
