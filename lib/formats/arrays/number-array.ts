import { FormatError, quote } from "#lib/formats/problem.ts";
import { type NumberType, numberTypes } from "#lib/formats/arrays/number-types.ts";
import { numbered } from "#lib/numbers.ts";

/** Bytes that are read at any place: those of an array that lies in a file, or in the memory. */
export type ByteStore = { size: number; read(at: number, length: number): Promise<Buffer> };

/** An array of numbers of any shape whose values stay where they are until somebody reads them. */
export class NumberArray {
  readonly #type: NumberType;
  /** as NumPy names it */
  readonly typeName: string;
  readonly name: string;
  readonly shape: readonly number[];
  /** the first index runs fastest (Fortran's order) */
  readonly byColumns: boolean;
  readonly bytes: ByteStore;

  /**
   * @param name for messages
   * @param typeName as NumPy names it, such as "<i8"
   * @throws FormatError when the type is none of plain numbers, or the bytes are not as many as the shape says
   */
  constructor(
    name: string,
    shape: readonly number[],
    typeName: string,
    byColumns: boolean,
    bytes: ByteStore,
  ) {
    [this.name, this.shape, this.typeName] = [name, shape, typeName];
    [this.byColumns, this.bytes] = [byColumns, bytes];
    const type = numberTypes.get(typeName);
    if (!type)
      throw new FormatError(
        `The array ${quote(name)} is not of plain numbers but of the type ${quote(typeName)}.`,
      );
    this.#type = type;
    if (shape.some((n) => !Number.isSafeInteger(n) || n < 0) || !Number.isSafeInteger(this.length))
      throw new FormatError(`The array ${quote(name)} has the shape (${shape.join(", ")}).`);
    if (this.length * type.bytes > bytes.size)
      throw new FormatError(
        `The array ${quote(name)} is cut short: ${numbered(bytes.size, "byte")} for the shape (${shape.join(", ")}).`,
      );
  }

  /** values in all */
  get length(): number {
    return this.shape.reduce((product, n) => product * n, 1);
  }

  /** Values one after another as they are stored. */
  async read(from: number, count: number): Promise<Float64Array> {
    const { bytes: each, get } = this.#type;
    const bytes = await this.bytes.read(from * each, count * each);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    return Float64Array.from({ length: count }, (_, i) => get(view, i * each));
  }
}

/** @returns a store of bytes at hand */
export const inMemory = (bytes: Buffer): ByteStore => ({
  size: bytes.length,
  read: (at, length) => Promise.resolve(bytes.subarray(at, at + length)),
});
