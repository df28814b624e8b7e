import { add, at } from "#lib/array.ts";
import { normalised } from "#lib/teaming/belief.ts";
import { calibrated } from "#lib/teaming/calibration.ts";
import { likelihoodOf } from "#lib/teaming/confusions.ts";
import { fitPPlusL } from "#lib/teaming/p-plus-l/fit.ts";
import { type PPlusL, pPlusLParams } from "#lib/teaming/p-plus-l/params.ts";
import { beliefPolicy, type Seen } from "#lib/teaming/policies/policy.ts";

/** Probabilities times likelihoods: the machine's calibrated word times what each person's answer says. */

function belief(
  { machine, answers }: Seen,
  { prior, machine: scale, people, weight, exponent }: PPlusL,
): Float64Array {
  const classes = prior.length;
  const logs = new Float64Array(classes);
  if (machine !== null && !Number.isNaN(machine[0])) calibrated(scale, machine, 0, logs);
  else for (let k = 0; k < classes; k++) logs[k] = Math.log(at(prior, k));
  if (answers.length > 0) {
    const each = weight * answers.length ** (exponent - 1);
    for (const { rater, label } of answers)
      for (let k = 0; k < classes; k++) add(logs, k, each * Math.log(likelihoodOf(people, rater, label, k)));
  }
  return normalised(logs);
}

export const pPlusL = beliefPolicy({
  id: "p-plus-l",
  name: "Probabilities × likelihoods",
  assumption:
    "Given an item's class, people and machine err independently of each other, but for what the fitted exponent makes up for.",
  source: "Kerrigan, Smyth & Steyvers, NeurIPS 2021, eq. 3",
  params: pPlusLParams,
  fit: fitPPlusL,
  belief,
});
