import type { RandomFile } from "#lib/formats/files/random-file.ts";
import { PickleBytes } from "#lib/formats/arrays/pickle-bytes.ts";
import { knownGlobal, meant, takesState } from "#lib/formats/arrays/pickle-globals.ts";
import { integerIn, numberIn, quotedIn, unescaped } from "#lib/formats/arrays/pickle-texts.ts";
import { type FarBytes, KnownGlobal, type PickleValue } from "#lib/formats/arrays/pickle-values.ts";
import { type FormatError, quote } from "#lib/formats/problem.ts";
import { counted } from "#lib/numbers.ts";

/** Bounds of what a file may ask for. */
const limits = {
  /** CIFAR-100's, the largest of the published ones, has 600,000 */
  steps: 5_000_000,
  /** lists, dictionaries and arrays */
  containers: 500_000,
  /** marks within marks */
  depth: 1_000,
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
  readonly #bytes: PickleBytes;
  readonly #persistent: Persistent;
  #steps = 0;
  #containers = 0;
  #stack: PickleValue[] = [];
  readonly #marks: PickleValue[][] = [];
  readonly #memo = new Map<number, PickleValue>();

  constructor(file: RandomFile, at: number, persistent: Persistent) {
    this.#bytes = new PickleBytes(file, at);
    this.#persistent = persistent;
  }

  refuse(why: string): FormatError {
    return this.#bytes.refuse(why);
  }

  async run(): Promise<{ value: PickleValue; end: number }> {
    for (;;) {
      const code = await this.#bytes.step();
      if (++this.#steps > limits.steps) throw this.refuse(`it has more than ${counted(limits.steps)} steps`);
      if (code === ".") return { value: this.#pop(), end: this.#bytes.at };
      await this.#do(code);
    }
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
        const protocol = this.#bytes.byte();
        if (protocol > 5) throw this.refuse(`it is of protocol ${protocol}`);
        return;
      }
      case "\x95": // a frame: how the rest is cut, which says nothing
        return void this.#bytes.eight();
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
        return this.#push(this.#bytes.signedFour());
      case "K":
        return this.#push(this.#bytes.byte());
      case "M":
        return this.#push(this.#bytes.two());
      case "G":
        return this.#push(this.#bytes.bigEndianDouble());
      case "I":
      case "L":
      case "F": {
        const line = await this.#bytes.line();
        return this.#push(numberIn(code, line) ?? this.#wrong(`${quote(line)} is no number`));
      }
      case "\x8a": // LONG1
        return this.#push(this.#integer(await this.#bytes.long(this.#bytes.byte(), false)));
      case "\x8b":
        return this.#push(this.#integer(await this.#bytes.long(this.#bytes.four(), false)));
      case "S":
        return this.#push(quotedIn(await this.#bytes.line()) ?? this.#wrong("a text in it has no end"));
      case "V":
        return this.#push(unescaped(await this.#bytes.line()));
      case "U": // SHORT_BINSTRING, bytes
      case "C":
        return this.#push(await this.#bytes.long(this.#bytes.byte(), false));
      case "T": // BINSTRING, bytes
      case "B":
        return this.#push(await this.#bytes.long(this.#bytes.four(), false));
      case "\x8e":
      case "\x96":
        return this.#push(await this.#bytes.long(this.#bytes.eight(), false));
      case "\x8c":
        return this.#push(await this.#bytes.long(this.#bytes.byte(), true));
      case "X":
        return this.#push(await this.#bytes.long(this.#bytes.four(), true));
      case "\x8d":
        return this.#push(await this.#bytes.long(this.#bytes.eight(), true));
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
        return this.#make(
          this.#stack.length < 2 ? this.#wrong("it takes from where nothing is") : this.#stack.splice(-2),
        );
      case "\x87":
        return this.#make(
          this.#stack.length < 3 ? this.#wrong("it takes from where nothing is") : this.#stack.splice(-3),
        );
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
        return void this.#memo.set(Number(await this.#bytes.line()), this.#top());
      case "q":
        return void this.#memo.set(this.#bytes.byte(), this.#top());
      case "r":
        return void this.#memo.set(this.#bytes.four(), this.#top());
      case "\x94":
        return void this.#memo.set(this.#memo.size, this.#top());
      case "g":
        return this.#get(Number(await this.#bytes.line()));
      case "h":
        return this.#get(this.#bytes.byte());
      case "j":
        return this.#get(this.#bytes.four());
      case "c": {
        const module = await this.#bytes.line();
        return this.#global(module, await this.#bytes.line());
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

  #integer(bytes: string | FarBytes): number {
    return integerIn(bytes) ?? this.#wrong("it holds an absurd number");
  }

  #wrong(why: string): never {
    throw this.refuse(why);
  }
}
