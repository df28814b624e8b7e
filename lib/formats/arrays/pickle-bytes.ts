import type { RandomFile } from "#lib/formats/files/random-file.ts";
import { FarBytes } from "#lib/formats/arrays/pickle-values.ts";
import { FormatError, quote } from "#lib/formats/problem.ts";
import { numbered } from "#lib/numbers.ts";

/** Longest text or bytes that are kept in the memory; longer ones stay in the file. */
const nearBytes = 64 * 1024;
const windowBytes = 256 * 1024;
/** Longest line of protocol 0, which writes arrays as quoted text. */
const longestLine = 64 * 1024 ** 2;
/** Texts in the memory, together. */
const mostText = 256 * 1024 ** 2;

/** A pickle's bytes, read from one to the next through a window on the file; little-endian unless a name says else. */
export class PickleBytes {
  readonly #file: RandomFile;
  #window: Buffer = Buffer.alloc(0);
  #start: number;
  #at: number;
  /** where the step that is being done began */
  #step: number;
  #text = 0;

  constructor(file: RandomFile, at: number) {
    [this.#file, this.#start, this.#at, this.#step] = [file, at, at, at];
  }

  /** the byte that comes next */
  get at(): number {
    return this.#at;
  }

  refuse(why: string): FormatError {
    return new FormatError(
      `The pickle ${quote(this.#file.name)} was refused: ${why}, at byte ${this.#step}.`,
    );
  }

  /** The next step. No step has more than nine bytes besides a text. */
  async step(): Promise<string> {
    this.#step = this.#at;
    if (this.left() < 9) await this.fill(9);
    if (this.left() < 1) throw this.refuse("it is cut short");
    return String.fromCharCode(this.byte());
  }

  readonly left = (): number => this.#start + this.#window.length - this.#at;

  /** Have at least so many bytes in the window, or all that are left. */
  async fill(need: number): Promise<void> {
    const most = this.#file.size - this.#at;
    this.#window = await this.#file.read(this.#at, Math.max(0, Math.min(most, Math.max(need, windowBytes))));
    this.#start = this.#at;
  }

  /** Move on by so many bytes and say where they were in the window. @throws RangeError where they are not there */
  #take(bytes: number): number {
    const place = this.#at - this.#start;
    if (bytes > this.left()) throw new RangeError("cut short");
    this.#at += bytes;
    return place;
  }

  readonly byte = (): number => this.#window.readUInt8(this.#take(1));
  readonly two = (): number => this.#window.readUInt16LE(this.#take(2));
  readonly four = (): number => this.#window.readUInt32LE(this.#take(4));
  eight(): number {
    const length = Number(this.#window.readBigUInt64LE(this.#take(8)));
    if (!Number.isSafeInteger(length)) throw this.refuse("it claims an absurd length");
    return length;
  }

  /** The rest of a line, without its end (protocol 0). */
  async line(): Promise<string> {
    let end = this.#window.indexOf(10, this.#at - this.#start);
    for (let most = windowBytes; end < 0; most *= 4) {
      if (most > longestLine || this.#at + this.left() === this.#file.size)
        throw this.refuse("a line in it has no end");
      await this.fill(most);
      end = this.#window.indexOf(10);
    }
    const text = this.#window.toString("latin1", this.#at - this.#start, end);
    this.#at = this.#start + end + 1;
    this.#count(text.length);
    return text.replace(/\r$/, "");
  }

  /** Bytes or a text of a length that was said. @param isText of UTF-8 */
  async long(length: number, isText: boolean): Promise<string | FarBytes> {
    if (this.#at + length > this.#file.size)
      throw this.refuse(`it is cut short: it claims ${numbered(length, "byte")}`);
    if (length > nearBytes) {
      const far = new FarBytes(this.#file, this.#at, length, isText);
      this.#at += length;
      return far;
    }
    if (this.left() < length) await this.fill(length);
    this.#count(length);
    const place = this.#take(length);
    return this.#window.toString(isText ? "utf8" : "latin1", place, place + length);
  }

  #count(length: number): void {
    this.#text += length;
    if (this.#text > mostText) throw this.refuse("it holds too much text");
  }

  readonly signedFour = (): number => this.#window.readInt32LE(this.#take(4));
  readonly bigEndianDouble = (): number => this.#window.readDoubleBE(this.#take(8));
}
