/**
 * `npm run bench:features`: how many photographs a second an encoder goes through (MobileNetV2 at 224 pixels, from the
 * npm package nsfwjs), and how long a head learns from 1,000 and from 50,000 items.
 *   node test/bench/features.ts [pictures] [threads]
 */
import { availableParallelism } from "node:os";
import sharp from "sharp";
import { at } from "#lib/array.ts";
import { normalisations } from "#lib/encoders/description.ts";
import { describeEncoder } from "#lib/encoders/fit.ts";
import { readModelFile } from "#lib/encoders/model-file.ts";
import { encoderPixels } from "#lib/encoders/pixels.ts";
import { openEncoder } from "#lib/encoders/run.ts";
import { randomSource } from "#lib/random.ts";
import type { FeatureData } from "#lib/train/contract.ts";
import { headEpochs } from "#lib/train/head-epochs.ts";
import { train } from "#lib/train/train.ts";
import { kerasMobilenet, onnxMobilenet } from "../lib/encoders/mobilenet.ts";

const pictures = Number(process.argv[2] ?? 320);
const threads = Number(process.argv[3] ?? Math.max(2, Math.floor(availableParallelism() / 2)));
const seconds = (from: number) => (performance.now() - from) / 1000;

/** What the processor worked meanwhile, all cores together, s: it matters where others share them. */
function processor(since: NodeJS.CpuUsage): string {
  const { user, system } = process.cpuUsage(since);
  return ((user + system) / 1e6).toFixed(1);
}

/** A JPEG of 640 × 480 pixels with waves and noise. */
async function photograph(seed: number): Promise<Uint8Array> {
  const random = randomSource(seed);
  const [width, height] = [640, 480];
  const waves = Array.from({ length: 6 }, () => 0.005 + random.unit() / 10);
  const pixels = Buffer.alloc(width * height * 3);
  for (let i = 0; i < pixels.length; i++) {
    const [x, y, c] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width), i % 3];
    pixels[i] = 120 + 80 * Math.sin(x * at(waves, c)) * Math.cos(y * at(waves, c + 3)) + random.below(40);
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 90 })
    .toBuffer();
}

async function embedding(): Promise<void> {
  const model = kerasMobilenet();
  if (typeof model === "string") return console.log(`No encoder to time: ${model}.`);
  const bytes = onnxMobilenet(model, "n");
  const { mean, std } = normalisations.none;
  const description = describeEncoder(readModelFile(bytes), { mean: [...mean], std: [...std], resize: 256 });
  const files = await Promise.all(Array.from({ length: 32 }, (_, seed) => photograph(seed)));
  const began = performance.now();
  const encoder = await openEncoder(bytes, description, threads);
  console.log(`MobileNetV2: opened and tried in ${seconds(began).toFixed(1)} s`);
  const decoded = (from: number) =>
    Promise.all(
      Array.from({ length: Math.min(encoder.batch, pictures - from) }, (_, i) =>
        encoderPixels(at(files, (from + i) % files.length), description),
      ),
    );
  const [start, cpu] = [performance.now(), process.cpuUsage()];
  let next = decoded(0);
  for (let from = 0; from < pictures; from += encoder.batch) {
    const pixels = await next;
    next = from + encoder.batch < pictures ? decoded(from + encoder.batch) : Promise.resolve([]);
    await encoder.embed(pixels);
  }
  const took = seconds(start);
  await encoder.close();
  console.log(
    `MobileNetV2 at 224 pixels, JPEGs of 640 × 480 decoded meanwhile: ${(pictures / took).toFixed(1)} pictures/s (${pictures} in ${took.toFixed(1)} s, processor ${processor(cpu)} s, ${threads} threads)`,
  );
}

/** Clouds, one a class; a tenth of the labels is wrong. All are learnt from and 1,000 others predicted. */
function clouds(n: number, width: number, classes: number): FeatureData {
  const random = randomSource(4);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random.unit())) * Math.cos(2 * Math.PI * random.unit());
  const centres = Float32Array.from({ length: classes * width }, normal);
  const all = n + 1000;
  const gold = Int32Array.from({ length: all }, () => random.below(classes));
  const features = new Float32Array(all * width);
  for (let row = 0; row < all; row++)
    for (let i = 0; i < width; i++)
      features[row * width + i] =
        (3 / Math.sqrt(width)) * at(centres, at(gold, row) * width + i) + random.unit() * 3.46;
  const rows = Int32Array.from({ length: all }, (_, row) => row);
  const labels = gold.slice(0, n).map((k) => (random.unit() < 0.1 ? random.below(classes) : k));
  return {
    ...{ features, width, classes, of: "clouds" },
    train: { rows: rows.slice(0, n), labels },
    predict: { rows: rows.slice(n), gold: gold.slice(n) },
  };
}

const hooks = {
  now: () => performance.now(),
  log: () => undefined,
  report: () => undefined,
  cancelled: () => false,
  checkpoints: { load: () => Promise.resolve(null), save: () => Promise.resolve() },
};

async function heads(): Promise<void> {
  await train(clouds(100, 1280, 10), { backbone: "linear", epochs: 1 }, hooks); // the engine is chosen once a process
  for (const n of [1000, 50_000]) {
    const data = clouds(n, 1280, 10);
    for (const backbone of ["linear", "two-layer"] as const) {
      const [start, cpu] = [performance.now(), process.cpuUsage()];
      const { accuracy, executor } = await train(data, { backbone, epochs: headEpochs }, hooks);
      console.log(
        `${backbone} head, ${n} items × 1,280 features, ${headEpochs} epochs: ${seconds(start).toFixed(1)} s, processor ${processor(cpu)} s (${executor}; ${((accuracy ?? 0) * 100).toFixed(1)} % right)`,
      );
    }
  }
}

await embedding();
await heads();
