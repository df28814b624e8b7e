import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { z } from "zod";
import { cifarIsIn } from "./cifar.ts";
import { candidates } from "./robustness/candidates.ts";
import { choiceTable, type Trial } from "./robustness/choice.ts";
import { readLines } from "./robustness/lines.ts";
import { complete, lineOf, outcome, outcomeOf } from "./robustness/outcome.ts";
import { ranked } from "./robustness/rank.ts";
import { noiseKinds, withNoiseRate, world } from "./robustness/regime.ts";
import { withTable } from "./robustness/table.ts";

/**
 * Ranks hyper-parameters and learning-rate factors in the regime of bench:robustness, by noisy labels that were put
 * aside. What wins becomes the method's default.
 *   npm run tune -- --data FOLDER --out FILE
 *     --methods elr,peer --noise symmetric --seeds 1
 *     --doc docs/robustness.md                       no training: what FILE holds becomes the page's table
 * FILE is the one of bench:robustness: neither command repeats a training that it holds.
 */
const { values: given } = parseArgs({
  options: {
    data: { type: "string", default: "../shared/data" },
    out: { type: "string", default: "docs/robustness.jsonl" },
    methods: { type: "string", default: Object.keys(candidates).join(",") },
    noise: { type: "string", default: noiseKinds.options.join(",") },
    seeds: { type: "string", default: "1" },
    doc: { type: "string" },
  },
});

const asked = z.array(outcome.shape.method).parse(given.methods.split(","));
const noises = z.array(noiseKinds).parse(given.noise.split(","));
const seeds = Array.from({ length: Number(given.seeds) }, (_, seed) => seed);
/** Every candidate of a method in every world, and how it is called in all of them. */
const jobs = (method: (typeof asked)[number]) =>
  seeds.flatMap((seed) =>
    noises.flatMap((noise) =>
      (candidates[method] ?? []).map((candidate) => ({
        candidate: JSON.stringify(candidate),
        job: complete({ method, noise, seed, hyper: withNoiseRate(method, noise, candidate) }),
      })),
    ),
  );

if (given.doc !== undefined) {
  const lines = readLines(given.out, outcome);
  const trials = asked.flatMap(jobs).flatMap(({ candidate, job }) => {
    const line = lineOf(lines, job);
    return line ? [{ ...line, candidate }] : [];
  });
  const page = existsSync(given.doc) ? readFileSync(given.doc, "utf8") : "";
  writeFileSync(given.doc, withTable(page, choiceTable(trials), "tune"));
} else if (!cifarIsIn(given.data)) {
  console.log(`Skipped: there is no cifar10/train.zip in ${given.data}.`);
} else {
  const here = await world(given.data);
  for (const method of asked) {
    const trials: Trial[] = [];
    for (const { candidate, job } of jobs(method))
      trials.push({ ...(await outcomeOf(here, job, given.out)), candidate });
    for (const { name, aside, worlds } of ranked(trials, ({ candidate }) => candidate))
      console.log(
        `${method.padEnd(18)} ${(100 * aside).toFixed(2)} % of ${worlds} × ${here.aside.length} labels put aside  ${name}`,
      );
  }
}
