/**
 * Is a first training as good as it can be? CIFAR-10 with one person's labels of CIFAR-10N, few of them: the defaults of
 * lib/train/few-labels.ts beside others, right on how many other images. The product cross-fits; this trains the
 * network of one fold, which costs a fifth: the mean of all folds is better, under each of the settings.
 *   npm run bench:train -- --data FOLDER --items 100 --epochs 1     first: it decodes the images and keeps them
 *   node test/bench/few-labels.ts --data FOLDER --labels 200
 */
import { readFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { parse } from "csv-parse/sync";
import { at } from "#lib/array.ts";
import { randomSource } from "#lib/random.ts";
import { fewLabels } from "#lib/train/few-labels.ts";
import { train } from "#lib/train/train.ts";

const { values: given } = parseArgs({
  options: {
    data: { type: "string" },
    labels: { type: "string", default: "200" },
    asked: { type: "string", default: "2000" },
    draws: { type: "string", default: "1" },
    threads: { type: "string", default: String(Math.min(cpus().length, 8)) },
  },
});
const classes = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];
const pixels = 32 * 32 * 3;
const decoded = readFileSync(join(tmpdir(), "tandem-bench", "cifar10-train.bin"));
const table = parse<Record<string, string>>(
  readFileSync(join(given.data ?? "../shared/data", "cifar10n", "labels.csv")),
  { columns: true },
);
const column = (name: string) => Int32Array.from(table, (row) => classes.indexOf(row[name] ?? ""));
const [human, gold] = [column("human1"), column("clean")];

const [n, asked] = [Number(given.labels), Number(given.asked)];
const {
  options: { folds, ...usual },
  ...first
} = fewLabels(n);
const learnt = Math.floor((n * (folds - 1)) / folds);
const settings = [
  { name: "default", ...usual },
  { name: "twice the epochs", ...usual, epochs: 2 * usual.epochs },
  { name: "half the batch", ...usual, batch: Math.max(8, usual.batch / 2) },
  { name: "12 epochs, batches of 256", ...usual, epochs: 12, batch: Math.min(256, learnt) },
];
console.log(["node test/bench/few-labels.ts", ...process.argv.slice(2)].join(" "));
console.log(`${cpus()[0]?.model.trim()}, ${given.threads} threads, node ${process.version}`);
for (let draw = 0; draw < Number(given.draws); draw++) {
  // labelled images from the first 40,000, asked ones from the last 10,000: only they are carried along
  const random = randomSource(draw, n);
  const chosen = new Set<number>();
  while (chosen.size < n) chosen.add(random.below(40_000));
  const rows = [...chosen, ...Array.from({ length: asked }, (_, i) => 40_000 + i)];
  const images = new Uint8Array(rows.length * pixels);
  rows.forEach((row, i) => images.set(decoded.subarray(row * pixels, (row + 1) * pixels), i * pixels));
  const data = {
    ...{ images, size: 32, classes: 10 },
    train: {
      rows: Int32Array.from({ length: learnt }, (_, i) => i),
      labels: Int32Array.from({ length: learnt }, (_, i) => at(human, at(rows, i))),
    },
    predict: {
      rows: Int32Array.from({ length: asked }, (_, i) => n + i),
      gold: Int32Array.from({ length: asked }, (_, i) => at(gold, at(rows, n + i))),
    },
  };
  for (const { name, ...options } of settings) {
    const began = performance.now();
    const { probabilities } = await train(
      data,
      { ...first, ...options, threads: Number(given.threads) },
      {
        now: () => performance.now(),
        report: () => undefined,
        checkpoints: { load: () => Promise.resolve(null), save: () => Promise.resolve() },
        cancelled: () => false,
        log: () => undefined,
      },
    );
    let [right, loss] = [0, 0];
    data.predict.gold.forEach((label, i) => {
      const own = probabilities.subarray(10 * i, 10 * (i + 1));
      right += Number(own.indexOf(Math.max(...own)) === label);
      loss -= Math.log(Math.max(1e-6, own[label] ?? 0)) / asked;
    });
    const seconds = (performance.now() - began) / 1000;
    console.log(
      `draw ${draw}, ${n} labels, ${name} (batch ${options.batch}, ${options.epochs} epochs): ` +
        `${((100 * right) / asked).toFixed(1)} % of ${asked} right, log loss ${loss.toFixed(2)}, ${seconds.toFixed(0)} s`,
    );
  }
}
