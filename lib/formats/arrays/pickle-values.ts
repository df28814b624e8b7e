import { latinText } from "#lib/formats/arrays/latin-text.ts";
import type { ByteStore } from "#lib/formats/arrays/number-array.ts";
import type { RandomFile } from "#lib/formats/files/random-file.ts";

/**
 * What a pickle can be made of here. A short text of Python 2 and short bytes are strings of the characters 0 … 255;
 * long ones stay in the file. Lists and tuples are arrays, dictionaries are maps.
 */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | FarBytes
  | PickleValue[]
  | Map<PickleValue, PickleValue>
  | PickledArray
  | PickledType
  | PickledStorage
  | KnownGlobal;

/** A name that a pickle may call for; none of them is ever looked up or run: this reader knows what they mean. */
export class KnownGlobal {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** Bytes or a text that stay in the file. */
export class FarBytes {
  readonly file: RandomFile;
  readonly at: number;
  readonly length: number;
  /** Python 3 writes bytes as a text for the older protocols: each is a character of UTF-8 then */
  readonly isText: boolean;

  constructor(file: RandomFile, at: number, length: number, isText: boolean) {
    [this.file, this.at, this.length, this.isText] = [file, at, length, isText];
  }

  async store(): Promise<ByteStore> {
    const { file, at, length, isText } = this;
    if (isText) return latinText(file, at, length);
    return { size: length, read: (from, count) => file.read(at + from, count) };
  }
}

/** A NumPy dtype: "i8", and its byte order once that is said. */
export class PickledType {
  order = "|";
  readonly code: string;

  constructor(code: string) {
    this.code = code;
  }
  /** as NumPy names it */
  get name(): string {
    return this.order + this.code;
  }
}

/** A NumPy array; of one of objects, `data` is their list. */
export class PickledArray {
  shape: readonly number[] = [0];
  type = new PickledType("u1");
  byColumns = false;
  data: string | FarBytes | ByteStore | PickleValue[] = "";
}

/** Where PyTorch keeps a tensor's values: of a zip in a file of their own, else behind the pickle. */
export class PickledStorage {
  readonly key: string;
  readonly type: string;
  readonly values: number;

  constructor(key: string, type: string, values: number) {
    [this.key, this.type, this.values] = [key, type, values];
  }
}
