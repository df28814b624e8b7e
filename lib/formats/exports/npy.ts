/** NumPy's format, version 1.0: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html */

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0];

/**
 * What stands before an array's numbers, which follow row by row, little-endian.
 * @param type as NumPy writes it: "<i2", "<i8", "<f4", "<f8"
 */
function npyHead(type: string, shape: readonly number[]): Uint8Array {
  const sides = shape.length === 1 ? `${shape[0] ?? 0},` : shape.join(", ");
  const dictionary = `{'descr': '${type}', 'fortran_order': False, 'shape': (${sides}), }`;
  const before = magic.length + 2;
  // the numbers begin at a multiple of 64 bytes
  const length = Math.ceil((before + dictionary.length + 1) / 64) * 64 - before;
  const head = Buffer.alloc(before + length, " ");
  head.set(magic);
  head.writeUInt16LE(length, magic.length);
  head.write(dictionary, before, "latin1");
  head.write("\n", before + length - 1);
  return head;
}

/** A whole file: the head, and the numbers in pieces. @param type @param shape as of npyHead() */
export function* npyArray(
  type: string,
  shape: readonly number[],
  numbers: Iterable<Uint8Array>,
): Generator<Uint8Array, void, void> {
  yield npyHead(type, shape);
  yield* numbers;
}

/** Numbers as they lie in memory: little-endian, as every processor that Node runs on has them. */
export const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);
