import { availableParallelism } from "node:os";
import { z } from "zod";
import { encoderDescription } from "#lib/encoders/description.ts";
import { encoderPixels } from "#lib/encoders/pixels.ts";
import { openEncoder } from "#lib/encoders/run.ts";
import type { Embedding } from "#lib/embedding-progress.ts";
import { Expected } from "#lib/expected.ts";
import { FormatError } from "#lib/formats/problem.ts";
import { JobCancelled, JobFailure } from "#workers/endings.ts";
import { bytesOf, type Content, type Draft, type Folder, readInput } from "../folder.ts";
import { readResult } from "../part.ts";
import { defineFolderKind, type PartHooks } from "./kind.ts";

/** An encoder goes through pictures, as they were imported. */

const config = z.object({
  description: encoderDescription,
  /** features a picture */
  width: z.int().min(1),
  /** how many pictures have had their turn before these, and how many there are in all */
  before: z.int(),
  all: z.int(),
});

/** Half of the processor: people are served meanwhile. */
const threads = Math.max(2, Math.floor(availableParallelism() / 2));

export type EmbeddingTask = z.output<typeof config> & {
  encoder: { of: string; bytes: number };
  /** sizes of the pictures' files, bytes, in their order */
  sizes: readonly number[];
  /** bytes of the pictures from one to before another, one after the other */
  pictures: (from: number, to: number) => AsyncIterable<Uint8Array>;
  /** pictures of a part */
  partSize: number;
};

export function embeddingFolder({
  encoder,
  sizes,
  pictures,
  partSize,
  ...whole
}: EmbeddingTask): Pick<Draft, "kind" | "parts" | "config" | "files"> {
  const files: Record<string, Content> = { "encoder.onnx": encoder };
  const parts = Math.ceil(sizes.length / partSize);
  for (let part = 0; part < parts; part++) {
    const [from, to] = [part * partSize, Math.min(sizes.length, (part + 1) * partSize)];
    files[`sizes-${part}.i32`] = Int32Array.from(sizes.slice(from, to));
    files[`pictures-${part}.bin`] = { pieces: pictures(from, to) };
  }
  return { kind: embedKind.kind, parts, config: { ...whole, partSize }, files };
}

export const embedKind = defineFolderKind({
  kind: "embed",
  config: config.extend({ partSize: z.int().min(1) }),
  async open(folder, { description, width, before, all, partSize }) {
    const bytes = new Uint8Array(await readInput(folder, "encoder.onnx"));
    const encoder = await told(() => openEncoder(bytes, description, threads));
    if (encoder.width !== width) throw new Error(`${encoder.width} features, not ${width}`);
    const started = performance.now();
    let embedded = 0;
    /** A part's features. */
    async function go(part: number, { report, cancelled }: PartHooks): Promise<Float32Array> {
      const files = await picturesOf(folder, part);
      const decoded = (from: number) =>
        Promise.all(files.slice(from, from + encoder.batch).map((file) => encoderPixels(file, description)));
      const values = new Float32Array(files.length * width);
      let next = decoded(0);
      for (let done = 0; done < files.length; done += encoder.batch) {
        const pixels = await next;
        // the next pictures are decoded by other threads while the encoder computes
        next = decoded(done + encoder.batch);
        next.catch(() => undefined); // told when its turn comes
        values.set(await encoder.embed(pixels), done * width);
        embedded += pixels.length;
        const note: Embedding = {
          embedded: before + part * partSize + done + pixels.length,
          toEmbed: all,
          picturesPerSecond: (1000 * embedded) / Math.max(1, performance.now() - started),
        };
        report((done + pixels.length) / files.length, note);
        await new Promise((resolve) => setImmediate(resolve)); // lets messages in
        if (cancelled()) throw new JobCancelled();
      }
      return values;
    }
    return {
      part: async (part, hooks) => ({
        facts: {},
        files: { "features.f32": bytesOf(await told(() => go(part, hooks))) },
      }),
      close: () => encoder.close(),
    };
  },
});

/** Failures that are nobody's bug, in their sentence. */
async function told<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Expected) throw new JobFailure(error.message);
    if (error instanceof FormatError)
      throw new JobFailure(`A picture that was imported cannot be read any more. ${error.message}`);
    throw error;
  }
}

async function picturesOf(folder: Folder, part: number): Promise<Uint8Array[]> {
  const sizes = new Int32Array(await readInput(folder, `sizes-${part}.i32`));
  const all = new Uint8Array(await readInput(folder, `pictures-${part}.bin`));
  let from = 0;
  return Array.from(sizes, (size) => all.subarray(from, (from += size)));
}

/** Features of a part's pictures, in their order: n × width. */
export const featuresIn = async (folder: Folder, part: number): Promise<Float32Array> =>
  new Float32Array(await readResult(folder, part, "features.f32"));

/** How many pictures had had their turn before those of the folder. */
export const embeddedBefore = (folder: Folder): number => config.parse(folder.description.config).before;
