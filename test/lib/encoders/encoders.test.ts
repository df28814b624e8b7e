import fc from "fast-check";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { at } from "#lib/array.ts";
import { type EncoderDescription, encoderDescription } from "#lib/encoders/description.ts";
import { describeEncoder } from "#lib/encoders/fit.ts";
import { readModelFile } from "#lib/encoders/model-file.ts";
import { byteTable, encoderPixels, writeInput } from "#lib/encoders/pixels.ts";
import { EncoderProblem } from "#lib/encoders/problem.ts";
import { openEncoder } from "#lib/encoders/run.ts";
import { encoderOf, mapEncoder, outside, patchEncoder, plain, turningEncoder, twoInputs } from "./models.ts";

const norm = { mean: plain.mean, std: plain.std };

/** A picture of which every byte is another. */
const pixelsOf = (size: number, seed: number): Uint8Array =>
  Uint8Array.from({ length: size * size * 3 }, (_, i) => (i * 37 + seed * 101 + (i >> 5) * 11) % 256);

/** What a pixel becomes by the definition. */
const seen = (pixels: Uint8Array, d: EncoderDescription, y: number, x: number, c: number): number => {
  const crop = Math.round((d.resize - d.size) / 2);
  const byte = at(pixels, ((y + crop) * d.resize + x + crop) * 3 + c);
  return (byte / 255 - at(d.mean, c)) / at(d.std, c);
};

const embedded = async (bytes: Uint8Array, d: EncoderDescription, pictures: Uint8Array[]) => {
  const encoder = await openEncoder(bytes, d, 1);
  try {
    return { width: encoder.width, batch: encoder.batch, features: await encoder.embed(pictures) };
  } finally {
    await encoder.close();
  }
};

describe("what is fed", () => {
  test.each(["nchw", "nhwc"] as const)("%s: cut, scaled and normalised by channel", (layout) => {
    const d = { ...plain, size: 16, resize: 21, layout, mean: [0.1, 0.2, 0.3], std: [0.5, 0.25, 2] };
    const description = encoderDescription.parse(d);
    const pixels = pixelsOf(21, 3);
    const out = new Float32Array(2 + 16 * 16 * 3);
    writeInput(out, 2, pixels, description, byteTable(description));
    for (const [y, x, c] of [
      [0, 0, 0],
      [0, 15, 1],
      [7, 3, 2],
      [15, 15, 0],
      [15, 0, 2],
    ] as const) {
      // prettier-ignore
      const place = layout === "nchw" ? c * 256 + y * 16 + x : (y * 16 + x) * 3 + c;
      expect(at(out, 2 + place)).toBeCloseTo(seen(pixels, description, y, x, c), 6);
    }
    expect(out.slice(0, 2)).toEqual(new Float32Array(2));
  });

  test("the middle of the original is scaled, not of its small training picture", async () => {
    // three vertical bands; the middle square of a 96 × 32 picture is the green one
    const band = (background: string) => ({ create: { width: 32, height: 32, channels: 3, background } }) as const; // prettier-ignore
    const parts = await Promise.all(
      ["#f00", "#0f0", "#00f"].map((color) => sharp(band(color)).png().toBuffer()),
    );
    const picture = await sharp({ create: { width: 96, height: 32, channels: 3, background: "#000" } })
      .composite(parts.map((input, place) => ({ input, left: 32 * place, top: 0 })))
      .png()
      .toBuffer();
    const pixels = await encoderPixels(picture, { size: 224, resize: 256 });
    expect(pixels.length).toBe(256 * 256 * 3);
    const middle = (128 * 256 + 128) * 3;
    expect([...pixels.subarray(middle, middle + 3)]).toEqual([0, 255, 0]);
  });
});

describe("outputs", () => {
  const pictures = [pixelsOf(16, 1), pixelsOf(16, 2), pixelsOf(16, 9)];

  test.each([1, 2, 5, "batch"])("a map is averaged over its places (%s pictures at once)", async (n) => {
    const result: number[] = [];
    const encoder = await openEncoder(mapEncoder(n), plain, 1);
    expect(encoder.width).toBe(3);
    for (let from = 0; from < pictures.length; from += encoder.batch)
      result.push(...(await encoder.embed(pictures.slice(from, from + encoder.batch))));
    await encoder.close();
    const wanted = pictures.flatMap((pixels) =>
      [0, 1, 2].map((c) => {
        let sum = 0;
        for (let y = 0; y < 16; y++) for (let x = 0; x < 16; x++) sum += 2 * seen(pixels, plain, y, x, c);
        return sum / 256;
      }),
    );
    result.forEach((value, i) => expect(value).toBeCloseTo(at(wanted, i), 4));
  });

  test("a map with the channels last", async () => {
    const nhwc: EncoderDescription = { ...plain, layout: "nhwc" };
    const { features } = await embedded(mapEncoder("n", nhwc), nhwc, [at(pictures, 0)]);
    const { features: other } = await embedded(mapEncoder("n"), plain, [at(pictures, 0)]);
    const { features: turned } = await embedded(turningEncoder("n"), plain, [at(pictures, 0)]);
    expect(turned).toHaveLength(3);
    expect(turned.every((value, i) => Math.abs(value - at(other, i)) < 1e-4)).toBe(true);
    features.forEach((value, i) => expect(value).toBeCloseTo(at(other, i), 4));
  });

  test("of patches the first one, or their mean", async () => {
    const [picture] = [at(pictures, 0)];
    const cls = await embedded(patchEncoder("n"), plain, [picture]);
    expect(cls.width).toBe(16);
    cls.features.forEach((value, x) => expect(value).toBeCloseTo(seen(picture, plain, 0, x, 0), 5));
    const mean = await embedded(patchEncoder("n"), { ...plain, pool: "mean" }, [picture]);
    mean.features.forEach((value, x) => {
      let sum = 0;
      for (let c = 0; c < 3; c++) for (let y = 0; y < 16; y++) sum += seen(picture, plain, y, x, c);
      expect(value).toBeCloseTo(sum / 48, 4);
    });
  });

  test("an output by its name", () => {
    const file = readModelFile(patchEncoder(1));
    expect(() => describeEncoder(file, { ...norm, output: "pooler_output" })).toThrow(/last_hidden_state/);
    expect(describeEncoder(file, { ...norm, output: "last_hidden_state" }).size).toBe(16);
  });
});

describe("what the file says", () => {
  test("completes what the person says, or contradicts it", () => {
    const file = readModelFile(mapEncoder("n"));
    expect(describeEncoder(file, norm)).toEqual({ ...plain });
    expect(() => describeEncoder(file, { ...norm, size: 32 })).toThrow(EncoderProblem);
    expect(() => describeEncoder(file, { ...norm, layout: "nhwc" })).toThrow(EncoderProblem);
    expect(() => describeEncoder(file, { ...norm, resize: 8 })).toThrow(EncoderProblem);
    const last = readModelFile(mapEncoder("n", { ...plain, layout: "nhwc" }));
    expect(describeEncoder(last, norm).layout).toBe("nhwc");
    const gray = new Uint8Array(encoderOf(1, (_, x) => x, [1, 3, 16, 16]));
    expect(describeEncoder(readModelFile(gray), norm).layout).toBe("nchw");
  });

  test.each([
    ["nothing", new Uint8Array(0)],
    ["text", new TextEncoder().encode("version https://git-lfs.github.com/spec/v1\noid sha256:1\n")],
    ["a zip", Uint8Array.from([0x50, 0x4b, 3, 4, 20, 0, 0, 0])],
    ["half a model", mapEncoder(1).subarray(0, 120)],
    ["weights elsewhere", outside("../../secret", false)],
    ["weights elsewhere, deep inside", outside("/etc/passwd", true)],
  ])("%s is refused", (_, bytes) => {
    expect(() => readModelFile(bytes)).toThrow(EncoderProblem);
  });

  test("several inputs are refused", () => {
    expect(() => describeEncoder(readModelFile(twoInputs()), norm)).toThrow(/input_ids/);
  });

  test("a file with flipped, cut or added bytes is read or refused, never more", () => {
    const whole = patchEncoder("n");
    const change = fc.record({ at: fc.nat(whole.length - 1), byte: fc.nat(255), cut: fc.boolean() });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), (changes) => {
        let bytes = Uint8Array.from(whole);
        for (const { at: place, byte, cut } of changes)
          if (cut) bytes = bytes.slice(0, Math.max(place, 1));
          else if (place < bytes.length) bytes[place] = byte;
        try {
          describeEncoder(readModelFile(bytes), { ...norm, size: 16 });
        } catch (error) {
          expect(error).toBeInstanceOf(EncoderProblem);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe("what gives no features of single pictures is refused", () => {
  const open = (bytes: Uint8Array) => openEncoder(bytes, plain, 1);
  const pool = (graph: { op: (type: string, inputs: string[]) => string }, x: string) =>
    graph.op("GlobalAveragePool", [x]);

  test.each([
    ["the same for all", encoderOf("n", (g, x) => g.op("Mul", [pool(g, x), g.scalar(0)]), ["n", 3, 1, 1])],
    [
      "mixed with its neighbours",
      encoderOf("n", (g, x) => g.op("Sub", [pool(g, x), g.op("ReduceMean", [pool(g, x), g.ints([0])])]), [
        "n",
        3,
        1,
        1,
      ]),
    ],
    ["no numbers", encoderOf("n", (g, x) => g.op("Log", [g.op("Neg", [pool(g, x)])]), ["n", 3, 1, 1])],
    ["one number for the whole batch", encoderOf("n", (g, x) => g.op("ReduceMean", [x]), [1, 1, 1, 1])],
    ["too many", encoderOf(1, (g, x) => g.op("Reshape", [g.op("Concat", Array<string>(20).fill(x)), g.ints([1, -1])]), [1, 15360])], // prettier-ignore
    ["an operator that nobody knows", encoderOf(1, (g, x) => g.op("Embezzle", [x]), [1, 3, 16, 16])],
  ])("%s", async (_, bytes) => {
    await expect(open(bytes)).rejects.toThrow(EncoderProblem);
  });

  test("another size than the file was made for", async () => {
    await expect(openEncoder(mapEncoder("n"), { ...plain, size: 24, resize: 24 }, 1)).rejects.toThrow(
      EncoderProblem,
    );
  });
});
