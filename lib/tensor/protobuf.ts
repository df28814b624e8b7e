/** Protobuf as far as ONNX needs it: messages are written from their fields, and read as a list of fields. */

const utf8 = new TextEncoder();

/** One protobuf message. Chunks are joined once, at the end, so that large weights are copied only once. */
export class Message {
  private readonly chunks: Uint8Array[] = [];
  private length = 0;

  integer(field: number, value: number): this {
    return this.varint(field << 3).varint(value);
  }

  float(field: number, value: number): this {
    return this.varint((field << 3) | 5).push(new Uint8Array(Float32Array.of(value).buffer));
  }

  text(field: number, value: string): this {
    return this.bytes(field, utf8.encode(value));
  }

  message(field: number, value: Message): this {
    this.varint((field << 3) | 2).varint(value.length);
    for (const chunk of value.chunks) this.push(chunk);
    return this;
  }

  bytes(field: number, value: Uint8Array): this {
    return this.varint((field << 3) | 2)
      .varint(value.length)
      .push(value);
  }

  /** Fields that were read elsewhere, as they are. */
  raw(fields: Uint8Array): this {
    return this.push(fields);
  }

  finish(): Uint8Array {
    const all = new Uint8Array(this.length);
    let offset = 0;
    for (const chunk of this.chunks) {
      all.set(chunk, offset);
      offset += chunk.length;
    }
    return all;
  }

  /** Base-128, low part first; negative integers take their 64-bit two's complement, ten bytes. */
  private varint(value: number): this {
    let rest = BigInt.asUintN(64, BigInt(value));
    const bytes: number[] = [];
    while (rest > 127n) {
      bytes.push(Number(rest & 127n) | 128);
      rest >>= 7n;
    }
    bytes.push(Number(rest));
    return this.push(Uint8Array.from(bytes));
  }

  private push(chunk: Uint8Array): this {
    this.chunks.push(chunk);
    this.length += chunk.length;
    return this;
  }
}

/** A field of a message as it lies in the bytes. */
export type WireField = {
  number: number;
  /** of wire types 0 (a varint), 1 and 5 (eight and four bytes, little-endian) the bits as a number; else 0 */
  value: number;
  /** of wire type 2: the text, bytes or message; a view, not a copy */
  bytes: Uint8Array;
  wire: 0 | 1 | 2 | 5;
  /** key and all, a view: to be written again as it was */
  raw: Uint8Array;
};

/**
 * The fields of one message, in order, not looking into those that it holds.
 * @throws RangeError when the bytes are no protobuf message
 */
export function* wireFields(bytes: Uint8Array): Generator<WireField, void, void> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let place = 0;
  /** Up to 2^53; what is above (a negative number, say) only has to be passed over. */
  const varint = (): number => {
    let value = 0;
    for (let factor = 1, read = 0; read < 10; factor *= 128, read++) {
      const byte = bytes[place++];
      if (byte === undefined) break;
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
    throw new RangeError("A number is cut off.");
  };
  const take = (length: number): number => {
    const from = place;
    if (length > bytes.length - from) throw new RangeError("A field is cut off.");
    place += length;
    return from;
  };
  while (place < bytes.length) {
    const start = place;
    const key = varint();
    const [number, wire] = [Math.floor(key / 8), key % 8];
    if (number === 0) throw new RangeError("A field has no number.");
    let value = 0;
    let content: Uint8Array = empty;
    if (wire === 0) value = varint();
    else if (wire === 1) value = view.getFloat64(take(8), true);
    else if (wire === 5) value = view.getFloat32(take(4), true);
    else if (wire === 2) {
      const length = varint();
      const from = take(length);
      content = bytes.subarray(from, from + length);
    } else throw new RangeError(`There is no field of type ${wire}.`);
    yield { number, wire, value, bytes: content, raw: bytes.subarray(start, place) };
  }
}

const empty = new Uint8Array(0);

/** @throws RangeError for bytes that are no UTF-8 */
export function textOf(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes);
  } catch {
    throw new RangeError("A text is no UTF-8.");
  }
}

const strict = new TextDecoder("utf-8", { fatal: true });
