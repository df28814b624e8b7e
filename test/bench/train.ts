import { existsSync } from "node:fs";
import { readFile, rename, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { z } from "zod";
import { backbones } from "#lib/backbones/index.ts";
import { probe } from "#lib/tensor/probe.ts";
import { optionFields } from "#lib/train/options.ts";
import { measureSpeed, type Rate } from "#lib/train/speed.ts";
import { train, trainingOptions, type TrainingData } from "#lib/train/train.ts";
import { viewsOf } from "#lib/train/views.ts";
import { presetOptions } from "#lib/train/presets.ts";
import { posteriorLabels } from "#lib/teaming/posterior-labels.ts";
import { randomSource } from "#lib/random.ts";
import { cifarImages, cifarIsIn, cifarLabels } from "./cifar.ts";

/**
 * Speed of the training engine, and with data its accuracy.
 *   npm run bench:train                                synthetic images: images/s and memory
 *   npm run bench:train -- --steps 8 --batch 32 --backbone resnet34
 *                                                      training steps and prediction alone; the same
 *                                                      in PyTorch: python3 test/bench/torch-speed.py
 *   npm run bench:train -- --data FOLDER               CIFAR-10 with the human labels of CIFAR-10N:
 *                                                      first 40,000 train, last 10,000 are predicted
 *   … --labels human2 | aggregate | posterior          another column, or what the three annotators make likely
 *   … --preset long                                    options that go together (lib/train/presets.ts)
 *   … --checkpoint FILE                                goes on where it was stopped after an epoch
 */
const { values: given } = parseArgs({
  options: {
    data: { type: "string" },
    labels: { type: "string", default: "human1" },
    method: { type: "string", default: "ce" },
    hyper: { type: "string", default: "{}" },
    widths: { type: "string" },
    epochs: { type: "string" },
    batch: { type: "string" },
    seed: { type: "string", default: "0" },
    threads: { type: "string", default: String(Math.min(cpus().length, 8)) },
    rate: { type: "string" },
    decay: { type: "string" },
    translate: { type: "string" },
    items: { type: "string", default: "40000" },
    "no-lookahead": { type: "boolean", default: false },
    backbone: { type: "string", default: "quick" },
    steps: { type: "string" },
    preset: { type: "string", default: "short" },
    options: { type: "string", default: "{}" },
    checkpoint: { type: "string" },
  },
});
const number = (name: string, text: string | undefined) =>
  text === undefined ? {} : { [name]: Number(text) };

const SIDE = 32;
const PIXELS = SIDE * SIDE * 3;

function synthetic(items: number): TrainingData {
  const random = randomSource(1);
  const images = Uint8Array.from({ length: items * PIXELS }, () => random.below(256));
  const rows = Int32Array.from({ length: items }, (_, row) => row);
  const labels = rows.map((row) => row % 10);
  return { images, size: SIDE, classes: 10, train: { rows, labels }, predict: { rows, gold: labels } };
}

async function cifar(folder: string, column: string, items: number): Promise<TrainingData> {
  const labels = await cifarLabels(folder);
  const rows = Int32Array.from({ length: 50_000 }, (_, row) => row);
  const train = rows.slice(0, items);
  return {
    images: await cifarImages(folder),
    size: SIDE,
    classes: 10,
    train:
      column === "posterior"
        ? posterior(["human1", "human2", "human3"].map(labels), train)
        : { rows: train, labels: labels(column).slice(0, items) },
    predict: { rows: rows.slice(40_000), gold: labels("clean").slice(40_000) },
  };
}

function posterior(columns: Int32Array[], rows: Int32Array): TrainingData["train"] {
  const said = (ordinal: number) =>
    columns.map((column, raterId) => ({ ordinal, raterId, label: column[ordinal] ?? 0 }));
  const { labels, shares } = posteriorLabels(Array.from(rows).flatMap(said), 10);
  return { rows, labels, targets: shares };
}

const start = performance.now();
const elapsed = () => ((performance.now() - start) / 1000).toFixed(0).padStart(4);
console.log(["node test/bench/train.ts", ...process.argv.slice(2)].join(" "));
console.log(`${cpus()[0]?.model.trim()}, ${cpus().length} processors, node ${process.version}`);

if (given.steps !== undefined) await timeSteps(Number(given.steps));
else if (given.data !== undefined && !cifarIsIn(given.data)) {
  console.log(`Skipped: there is no cifar10/train.zip in ${given.data}.`);
} else {
  const data =
    given.data === undefined ? synthetic(5120) : await cifar(given.data, given.labels, Number(given.items));
  const options = {
    ...presetOptions(given.preset, given.backbone, false),
    ...z.record(z.string(), z.unknown()).parse(JSON.parse(given.options)),
    method: optionFields.shape.method.parse(given.method),
    backbone: optionFields.shape.backbone.parse(given.backbone),
    hyper: JSON.parse(given.hyper) as unknown,
    ...(given.widths && { backboneOptions: { widths: given.widths.split(",").map(Number) } }),
    seed: Number(given.seed),
    threads: Number(given.threads),
    lookahead: !given["no-lookahead"],
    ...number("epochs", given.epochs ?? (given.data === undefined ? "2" : undefined)),
    ...number("batch", given.batch),
    ...number("learningRate", given.rate),
    ...number("weightDecay", given.decay),
    ...number("translate", given.translate),
  };
  let predictingSince = 0;
  const result = await train(data, options, {
    now: () => performance.now(),
    report: () => undefined,
    checkpoints: {
      load: async () =>
        given.checkpoint !== undefined && existsSync(given.checkpoint)
          ? new Uint8Array(await readFile(given.checkpoint))
          : null,
      save: async (blob) => {
        predictingSince = performance.now();
        if (given.checkpoint === undefined) return;
        await writeFile(`${given.checkpoint}.new`, blob);
        await rename(`${given.checkpoint}.new`, given.checkpoint);
      },
    },
    cancelled: () => false,
    log: (event, detail) => console.log(elapsed(), "s", event, JSON.stringify(detail)),
  });
  const predictSeconds = (performance.now() - predictingSince) / 1000;
  console.log(`executor           ${result.executor}`);
  console.log(`parameters         ${result.parameters}`);
  console.log(`training           ${result.imagesPerSecond.toFixed(0)} images/s, ${result.epochs} epochs`);
  const views = viewsOf(trainingOptions.parse(options).views, true).length;
  const viewsPerSecond = (data.predict.rows.length * views) / predictSeconds;
  console.log(`prediction         ${viewsPerSecond.toFixed(0)} images/s (${views} views of each)`);
  console.log(`wall time          ${result.seconds.toFixed(0)} s`);
  console.log(`peak memory        ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB`);
  if (given.data !== undefined) {
    console.log(`accuracy on gold   ${(100 * (result.accuracy ?? 0)).toFixed(2)} % of ${result.gold}`);
  }
}

/** Steps alone, without reading, augmenting or writing anything. */
async function timeSteps(steps: number): Promise<void> {
  const { executor } = await probe(Number(given.threads));
  const backbone = backbones.find(({ id }) => id === given.backbone);
  if (!backbone) throw new Error(`There is no backbone ${given.backbone}.`);
  const measuring = { batch: Number(given.batch ?? "128"), steps, most: Infinity };
  const { training, prediction } = await measureSpeed(executor, measuring, () => performance.now(), backbone);
  const line = ({ median, best }: Rate) => `median ${median.toFixed(1)}, best ${best.toFixed(1)} images/s`;
  console.log(`executor           ${executor.name}`);
  console.log(`training           ${line(training)}`);
  console.log(`prediction         ${line(prediction)}`);
  console.log(`peak memory        ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB`);
}
