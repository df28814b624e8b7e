import { parseArgs } from "node:util";
import { z } from "zod";
import { cifarIsIn } from "./cifar.ts";
import { candidates } from "./robustness/candidates.ts";
import { complete, outcome, outcomeOf } from "./robustness/outcome.ts";
import { ranked } from "./robustness/rank.ts";
import { noiseKinds, withNoiseRate, world } from "./robustness/regime.ts";

/**
 * Ranks hyper-parameters and learning-rate factors in the regime of bench:robustness, by noisy labels that were put
 * aside. What wins becomes the method's default.
 *   npm run tune -- --data FOLDER --out FILE
 *     --methods elr,peer --noise symmetric --seeds 1
 * FILE is the one of bench:robustness: neither command repeats a training that it holds.
 */
const { values: given } = parseArgs({
  options: {
    data: { type: "string", default: "../shared/data" },
    out: { type: "string", default: "robustness.jsonl" },
    methods: { type: "string", default: Object.keys(candidates).join(",") },
    noise: { type: "string", default: noiseKinds.options.join(",") },
    seeds: { type: "string", default: "1" },
  },
});

if (!cifarIsIn(given.data)) {
  console.log(`Skipped: there is no cifar10/train.zip in ${given.data}.`);
} else {
  const here = await world(given.data);
  for (const method of z.array(outcome.shape.method).parse(given.methods.split(","))) {
    const trials = [];
    for (let seed = 0; seed < Number(given.seeds); seed++)
      for (const noise of z.array(noiseKinds).parse(given.noise.split(",")))
        for (const candidate of candidates[method] ?? []) {
          const hyper = withNoiseRate(method, noise, candidate);
          const found = await outcomeOf(here, complete({ method, noise, seed, hyper }), given.out);
          trials.push({ ...found, candidate: JSON.stringify(candidate) });
        }
    for (const { name, aside, worlds } of ranked(trials, ({ candidate }) => candidate))
      console.log(
        `${method.padEnd(18)} ${(100 * aside).toFixed(2)} % of ${worlds} × ${here.aside.length} labels put aside  ${name}`,
      );
  }
}
