import { parseArgs } from "node:util";
import { z } from "zod";
import { at } from "#lib/array.ts";
import { ranked, trial } from "#lib/train/tune.ts";
import { cifarIsIn } from "./cifar.ts";
import { candidates } from "./robustness/candidates.ts";
import { going } from "./robustness/going.ts";
import { addLine, readLines } from "./robustness/lines.ts";
import { job } from "./robustness/outcome.ts";
import { learntFrom, noiseKinds, options, withNoiseRate, world } from "./robustness/regime.ts";

/**
 * Chooses hyper-parameters and learning-rate factors in the regime of bench:robustness, by noisy labels that were put
 * aside: gold has no part in it. What wins becomes a method's default.
 *   npm run tune -- --data FOLDER --out FILE
 *     --methods elr,peer --noise symmetric --seeds 1
 * A finished trial is a line of FILE and is not repeated; a killed one goes on after its last epoch.
 */
const { values: given } = parseArgs({
  options: {
    data: { type: "string", default: "../shared/data" },
    out: { type: "string", default: "tune.jsonl" },
    methods: { type: "string", default: Object.keys(candidates).join(",") },
    noise: { type: "string", default: noiseKinds.options.join(",") },
    seeds: { type: "string", default: "1" },
  },
});

const line = job.extend({ aside: z.number() });

if (!cifarIsIn(given.data)) {
  console.log(`Skipped: there is no cifar10/train.zip in ${given.data}.`);
} else {
  const here = await world(given.data);
  for (const method of z.array(job.shape.method).parse(given.methods.split(","))) {
    for (let seed = 0; seed < Number(given.seeds); seed++)
      for (const noise of z.array(noiseKinds).parse(given.noise.split(",")))
        for (const hyper of candidates[method] ?? []) {
          const known = readLines(given.out, line).some(
            (each) =>
              each.method === method &&
              each.noise === noise &&
              each.seed === seed &&
              JSON.stringify(each.hyper) === JSON.stringify(hyper),
          );
          if (known) continue;
          const { hooks, finish } = await going(`${given.out}.going`);
          const aside = { rows: here.aside, labels: here.aside.map((row) => at(here.noisy[noise], row)) };
          const chosen = { ...options, method, seed, hyper: withNoiseRate(method, noise, hyper) };
          const found = await trial(learntFrom(here, noise), aside, chosen, hooks);
          await finish();
          addLine(given.out, { method, noise, seed, hyper, aside: found.aside });
        }
    const trials = readLines(given.out, line).filter((each) => each.method === method);
    for (const { hyper, aside, worlds } of ranked(trials, ({ noise, seed }) => `${noise} ${seed}`))
      console.log(
        `${method.padEnd(18)} ${(100 * aside).toFixed(2)} % of ${worlds} × ${here.aside.length} labels put aside  ${JSON.stringify(hyper)}`,
      );
  }
}
