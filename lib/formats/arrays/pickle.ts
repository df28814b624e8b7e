import type { RandomFile } from "#lib/formats/files/random-file.ts";
import { knownGlobal, meant, takesState } from "#lib/formats/arrays/pickle-globals.ts";
import { FarBytes, KnownGlobal, type PickleValue } from "#lib/formats/arrays/pickle-values.ts";
import { FormatError, quote } from "#lib/formats/problem.ts";
import { counted } from "#lib/numbers.ts";

/** Longest text or bytes that are kept in the memory; longer ones stay in the file. */
const nearBytes = 64 * 1024;
const windowBytes = 256 * 1024;
/** Longest line of protocol 0, which writes arrays as quoted text. */
const longestLine = 64 * 1024 ** 2;

/** Bounds of what a file may ask for. */
const limits = {
  /** CIFAR-100's, the largest of the published ones, has 600,000 */
  steps: 5_000_000,
  /** lists, dictionaries and arrays */
  containers: 500_000,
  /** marks within marks */
  depth: 1_000,
  /** texts in the memory, together */
  text: 256 * 1024 ** 2,
};

/** What a reference out of the pickle means (PyTorch's storages); undefined where it means nothing. */
export type Persistent = (id: PickleValue) => PickleValue | undefined;

/**
 * Read a pickle (protocols 0 to 5) as data. Python's own reader looks names up and calls what it finds; this one
 * knows a dozen names, what each is called with and what that makes, and refuses every other one. Nothing is executed.
 * @param at where it begins
 * @returns its value, and the byte behind its end
 * @throws FormatError with the byte where it is damaged, asks for too much, or calls for something unknown
 */
export async function readPickle(
  file: RandomFile,
  at = 0,
  persistent: Persistent = () => undefined,
): Promise<{ value: PickleValue; end: number }> {
  const machine = new Machine(file, at, persistent);
  try {
    return await machine.run();
  } catch (error) {
    // reading beyond the window, or bytes that are no text
    if (error instanceof RangeError) throw machine.refuse("it is damaged");
    throw error;
  }
}

/** Is this the beginning of a pickle? Protocols 2 to 5 say so; 0 and 1 are known by a dictionary, list or tuple. */
export function beginsPickle(head: Uint8Array): boolean {
  if (head[0] === 0x80) return (head[1] ?? 0) >= 2 && (head[1] ?? 9) <= 5;
  const text = Buffer.from(head.subarray(0, 4)).toString("latin1");
  return /^(\([dlt]p\d|[}\]]q|\([dl]q)/.test(text);
}

class Machine {
  readonly #file: RandomFile;
  readonly #persistent: Persistent;
  #window: Buffer = Buffer.alloc(0);
  #start: number;
  #at: number;
  #step: number;
  #steps = 0;
  #containers = 0;
  #text = 0;
  #stack: PickleValue[] = [];
  readonly #marks: PickleValue[][] = [];
  readonly #memo = new Map<number, PickleValue>();

  constructor(file: RandomFile, at: number, persistent: Persistent) {
    [this.#file, this.#start, this.#at, this.#step, this.#persistent] = [file, at, at, at, persistent];
  }

  refuse(why: string): FormatError {
    return new FormatError(
      `The pickle ${quote(this.#file.name)} was refused: ${why}, at byte ${this.#step}.`,
    );
  }

  async run(): Promise<{ value: PickleValue; end: number }> {
    for (;;) {
      this.#step = this.#at;
      if (++this.#steps > limits.steps) throw this.refuse(`it has more than ${counted(limits.steps)} steps`);
      // no step has more than nine bytes besides a text
      if (this.#left() < 9) await this.#fill(9);
      if (this.#left() < 1) throw this.refuse("it is cut short");
      const code = String.fromCharCode(this.#byte());
      if (code === ".") return { value: this.#pop(), end: this.#at };
      await this.#do(code);
    }
  }

  #left = (): number => this.#start + this.#window.length - this.#at;

  /** Have at least so many bytes in the window, or all that are left. */
  async #fill(need: number): Promise<void> {
    const most = this.#file.size - this.#at;
    this.#window = await this.#file.read(this.#at, Math.max(0, Math.min(most, Math.max(need, windowBytes))));
    this.#start = this.#at;
  }

  /** Move on by so many bytes and say where they were in the window. @throws RangeError where they are not there */
  #take(bytes: number): number {
    const place = this.#at - this.#start;
    if (bytes > this.#left()) throw new RangeError("cut short");
    this.#at += bytes;
    return place;
  }

  #byte = (): number => this.#window.readUInt8(this.#take(1));
  #two = (): number => this.#window.readUInt16LE(this.#take(2));
  #four = (): number => this.#window.readUInt32LE(this.#take(4));
  #eight(): number {
    const length = Number(this.#window.readBigUInt64LE(this.#take(8)));
    if (!Number.isSafeInteger(length)) throw this.refuse("it claims an absurd length");
    return length;
  }

  /** The rest of a line, without its end (protocol 0). */
  async #line(): Promise<string> {
    let end = this.#window.indexOf(10, this.#at - this.#start);
    for (let most = windowBytes; end < 0; most *= 4) {
      if (most > longestLine || this.#at + this.#left() === this.#file.size)
        throw this.refuse("a line in it has no end");
      await this.#fill(most);
      end = this.#window.indexOf(10);
    }
    const text = this.#window.toString("latin1", this.#at - this.#start, end);
    this.#at = this.#start + end + 1;
    this.#count(text.length);
    return text.replace(/\r$/, "");
  }

  /** Bytes or a text of a length that was said. @param isText of UTF-8 */
  async #long(length: number, isText: boolean): Promise<string | FarBytes> {
    if (this.#at + length > this.#file.size)
      throw this.refuse(`it is cut short: it claims ${counted(length)} bytes`);
    if (length > nearBytes) {
      const far = new FarBytes(this.#file, this.#at, length, isText);
      this.#at += length;
      return far;
    }
    if (this.#left() < length) await this.#fill(length);
    this.#count(length);
    const place = this.#take(length);
    return this.#window.toString(isText ? "utf8" : "latin1", place, place + length);
  }

  #count(length: number): void {
    this.#text += length;
    if (this.#text > limits.text) throw this.refuse("it holds too much text");
  }

  #push(value: PickleValue): void {
    this.#stack.push(value);
  }

  #make(value: PickleValue): void {
    if (++this.#containers > limits.containers)
      throw this.refuse(`it makes more than ${counted(limits.containers)} lists and dictionaries`);
    this.#push(value);
  }

  #pop(): PickleValue {
    const value = this.#stack.pop();
    if (value === undefined) throw this.refuse("it takes from where nothing is");
    return value;
  }

  #top(): PickleValue {
    const value = this.#stack.at(-1);
    if (value === undefined) throw this.refuse("it takes from where nothing is");
    return value;
  }

  #popMark(): PickleValue[] {
    const above = this.#stack;
    const below = this.#marks.pop();
    if (!below) throw this.refuse("it goes back to a mark that it has not set");
    this.#stack = below;
    return above;
  }

  #append(values: readonly PickleValue[]): void {
    const list = this.#top();
    if (!Array.isArray(list)) throw this.refuse("it appends to what is no list");
    for (const value of values) list.push(value);
  }

  #set(pairs: readonly PickleValue[], map: PickleValue): void {
    if (!(map instanceof Map) || pairs.length % 2 === 1) throw this.refuse("it fills what is no dictionary");
    for (let i = 0; i < pairs.length; i += 2) map.set(pairs[i] ?? null, pairs[i + 1] ?? null);
  }

  #get(key: number): void {
    const value = this.#memo.get(key);
    if (value === undefined) throw this.refuse("it refers to what it has not kept");
    this.#push(value);
  }

  #global(module: string, name: string): void {
    const known = knownGlobal(`${module} ${name}`);
    if (!known)
      throw this.refuse(`it calls for ${quote(`${module}.${name}`)}, and nothing of a pickle is executed`);
    this.#push(known);
  }

  #call(): void {
    const args = this.#pop();
    const callee = this.#pop();
    const made = callee instanceof KnownGlobal && Array.isArray(args) ? meant(callee, args) : undefined;
    if (made === undefined) throw this.refuse("it calls something with what it does not take");
    this.#make(made);
  }

  #refer(id: PickleValue): void {
    const value = this.#persistent(id);
    if (value === undefined) throw this.refuse("it refers to something outside it");
    this.#push(value);
  }

  async #do(code: string): Promise<void> {
    switch (code) {
      case "\x80": {
        const protocol = this.#byte();
        if (protocol > 5) throw this.refuse(`it is of protocol ${protocol}`);
        return;
      }
      case "\x95": // a frame: how the rest is cut, which says nothing
        return void this.#eight();
      case "(":
        if (this.#marks.length === limits.depth) throw this.refuse("it is nested too deeply");
        this.#marks.push(this.#stack);
        this.#stack = [];
        return;
      case "0": // POP
        if (this.#stack.length === 0) this.#popMark();
        else this.#pop();
        return;
      case "1": // POP_MARK
        return void this.#popMark();
      case "2": // DUP
        return this.#push(this.#top());
      case "N":
        return this.#push(null);
      case "\x88":
        return this.#push(true);
      case "\x89":
        return this.#push(false);
      case "J":
        return this.#push(this.#window.readInt32LE(this.#take(4)));
      case "K":
        return this.#push(this.#byte());
      case "M":
        return this.#push(this.#two());
      case "G":
        return this.#push(this.#window.readDoubleBE(this.#take(8)));
      case "I": // INT, of which 00 and 01 are booleans
      case "L":
      case "F":
        return this.#push(this.#number(code, await this.#line()));
      case "\x8a": // LONG1
        return this.#push(this.#integer(await this.#long(this.#byte(), false)));
      case "\x8b":
        return this.#push(this.#integer(await this.#long(this.#four(), false)));
      case "S":
        return this.#push(this.#quoted(await this.#line()));
      case "V":
        return this.#push(unescaped(await this.#line()));
      case "U": // SHORT_BINSTRING, bytes
      case "C":
        return this.#push(await this.#long(this.#byte(), false));
      case "T": // BINSTRING, bytes
      case "B":
        return this.#push(await this.#long(this.#four(), false));
      case "\x8e":
      case "\x96":
        return this.#push(await this.#long(this.#eight(), false));
      case "\x8c":
        return this.#push(await this.#long(this.#byte(), true));
      case "X":
        return this.#push(await this.#long(this.#four(), true));
      case "\x8d":
        return this.#push(await this.#long(this.#eight(), true));
      case "]":
      case ")":
      case "\x8f": // EMPTY_SET
        return this.#make([]);
      case "}":
        return this.#make(new Map());
      case "l":
      case "t":
      case "\x91": // FROZENSET
        return this.#make(this.#popMark());
      case "\x85":
        return this.#make([this.#pop()]);
      case "\x86":
        return this.#make(this.#stack.length < 2 ? this.#nothing() : this.#stack.splice(-2));
      case "\x87":
        return this.#make(this.#stack.length < 3 ? this.#nothing() : this.#stack.splice(-3));
      case "d": {
        const pairs = this.#popMark();
        this.#make(new Map());
        return this.#set(pairs, this.#top());
      }
      case "a":
        return this.#append([this.#pop()]);
      case "e": // APPENDS
      case "\x90": // ADDITEMS
        return this.#append(this.#popMark());
      case "s": {
        const value = this.#pop();
        const key = this.#pop();
        return this.#set([key, value], this.#top());
      }
      case "u": {
        const pairs = this.#popMark();
        return this.#set(pairs, this.#top());
      }
      case "p":
        return void this.#memo.set(Number(await this.#line()), this.#top());
      case "q":
        return void this.#memo.set(this.#byte(), this.#top());
      case "r":
        return void this.#memo.set(this.#four(), this.#top());
      case "\x94":
        return void this.#memo.set(this.#memo.size, this.#top());
      case "g":
        return this.#get(Number(await this.#line()));
      case "h":
        return this.#get(this.#byte());
      case "j":
        return this.#get(this.#four());
      case "c": {
        const module = await this.#line();
        return this.#global(module, await this.#line());
      }
      case "\x93": {
        const [name, module] = [this.#pop(), this.#pop()];
        if (typeof name !== "string" || typeof module !== "string") throw this.refuse("it calls for no name");
        return this.#global(module, name);
      }
      case "R":
        return this.#call();
      case "b": {
        const state = this.#pop();
        if (!takesState(this.#top(), state))
          throw this.refuse("it gives something a state that it does not have");
        return;
      }
      case "Q":
        return this.#refer(this.#pop());
      default:
        // among them those that would make objects (INST, OBJ, NEWOBJ) or fetch them (EXT, buffers out of band)
        throw this.refuse(`its step ${JSON.stringify(code)} is none of those that plain data need`);
    }
  }

  #nothing(): never {
    throw this.refuse("it takes from where nothing is");
  }

  #number(code: string, line: string): PickleValue {
    if (code === "I" && (line === "00" || line === "01")) return line === "01";
    const text = code === "L" ? line.replace(/L$/, "") : line;
    const value = Number(text);
    const fits = code === "F" ? /^[-+.\deE]+$|^-?(inf|nan)$/.test(text) : /^-?\d{1,400}$/.test(text);
    if (!fits) throw this.refuse(`${quote(text)} is no number`);
    return value;
  }

  /** Two's complement, little-endian. */
  #integer(bytes: string | FarBytes): number {
    if (typeof bytes !== "string" || bytes.length > 256) throw this.refuse("it holds an absurd number");
    let value = 0;
    for (let i = bytes.length - 1; i >= 0; i--) value = value * 256 + bytes.charCodeAt(i);
    const negative = bytes.length > 0 && bytes.charCodeAt(bytes.length - 1) >= 128;
    return negative ? value - 256 ** bytes.length : value;
  }

  /** A text of Python 2 as its repr() writes it. */
  #quoted(line: string): string {
    const inner = /^(['"])(.*)\1$/s.exec(line)?.[2];
    if (inner === undefined) throw this.refuse("a text in it has no end");
    return inner.replace(/\\(x[\da-fA-F]{2}|[0-7]{1,3}|.)/gs, (_, escape: string) => {
      if (/^x./.test(escape)) return String.fromCharCode(Number.parseInt(escape.slice(1), 16));
      if (/^[0-7]/.test(escape)) return String.fromCharCode(Number.parseInt(escape, 8) & 255);
      return escapes.get(escape) ?? escape;
    });
  }
}

const escapes = new Map([
  ["n", "\n"],
  ["t", "\t"],
  ["r", "\r"],
  ["a", "\x07"],
  ["b", "\b"],
  ["f", "\f"],
  ["v", "\v"],
]);

/** raw-unicode-escape */
const unescaped = (line: string): string =>
  line.replace(/\\u([\da-fA-F]{4})|\\U([\da-fA-F]{8})/g, (text, short?: string, long?: string) => {
    const code = Number.parseInt(short ?? long ?? "", 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : text;
  });
