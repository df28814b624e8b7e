import { existsSync, readFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { latinText } from "#lib/formats/arrays/latin-text.ts";
import { type NamedArrays, openArrays } from "#lib/formats/arrays/named-arrays.ts";
import { readPickle } from "#lib/formats/arrays/pickle.ts";
import { openRandom } from "#lib/formats/files/random-file.ts";
import { FormatError } from "#lib/formats/problem.ts";
import { newFolder } from "../files.ts";
import { fixture } from "../fixtures.ts";
import { fileWith } from "../tables/files.ts";

async function arraysOf(path: string): Promise<NamedArrays["arrays"]> {
  const { arrays, close } = await openArrays(path);
  onTestFinished(close);
  return arrays;
}

async function numbers(path: string): Promise<Record<string, number[]>> {
  const all: Record<string, number[]> = {};
  for (const [name, array] of await arraysOf(path)) all[name] = [...(await array.read(0, array.length))];
  return all;
}

async function valueOf(bytes: string | Uint8Array) {
  const file = await openRandom(fileWith(typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes));
  try {
    return (await readPickle(file)).value;
  } finally {
    await file.close();
  }
}

const labels = {
  clean_label: [0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2],
  random_label1: [0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 1],
  random_label2: [0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 0, 0],
  aggre_label: [0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 0],
};

describe("files of Python", () => {
  test.each([
    ...[0, 1, 2, 3, 4, 5].map((protocol) => `protocol${protocol}.pkl`),
    ...["arrays.pt", "tensors.pt", "arrays-old.pt", "tensors-old.pt"],
    ...["dictionary.npy", "stored.npz", "packed.npz"],
  ])("%s gives the arrays that were written", async (name) => {
    expect(await numbers(fixture("labels", name))).toEqual(labels);
  });

  test.each([0, 1, 2, 3, 4, 5])("all that plain data can be, protocol %i", async (protocol) => {
    const path = fixture("mixed", `protocol${protocol}.pkl`);
    const value = await valueOf(readFileSync(path));
    if (!(value instanceof Map)) throw new Error("no dictionary");
    const plain = ["negative", "large", "larger", "float", "text", "nothing", "true", "tuple", "bytes"];
    expect(plain.map((name) => value.get(name))).toEqual([
      ...[-5, 2 ** 40, -(2 ** 70), 1.5, "ä€\n'\"", null, true],
      [1, 2, 3, 4],
      "\xff\x00",
    ]);
    expect(await numbers(path)).toEqual({
      ...{ number: [3.5], tuple: [1, 2, 3, 4], columns: [0, 3, 1, 4, 2, 5], big: [0, 1, 2], half: [0.5, -2] },
      // a set is made by a call in the older protocols, which this reader knows too
      set: [1, 2],
    });
  });

  test.each([2, 5])("what is long stays in the file, protocol %i", async (protocol) => {
    const { long } = await numbers(fixture("long", `protocol${protocol}.pkl`));
    expect(long).toEqual(Array.from({ length: 70_000 }, (_, i) => i % 256));
  });

  test("bytes that are a text of UTF-8 are found at any place", () =>
    fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 1, maxLength: 20_000 }),
        fc.nat(),
        fc.nat(),
        async (bytes, a, b) => {
          const text = Buffer.from(Buffer.from(bytes).toString("latin1"), "utf8");
          const file = await openRandom(
            fileWith(Buffer.concat([Buffer.from("ä"), text, Buffer.from("end")])),
          );
          const store = await latinText(file, 2, text.length);
          const from = a % bytes.length;
          const count = b % (bytes.length - from + 1);
          const read = await store.read(from, count);
          await file.close();
          expect([store.size, read.equals(bytes.subarray(from, from + count))]).toEqual([bytes.length, true]);
        },
      ),
      { numRuns: 60 },
    ));

  const published = join(import.meta.dirname, "../../../../../shared/data/cifar10n/CIFAR-10_human.pt");
  test.skipIf(!existsSync(published))(
    "CIFAR-10N as it is published (skipped without ../shared)",
    async () => {
      const arrays = await numbers(published);
      const clean = arrays.clean_label ?? [];
      const right = (name: string) => (arrays[name] ?? []).filter((label, i) => label === clean[i]).length;
      expect(clean).toHaveLength(50_000);
      const columns = ["random_label1", "random_label2", "random_label3", "aggre_label", "worse_label"];
      expect(columns.map(right)).toEqual([41_383, 40_939, 41_180, 45_495, 29_896]);
    },
  );

  const python = spawnSync("python3", ["-c", "import numpy"]).status === 0;
  test.skipIf(!python)(
    "whatever this machine's NumPy writes comes back (skipped where there is none)",
    async () => {
      const folder = newFolder();
      const script = `
import numpy as np, pickle, sys
for k, code in enumerate(["u1", "i1", "u2", "i2", "u4", "i4", "u8", "i8", "f2", "f4", "f8", ">i2", ">f8", "?"]):
    for protocol in range(6):
        with open(f"{sys.argv[1]}/{k}-{protocol}", "wb") as out:
            pickle.dump({"a": (np.arange(5) * 3 % 2).astype(code)}, out, protocol=protocol)
`;
      expect(spawnSync("python3", ["-c", script, folder]).status).toBe(0);
      for (let k = 0; k < 14; k++)
        for (let protocol = 0; protocol < 6; protocol++)
          expect(await numbers(join(folder, `${k}-${protocol}`))).toEqual({ a: [0, 1, 0, 1, 0] });
    },
  );
});

describe("pickles that mean harm", () => {
  test.each([
    ["a command", "cos\nsystem\n(S'touch /tmp/x'\ntR.", "os.system"],
    ["a command, protocol 4", "\x80\x04\x8c\x05posix\x8c\x06system\x93\x8c\x02ls\x85R.", "posix.system"],
    ["eval", "c__builtin__\neval\n(S'1'\ntR.", "__builtin__.eval"],
    ["a way through a known module", "cnumpy\nload\n(S'x'\ntR.", "numpy.load"],
    ["getattr", "cbuiltins\ngetattr\n(cnumpy\nndarray\nS'x'\ntR.", "builtins.getattr"],
    ["an object", "(S'x'\nios\nsystem\n.", "plain data"],
    ["an object, protocol 2", "\x80\x02cnumpy\nndarray\n)\x81.", "plain data"],
    ["an extension", "\x80\x02\x82\x01.", "plain data"],
    ["a reference outside", "\x80\x02X\x01\x00\x00\x00xQ.", "outside"],
    ["a buffer outside", "\x80\x05\x97.", "plain data"],
    ["a call of what is no name", "\x80\x02K\x01K\x02\x85R.", "does not take"],
    ["a known name with other arguments", "cnumpy\ndtype\n(I1\ntR.", "does not take"],
    ["a state of a list", "\x80\x02](K\x01tb.", "state"],
    ["a text of four gigabytes", "\x80\x02T\xff\xff\xff\xff.", "cut short"],
    ["a text of eight exabytes", "\x80\x04\x8e\xff\xff\xff\xff\xff\xff\xff\x7f.", "absurd"],
    ["a million marks", `\x80\x02${"(".repeat(1_000_000)}.`, "deeply"],
    ["six million steps", `\x80\x02K\x01${"20".repeat(3_000_000)}.`, "steps"],
    ["a million lists", `\x80\x02${"]".repeat(1_000_000)}.`, "lists"],
    ["what was not kept", "\x80\x02h\x07.", "not kept"],
    ["an empty stack", "\x80\x02.", "nothing is"],
    ["a mark that is not there", "\x80\x02t.", "mark"],
    ["no end", "\x80\x02K\x01", "cut short"],
    ["protocol 9", "\x80\x09.", "protocol 9"],
    ["a line without an end", "S'abc", "no end"],
    ["a number that is none", "Iabc\n.", "no number"],
  ])("%s is refused, with the byte", async (_, bytes, why) => {
    const refusal = await valueOf(bytes).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(FormatError);
    expect(String(refusal)).toContain(why);
    expect(String(refusal)).toMatch(/at byte \d+\.$/);
  });

  test("a list that holds itself is no harm", async () => {
    expect(await valueOf("\x80\x02]q\x00h\x00a.")).toHaveLength(1);
  });

  test("any bytes give a value or a sentence", () =>
    fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        await valueOf(bytes).catch((error: unknown) => expect(error).toBeInstanceOf(FormatError));
      }),
      { numRuns: 300 },
    ));

  test.each([
    "protocol0.pkl",
    "protocol4.pkl",
    "tensors.pt",
    "tensors-old.pt",
    "packed.npz",
    "dictionary.npy",
  ])("%s cut short or changed anywhere gives arrays or a sentence", async (name) => {
    const whole = readFileSync(fixture("labels", name));
    for (let at = 0; at < whole.length; at += Math.ceil(whole.length / 150)) {
      const changed = Buffer.from(whole);
      changed[at] = (changed[at] ?? 0) ^ 0xff;
      for (const bytes of [whole.subarray(0, at), changed])
        await numbers(fileWith(bytes)).catch((error: unknown) => expect(error).toBeInstanceOf(FormatError));
    }
  });
});
