import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { z } from "zod";
import { methods } from "#lib/methods/index.ts";
import { cifarIsIn } from "./cifar.ts";
import { readLines } from "./robustness/lines.ts";
import { complete, outcome, outcomeOf } from "./robustness/outcome.ts";
import { noiseKinds, withNoiseRate, world } from "./robustness/regime.ts";
import { table, withTable } from "./robustness/table.ts";

/**
 * Every method in the regime in which plain cross-entropy learns its wrong labels by heart (docs/robustness.md).
 *   npm run bench:robustness -- --data FOLDER --out FILE
 *     --methods ce,elr --noise human1 --seeds 1      some of them
 *     --hyper '{"first": 0.2}'                       other than the defaults
 *     --doc docs/robustness.md                       no training: what FILE holds becomes the page's table
 * A finished training is a line of FILE and is not repeated; a killed one goes on after its last epoch.
 * Gold decides nothing: it is only reported.
 */
const { values: given } = parseArgs({
  options: {
    data: { type: "string", default: "../shared/data" },
    out: { type: "string", default: "docs/robustness.jsonl" },
    methods: { type: "string", default: methods.map(({ id }) => id).join(",") },
    noise: { type: "string", default: noiseKinds.options.join(",") },
    seeds: { type: "string", default: "2" },
    hyper: { type: "string", default: "{}" },
    doc: { type: "string" },
  },
});

if (given.doc !== undefined) {
  const page = existsSync(given.doc) ? readFileSync(given.doc, "utf8") : "";
  writeFileSync(given.doc, withTable(page, table(readLines(given.out, outcome))));
} else if (!cifarIsIn(given.data)) {
  console.log(`Skipped: there is no cifar10/train.zip in ${given.data}.`);
} else {
  const here = await world(given.data);
  const changed = z.record(z.string(), z.unknown()).parse(JSON.parse(given.hyper));
  const percent = (share: number) => `${(100 * share).toFixed(1).padStart(5)} %`;
  for (let seed = 0; seed < Number(given.seeds); seed++)
    for (const noise of z.array(noiseKinds).parse(given.noise.split(",")))
      for (const method of z.array(outcome.shape.method).parse(given.methods.split(","))) {
        const hyper = withNoiseRate(method, noise, changed);
        const found = await outcomeOf(here, complete({ method, noise, seed, hyper }), given.out);
        const { aside, best, last, fitted, memorised, seconds } = found;
        console.log(
          `${method.padEnd(18)} ${noise.padEnd(9)} seed ${seed}: best ${percent(best)}, last ${percent(last)} on gold, ${percent(aside)} of the labels put aside; ` +
            `${percent(fitted)} of the labels fitted, ${percent(memorised)} of the wrong ones; ${seconds} s`,
        );
      }
}
