import { readFileSync } from "node:fs";
import { join } from "node:path";
import { InferenceSession, Tensor } from "onnxruntime-node";
import sharp from "sharp";
import { expect, test } from "vitest";
import { at } from "#lib/array.ts";
import { encoderPixels } from "#lib/encoders/pixels.ts";
import { randomSource } from "#lib/random.ts";
import { readPacked } from "../db/read-image.ts";
import { picturesBetween } from "#db/features/embedding.ts";
import { listEncoders } from "#db/features/encoders.ts";
import { findRun } from "#db/machines/runs.ts";
import { readOutput } from "#db/machines/run-outputs.ts";
import { runs } from "#db/schema.ts";
import { newDataset, newStore, runImport } from "../db/datasets.ts";
import { kerasMobilenet, onnxMobilenet } from "../lib/encoders/mobilenet.ts";
import { add, tandem } from "./encoders.ts";
import { ended, startWorker } from "./training-project.ts";

/** A JPEG of 320 × 260 pixels: stripes across or along, of any colour and width, with noise. */
async function photograph(across: boolean, seed: number): Promise<Uint8Array> {
  const random = randomSource(3, seed);
  const [width, height] = [320, 260];
  const [slow, fast] = [0.02 * random.unit(), 0.15 + 0.15 * random.unit()];
  const shade = [1, 2, 3].map(() => 0.4 + 0.6 * random.unit());
  const pixels = Buffer.alloc(width * height * 3);
  for (let i = 0; i < pixels.length; i++) {
    const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
    const wave = Math.sin(across ? x * fast + y * slow : y * fast + x * slow);
    pixels[i] = (120 + 90 * wave) * at(shade, i % 3) + random.below(30);
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 85 })
    .toBuffer();
}

test("photographs at 224 pixels the whole way: MobileNetV2 in, a head on its features, one file out that says the same", async ({
  skip,
}) => {
  const keras = kerasMobilenet();
  if (typeof keras === "string") return skip(keras);
  const store = newStore();
  const { db, dir } = store;
  const files: Record<string, Uint8Array> = {};
  const rows = ["file,truth,anna"];
  for (let i = 0; i < 60; i++) {
    const across = i % 2 === 0;
    files[`p${i}.jpg`] = await photograph(across, i);
    const label = (right: boolean) => (across === right ? "across" : "along");
    rows.push(`p${i}.jpg,${label(true)},${label(i % 11 !== 3)}`);
  }
  const request = await newDataset(files, rows.join("\n"));
  const split = { kind: "first", train: 40 } as const;
  await runImport(store, { ...request, columns: { gold: "truth", humans: ["anna"] }, split });

  const added = add(store, onnxMobilenet(keras, "n"), "--norm", "none", "--resize", "256");
  expect([added.stderr, added.status]).toEqual(["", 0]);
  const encoder = at(listEncoders(db), 0);
  expect(encoder).toMatchObject({ width: 1280, description: { size: 224, resize: 256, layout: "nhwc" } });
  const args = ["--project", "pets", "--labels", "anna", "--features", "Edges"];
  const started = tandem(store, "train", ...args, "--detach");
  expect([started.stderr, started.status]).toEqual(["", 0]);
  const { id, jobId } = at(db.select().from(runs).all(), 0);
  const worker = startWorker(store);
  await ended(store, jobId ?? 0);
  worker.kill("SIGKILL");
  const run = findRun(db, id)!;
  expect(run).toMatchObject({ state: "finished", error: null, predictedItems: 20 });
  expect(run.accuracy).toBeGreaterThan(0.8);

  const file = join(store.folder, "joined.onnx");
  const written = tandem(store, "model", "--run", String(id), "--out", file);
  expect([written.stderr, written.status]).toEqual(["", 0]);
  expect(readFileSync(file.replace(/onnx$/, "md"), "utf8")).toContain(encoder.hash);
  const session = await InferenceSession.create(file);
  const pictures = picturesBetween(db, 1, 0, 60);
  for (const { itemIds, probabilities } of readOutput(db, id))
    for (const [n, item] of [...itemIds].entries()) {
      const { bytes } = readPacked(dir, at(pictures, item - 1), { shown: false });
      const pixels = await encoderPixels(bytes, encoder.description);
      const said = (await session.run({ pixels: new Tensor("uint8", pixels, [1, 256, 256, 3]) })).probabilities; // prettier-ignore
      for (const k of [0, 1])
        expect(Math.abs(Number(said?.data[k]) - at(probabilities, 2 * n + k))).toBeLessThan(1e-5);
    }
  await session.release();
}, 240_000);
