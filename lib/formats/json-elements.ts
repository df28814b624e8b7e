import type { Readable } from "node:stream";
import { FormatError, quote } from "#lib/formats/problem.ts";

/** Longest element that is read, characters: a file of one must not fill the memory. */
const longestElement = 8 * 1024 ** 2;

/** An element of an array: of the file's own, or of the array under a key of its object. */
export type JsonElement = {
  /** the key; null for the file's own array */
  key: string | null;
  /** from 0, within its array */
  index: number;
  value: unknown;
};

/**
 * The elements of a file's JSON array, or those of the arrays in its JSON object, one after another: the file may be
 * larger than memory. What else stands in the object is passed over.
 * @param name for messages
 * @throws FormatError with the place where it is no such JSON, or ends early
 */
export async function* jsonElements(name: string, from: () => Readable): AsyncGenerator<JsonElement> {
  const stream = from().setEncoding("utf8");
  const scanner = new Scanner(name);
  try {
    for await (const chunk of stream) yield* scanner.push(String(chunk));
    scanner.end();
  } finally {
    stream.destroy();
  }
}

const [quoteMark, backslash, comma, colon, opensArray, opensObject] = [34, 92, 44, 58, 91, 123];
const isClosing = (code: number) => code === 93 || code === 125; // ] }

/** Finds the elements in pieces of text, without looking into them. */
class Scanner {
  readonly #name: string;
  #text: "no" | "in" | "escaped" = "no";
  #depth = 0;
  #root = 0;
  #done = false;
  /** the array whose elements are wanted, once it is open: at depth 1, or 2 under a key */
  #array: { key: string | null; index: number; depth: number } | null = null;
  #key: string | null = null;
  /** what has come since the last comma, colon or bracket that counts */
  #part = "";

  constructor(name: string) {
    this.#name = name;
  }

  *push(chunk: string): Generator<JsonElement> {
    let start = 0;
    const taken = (at: number): string => {
      const part = this.#part + chunk.slice(start, at);
      this.#part = "";
      start = at + 1;
      return part;
    };
    for (let at = 0; at < chunk.length; at++) {
      const code = chunk.charCodeAt(at);
      if (this.#text === "escaped") this.#text = "in";
      else if (this.#text === "in") {
        if (code === backslash) this.#text = "escaped";
        else if (code === quoteMark) this.#text = "no";
      } else if (code === quoteMark) this.#text = "in";
      else if (code === opensArray || code === opensObject) {
        if (this.#opens(code)) taken(at);
      } else if (isClosing(code)) {
        if (this.#array?.depth === this.#depth) {
          yield* this.#element(taken(at));
          this.#array = null;
        }
        if (--this.#depth < 0) throw this.#damaged();
        this.#done = this.#depth === 0;
      } else if (code === comma) {
        if (this.#array?.depth === this.#depth) yield* this.#element(taken(at));
        else if (this.#depth === 1) taken(at);
      } else if (code === colon && this.#depth === 1 && this.#array === null)
        this.#key = String(this.#parsed(taken(at)));
    }
    this.#part += chunk.slice(start);
    if (this.#part.length > longestElement)
      throw new FormatError(
        `${this.#place()} is over ${longestElement / 1024 ** 2} million characters long.`,
      );
  }

  end(): void {
    if (!this.#done) throw new FormatError(`${this.#place()} is cut short, or not JSON.`);
  }

  /** A bracket opens. @returns whether it is gone into */
  #opens(code: number): boolean {
    if (this.#done) throw this.#damaged();
    this.#depth++;
    if (this.#depth === 1) this.#root = code;
    const wanted = this.#depth === 1 || (this.#depth === 2 && this.#root === opensObject);
    if (this.#array !== null || !wanted) return false;
    if (code === opensArray) {
      this.#array = { key: this.#key, index: 0, depth: this.#depth };
      return true;
    }
    return this.#depth === 1;
  }

  *#element(text: string): Generator<JsonElement> {
    const array = this.#array;
    if (!array || (array.index === 0 && text.trim() === "")) return;
    yield { key: array.key, index: array.index, value: this.#parsed(text) };
    array.index++;
  }

  #parsed(text: string): unknown {
    try {
      return JSON.parse(text);
    } catch {
      throw this.#damaged();
    }
  }

  #place(): string {
    if (!this.#array) return quote(this.#name);
    const { key, index } = this.#array;
    return `Entry ${index}${key === null ? "" : ` of ${quote(key)}`} in ${quote(this.#name)}`;
  }

  #damaged = (): FormatError => new FormatError(`${this.#place()} is not JSON.`);
}
