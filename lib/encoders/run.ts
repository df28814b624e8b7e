import type { InferenceSession, Tensor } from "onnxruntime-node";
import { at } from "#lib/array.ts";
import type { EncoderDescription } from "#lib/encoders/description.ts";
import { onlyInput, outputOf } from "#lib/encoders/fit.ts";
import { channelsLast } from "#lib/encoders/map-layout.ts";
import { readModelFile } from "#lib/encoders/model-file.ts";
import { byteTable, writeInput } from "#lib/encoders/pixels.ts";
import { EncoderProblem } from "#lib/encoders/problem.ts";
import { quote } from "#lib/formats/problem.ts";
import { numbered } from "#lib/numbers.ts";
import { randomSource } from "#lib/random.ts";
import { firstLine } from "#lib/tensor/candidate.ts";
import { onnxruntime } from "#lib/tensor/onnxruntime.ts";

/** An encoder, ready to turn pictures into features. */
export type Encoder = {
  /** features a picture */
  width: number;
  /** pictures that are best given at once */
  batch: number;
  /**
   * @param pictures each resize × resize × 3 bytes, as encoderPixels() gives them; at most `batch`
   * @returns pictures.length × width
   */
  embed(pictures: readonly Uint8Array[]): Promise<Float32Array>;
  close(): Promise<void>;
};

const [FEWEST, MOST] = [2, 8192];
/** Pixels of all pictures that are given at once: bounds the memory of a call. */
const pixelsAtOnce = 16 * 224 ** 2;
/** Features of one picture beside others may differ by rounding, as a share of the largest. */
const tolerance = 1e-3;

/**
 * Open an encoder and try it on pictures of noise. Native code runs a file that a stranger may have made: do it where
 * a crash takes nothing else along.
 * @param bytes the ONNX file
 * @param threads of the processor
 * @throws EncoderProblem with one sentence when it gives no features of single pictures
 */
export async function openEncoder(
  bytes: Uint8Array,
  description: EncoderDescription,
  threads: number,
): Promise<Encoder> {
  const file = readModelFile(bytes);
  const input = onlyInput(file);
  const output = outputOf(file, description);
  const session = await sessionOf(bytes, threads);
  try {
    const { size } = description;
    const fixed = input.dims?.[0] ?? null;
    const best = Math.max(2, Math.min(16, Math.floor(pixelsAtOnce / size ** 2)));
    const run = await runner(session, { input: input.name, output: output.name, fixed }, description);
    const first = await run(noise(fixed ?? 1, description));
    const width = first.length / (fixed ?? 1);
    refuseWidth(width);
    const batch = fixed ?? ((await takes(run, best, description)) ? best : 1);
    await refuseUseless(run, batch, width, description);
    return {
      width,
      batch,
      async embed(pictures) {
        if (pictures.length === 0) return new Float32Array(0);
        if (pictures.length > batch) throw new RangeError(`At most ${batch} pictures at once.`);
        // of a fixed number of pictures the last ones may be any
        const filled = fixed === null ? pictures : filledUp(pictures, fixed);
        const features = (await run(filled)).subarray(0, pictures.length * width);
        if (!features.every(Number.isFinite))
          throw new EncoderProblem("The encoder gives something that is no number for one of the pictures.");
        return features;
      },
      close: () => session.release(),
    };
  } catch (error) {
    await session.release();
    throw error;
  }
}

async function sessionOf(bytes: Uint8Array, threads: number): Promise<InferenceSession> {
  const ort = await onnxruntime();
  try {
    return await ort.InferenceSession.create(bytes, {
      executionProviders: ["cpu"],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      graphOptimizationLevel: "all",
      logSeverityLevel: 4,
    });
  } catch (error) {
    throw new EncoderProblem(`onnxruntime cannot open the model: ${told(error)}.`);
  }
}

type Run = (pictures: readonly Uint8Array[]) => Promise<Float32Array>;
type Ports = { input: string; output: string; fixed: number | null };

async function runner(
  session: InferenceSession,
  { input, output }: Ports,
  description: EncoderDescription,
): Promise<Run> {
  const ort = await onnxruntime();
  const { size, layout } = description;
  const table = byteTable(description);
  const length = size * size * 3;
  return async (pictures) => {
    const fed = new Float32Array(pictures.length * length);
    for (const [place, pixels] of pictures.entries())
      writeInput(fed, place * length, pixels, description, table);
    const n = pictures.length;
    const shape = layout === "nchw" ? [n, 3, size, size] : [n, size, size, 3];
    let result: Tensor | undefined;
    try {
      result = (await session.run({ [input]: new ort.Tensor("float32", fed, shape) }, [output]))[output];
    } catch (error) {
      throw new EncoderProblem(`onnxruntime cannot run the model: ${told(error)}.`);
    }
    if (!result) throw new EncoderProblem(`The model gave no output ${quote(output, 40)}.`);
    return pooled(result, n, description);
  };
}

/** What onnxruntime says, short and without places in its source. */
const told = (error: unknown): string =>
  quote(firstLine(error).replace(/(?:\S*\/)?\S+\.(?:cc|cpp|h|hpp):\d+\s*/g, ""), 200);

/**
 * One vector a picture: the output itself, [n, width]; of patches, [n, patches, width], the first or the mean; of a
 * map, [n, width, h, w] or [n, h, w, width], the mean over its places.
 */
function pooled(tensor: Tensor, n: number, { layout, pool }: EncoderDescription): Float32Array {
  const { data, dims } = tensor;
  if (!(data instanceof Float32Array))
    throw new EncoderProblem(
      `The output is of type ${tensor.type}; export the encoder with float32 outputs.`,
    );
  const wrong = () =>
    new EncoderProblem(
      `The output has the shape ${dims.join(" × ")} for ${n === 1 ? "one picture" : `${n} pictures`}; features are one vector a picture, one a patch, or a map.`,
    );
  if (at([...dims, 0], 0) !== n || data.length === 0) throw wrong();
  if (dims.length === 2) return data;
  if (dims.length === 3) {
    const [patches, width] = [at(dims, 1), at(dims, 2)];
    if (pool === "mean") return means(data, n, patches, width, { place: width, feature: 1 });
    const first = new Float32Array(n * width);
    for (let row = 0; row < n; row++)
      first.set(data.subarray(row * patches * width, row * patches * width + width), row * width);
    return first;
  }
  if (dims.length !== 4) throw wrong();
  const last = channelsLast(dims, { layout });
  const [places, width] = last
    ? [at(dims, 1) * at(dims, 2), at(dims, 3)]
    : [at(dims, 2) * at(dims, 3), at(dims, 1)];
  const strides = last ? { place: width, feature: 1 } : { place: 1, feature: places };
  return means(data, n, places, width, strides);
}

function means(
  data: Float32Array,
  n: number,
  places: number,
  width: number,
  stride: { place: number; feature: number },
): Float32Array {
  const result = new Float32Array(n * width);
  for (let row = 0; row < n; row++)
    for (let feature = 0; feature < width; feature++) {
      let sum = 0;
      const start = row * places * width + feature * stride.feature;
      for (let place = 0; place < places; place++) sum += data[start + place * stride.place]!;
      result[row * width + feature] = sum / places;
    }
  return result;
}

function refuseWidth(width: number): void {
  if (width < FEWEST || width > MOST)
    throw new EncoderProblem(
      `The output has ${numbered(width, "number")} a picture; features have from ${FEWEST} to ${MOST}.`,
    );
}

/** An input that leaves the number of pictures open may still take only one. */
async function takes(run: Run, batch: number, description: EncoderDescription): Promise<boolean> {
  try {
    await run(noise(batch, description));
    return true;
  } catch (error) {
    if (error instanceof EncoderProblem) return false;
    throw error;
  }
}

/** Features must be numbers, tell pictures apart, and not depend on the pictures beside them. */
async function refuseUseless(
  run: Run,
  batch: number,
  width: number,
  description: EncoderDescription,
): Promise<void> {
  const pictures = noise(2 * batch, description);
  const one = await run(pictures.slice(0, batch));
  // the second of the first call, where there is one, among others
  const other = await run([at(pictures, 1), ...pictures.slice(batch + 1)]);
  if (!one.every(Number.isFinite) || !other.every(Number.isFinite))
    throw new EncoderProblem("The encoder gives something that is no number for a picture of noise.");
  const largest = Math.max(1e-12, ...Array.from(one, Math.abs));
  const apart = (a: Float32Array, b: Float32Array) =>
    Math.max(...Array.from(a, (value, place) => Math.abs(value - at(b, place)))) / largest;
  if (apart(one.subarray(0, width), other.subarray(0, width)) < 1e-6)
    throw new EncoderProblem("The encoder gives the same features for different pictures.");
  if (batch > 1 && apart(one.subarray(width, 2 * width), other.subarray(0, width)) > tolerance)
    throw new EncoderProblem(
      "The encoder's features of a picture depend on the pictures beside it; export it in evaluation mode.",
    );
}

const filledUp = (pictures: readonly Uint8Array[], n: number): Uint8Array[] =>
  Array.from({ length: n }, (_, place) => pictures[place] ?? at(pictures, 0));

/** Pictures with coarse structure: pure noise would look all the same to a deep network. */
function noise(n: number, { resize }: EncoderDescription): Uint8Array[] {
  return Array.from({ length: n }, (_, picture) => {
    const random = randomSource(7, picture);
    const coarse = Array.from({ length: 8 * 8 * 3 }, () => random.below(200));
    const pixels = new Uint8Array(resize * resize * 3);
    for (let y = 0; y < resize; y++)
      for (let x = 0; x < resize; x++)
        for (let channel = 0; channel < 3; channel++) {
          const [row, column] = [Math.floor((8 * y) / resize), Math.floor((8 * x) / resize)];
          const base = at(coarse, (row * 8 + column) * 3 + channel);
          pixels[(y * resize + x) * 3 + channel] = base + random.below(56);
        }
    return pixels;
  });
}
