import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { z } from "zod";
import { at } from "#lib/array.ts";
import { methods } from "#lib/methods/index.ts";
import { permutation, randomSource } from "#lib/random.ts";
import { topClass } from "#lib/stats/argmax.ts";
import { predict, train, type TrainingData } from "#lib/train/train.ts";
import { cifarImages, cifarIsIn, cifarLabels } from "./cifar.ts";

/**
 * `npm run bench:robustness -- --data FOLDER --out FILE`: every method in the regime in which plain cross-entropy
 * learns its wrong labels by heart, on a part of CIFAR-10 with human1's labels and with symmetric noise put on gold.
 * A finished training is a line of FILE and is not repeated; --methods ce,elr --noise human1 --seeds 1 narrow it.
 * Gold decides nothing: it is only reported.
 */
const { values: given } = parseArgs({
  options: {
    data: { type: "string", default: "../shared/data" },
    out: { type: "string", default: "robustness.jsonl" },
    methods: { type: "string", default: methods.map(({ id }) => id).join(",") },
    noise: { type: "string", default: "human1,symmetric" },
    items: { type: "string", default: "4000" },
    epochs: { type: "string", default: "60" },
    seeds: { type: "string", default: "2" },
    share: { type: "string", default: "0.4" },
    options: { type: "string", default: "{}" },
  },
});
const [items, epochs, seeds] = [given.items, given.epochs, given.seeds].map(Number) as [
  number,
  number,
  number,
];
const CLASSES = 10;
/** gold items that are looked at between epochs, and how often */
const watched = 2000;
const every = 5;

const outcome = z.object({
  method: z.string(),
  noise: z.string(),
  seed: z.number(),
  /** labels that differ from gold; accuracies on gold; shares of the training items */
  wrongLabels: z.number(),
  best: z.number(),
  last: z.number(),
  fitted: z.number(),
  memorised: z.number(),
  seconds: z.number(),
});
type Outcome = z.output<typeof outcome>;

/** Each label becomes another class, every other one alike, with the given probability. */
function symmetric(gold: Int32Array, share: number): Int32Array {
  const random = randomSource(2027);
  return gold.map((label) =>
    random.unit() < share ? (label + 1 + random.below(CLASSES - 1)) % CLASSES : label,
  );
}

async function one(
  images: Uint8Array,
  gold: Int32Array,
  noisy: Int32Array,
  of: Pick<Outcome, "method" | "noise" | "seed">,
): Promise<Outcome> {
  const rows = permutation(40_000, randomSource(1)).subarray(0, items);
  const labels = rows.map((row) => at(noisy, row));
  const test = Int32Array.from({ length: 10_000 }, (_, i) => 40_000 + i);
  const watch = images.subarray(40_000 * 3072, (40_000 + watched) * 3072);
  const data: TrainingData = {
    images,
    size: 32,
    classes: CLASSES,
    train: { rows, labels },
    // the training items are predicted too, to see which labels were learnt by heart
    predict: {
      rows: Int32Array.from([...test, ...rows]),
      gold: Int32Array.from([...test.map((row) => at(gold, row)), ...rows.map(() => -1)]),
    },
  };
  const right = (p: Float32Array, wanted: (i: number) => number, n: number, from = 0) => {
    let count = 0;
    for (let i = 0; i < n; i++) count += Number(topClass(p, (from + i) * CLASSES, CLASSES) === wanted(i));
    return count / n;
  };
  let [epoch, best] = [0, 0];
  const options = {
    ...z.record(z.string(), z.unknown()).parse(JSON.parse(given.options)),
    method: at(
      methods.filter(({ id }) => id === of.method),
      0,
    ).id,
    seed: of.seed,
    epochs,
  };
  const result = await train(data, options, {
    now: () => performance.now(),
    report: () => undefined,
    checkpoints: {
      load: () => Promise.resolve(null),
      async save(blob) {
        if (++epoch % every !== 0 || epoch === epochs) return;
        const p = await predict(blob, watch, 32);
        best = Math.max(
          best,
          right(p, (i) => at(gold, 40_000 + i), watched),
        );
      },
    },
    cancelled: () => false,
    log: () => undefined,
  });
  const p = result.probabilities;
  const wrong = Array.from(rows.keys()).filter((i) => at(labels, i) !== at(gold, at(rows, i)));
  const learnt = wrong.filter((i) => topClass(p, (test.length + i) * CLASSES, CLASSES) === at(labels, i));
  return {
    ...of,
    wrongLabels: wrong.length / items,
    best: Math.max(
      best,
      right(p, (i) => at(gold, 40_000 + i), watched),
    ),
    last: result.accuracy ?? NaN,
    fitted: right(p, (i) => at(labels, i), items, test.length),
    memorised: learnt.length / wrong.length,
    seconds: result.seconds,
  };
}

if (!cifarIsIn(given.data)) {
  console.log(`Skipped: there is no cifar10/train.zip in ${given.data}.`);
} else {
  const [images, columns] = [await cifarImages(given.data), await cifarLabels(given.data)];
  const gold = columns("clean");
  const known = existsSync(given.out)
    ? readFileSync(given.out, "utf8")
        .trim()
        .split("\n")
        .map((line) => outcome.parse(JSON.parse(line)))
    : [];
  for (let seed = 0; seed < seeds; seed++)
    for (const noise of given.noise.split(","))
      for (const method of given.methods.split(",")) {
        const before = known.find((o) => o.method === method && o.noise === noise && o.seed === seed);
        const noisy = noise === "symmetric" ? symmetric(gold, Number(given.share)) : columns(noise);
        const found = before ?? (await one(images, gold, noisy, { method, noise, seed }));
        if (!before) appendFileSync(given.out, `${JSON.stringify(found)}\n`);
        const percent = (share: number) => (100 * share).toFixed(1).padStart(5);
        console.log(
          `${method.padEnd(18)} ${noise.padEnd(10)} seed ${seed}: best ${percent(found.best)} (of ${watched}, every ${every} epochs), last ${percent(found.last)} % on gold; fitted ${percent(found.fitted)} % of the labels, ${percent(found.memorised)} % of the wrong ones; ${found.seconds.toFixed(0)} s`,
        );
      }
}
