import { crc32 } from "node:zlib";
import type { Random } from "#lib/random.ts";

/** One way to damage a file. */
type Mutation = (bytes: Buffer, random: Random) => Buffer;

const truncate: Mutation = (bytes, { below }) => bytes.subarray(0, below(bytes.length));

const flipBits: Mutation = (bytes, { below }) => {
  const copy = Buffer.from(bytes);
  for (let n = 1 + below(8); n > 0; n--) {
    const at = below(copy.length);
    copy[at] = (copy[at] ?? 0) ^ (1 << below(8));
  }
  return copy;
};

const swapBlocks: Mutation = (bytes, { below }) => {
  const length = 1 + below(Math.max(1, bytes.length >> 2));
  const [from, to] = [below(bytes.length - length + 1), below(bytes.length - length + 1)];
  const copy = Buffer.from(bytes);
  bytes.copy(copy, to, from, from + length);
  bytes.copy(copy, from, to, to + length);
  return copy;
};

/** Numbers that lengths and offsets are compared with, in either byte order. */
const extremes = [
  0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff,
];
const changeLength: Mutation = (bytes, { below }) => {
  const copy = Buffer.from(bytes);
  const width = [1, 2, 4][below(3)] ?? 4;
  const value = (extremes[below(extremes.length)] ?? 0) % 2 ** (8 * width);
  const at = below(Math.max(1, copy.length - width));
  if (at + width > copy.length) return copy;
  if (below(2) === 0) copy.writeUIntBE(value, at, width);
  else copy.writeUIntLE(value, at, width);
  return copy;
};

const insert: Mutation = (bytes, { below }) => {
  const at = below(bytes.length + 1);
  const noise = Buffer.from(Array.from({ length: 1 + below(64) }, () => below(256)));
  return Buffer.concat([bytes.subarray(0, at), noise, bytes.subarray(at)]);
};

const remove: Mutation = (bytes, { below }) => {
  const at = below(bytes.length);
  return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + below(64))]);
};

const mutations: readonly Mutation[] = [
  truncate,
  flipBits,
  flipBits,
  swapBlocks,
  changeLength,
  changeLength,
  insert,
  remove,
];

/** A good file, damaged in one way or two. */
export function mutate(good: Buffer, random: Random): Buffer {
  let bytes = good;
  for (let n = 1 + random.below(2); n > 0; n--) {
    const mutation = mutations[random.below(mutations.length)];
    if (mutation && bytes.length > 0) bytes = mutation(bytes, random);
  }
  return bytes;
}

/** A PNG with the checksums that its damaged chunks would have, so that the damage gets past them. */
export function withSums(png: Buffer): Buffer {
  const copy = Buffer.from(png);
  for (let at = 8; at + 12 <= copy.length;) {
    const end = at + 8 + copy.readUInt32BE(at);
    if (end + 4 > copy.length) break;
    copy.writeUInt32BE(crc32(copy.subarray(at + 4, end)), end);
    at = end + 4;
  }
  return copy;
}
