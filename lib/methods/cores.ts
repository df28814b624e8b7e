import * as tf from "@tensorflow/tfjs";
import { z } from "zod";
import { add, at } from "#lib/array.ts";
import { labelFrequencies } from "#lib/methods/transition.ts";
import { classLosses, crossEntropy } from "#lib/methods/losses.ts";
import { crossEntropyPhase } from "#lib/methods/cross-entropy-phase.ts";
import { entry } from "#lib/tensor/executor.ts";
import {
  method,
  phase,
  type Extra,
  type LossInput,
  type Memory,
  type Moment,
  type EpochView,
} from "#lib/methods/method.ts";

const EPSILON = 1e-8;
/** Shares of what follows the warm-up, after which the regulariser is at full weight, and the sieve begins. */
const [FULL, SIEVE] = [0.33, 0.23];

/**
 * ℓ − β·Σ_k π_k·λ_k with λ_k = −log(p_k + ε): cross-entropy that rewards confidence, because a
 * confident network is rarely confident about a wrong label.
 */
function regularised({ logits, labels, extras }: LossInput): tf.Tensor1D[] {
  return logits.map((z) => {
    const expected = tf.sum(tf.mul(classLosses(z, EPSILON), extras.vector("prior")), -1);
    return tf.sub<tf.Tensor1D>(crossEntropy(z, labels), tf.mul(expected, extras.scalar("beta")));
  });
}

/** Leaves out examples whose loss exceeds the mean over all classes' losses (step passes no gradient). */
function sieved(input: LossInput): tf.Tensor1D[] {
  return regularised(input).map((losses, net) => {
    const z = at(input.logits, net);
    const score = tf.sub(crossEntropy(z, input.labels), tf.mean(classLosses(z, EPSILON), -1));
    const kept = tf.sub(1, tf.step(score));
    const share = tf.maximum(tf.mean(kept), 1e-6); // so that the mean is over the examples kept
    return tf.div<tf.Tensor1D>(tf.mul(losses, kept), share);
  });
}

/**
 * Frequencies of the noisy labels among the items the sieve keeps, from the network's predictions.
 * (The official code counts during the epoch's training passes instead.)
 */
export function keptPrior(probabilities: Float32Array, labels: Int32Array, classes: number): Float32Array {
  const counts = new Float32Array(classes);
  labels.forEach((label, row) => {
    const own = probabilities.subarray(row * classes, (row + 1) * classes);
    const losses = Array.from(own, (p) => -Math.log(p + EPSILON));
    const mean = losses.reduce((sum, loss) => sum + loss, 0) / classes;
    if (at(losses, label) <= mean) add(counts, label, 1);
  });
  const total = counts.reduce((sum, count) => sum + count, 0);
  return total === 0 ? counts.fill(1 / classes) : counts.map((count) => count / total);
}

const labelPrior = ({ labels, classes, memory }: EpochView): Memory =>
  memory.prior ? memory : { prior: labelFrequencies(labels, classes) };

/**
 * CORES², phase 1: cross-entropy, then with a confidence regulariser, then also with a sieve that
 * leaves out examples whose label the network finds less probable than an average class. From β = 1
 * on nothing but the ε inside the logarithms bounds the loss: its gradient does not fade as a network
 * becomes sure. The authors add it at a tenth of our learning rate, without momentum, divided by
 * 1 + β, to a network that ten epochs have taught what it learns first; hence the later beginning and
 * the small factor on the learning rate here.
 * Source: Cheng et al., ICLR 2021, eq. 4–6; UCSC-REAL/cores.
 */
export const cores = method({
  id: "cores",
  name: "CORES",
  source: "Cheng et al. 2021, “Learning with instance-dependent label noise: a sample sieve approach”",
  hyper: z.object({
    beta: z.number().gt(0).max(10).default(1).describe("final weight of the confidence regulariser"),
    warmup: z.number().gt(0).lt(1).default(0.4).describe("share of the epochs with plain cross-entropy"),
    rate: z.number().positive().default(0.1).describe("factor on the learning rate after the warm-up"),
  }),
  phases: ({ beta, warmup, rate }) => {
    const betaAt = (done: number) => beta * Math.min(1, done / FULL);
    const early = ({ progress }: Moment) => betaAt(progress * SIEVE);
    const late = ({ progress }: Moment) => betaAt(SIEVE + progress * (1 - SIEVE));
    const prior: Extra = { shape: (classes) => [classes], value: ({ memory }) => entry(memory, "prior") };
    const part = (at: (moment: Moment) => number) => ({
      rate: (moment: Moment) => rate / (1 + at(moment)),
      extras: { prior, beta: { shape: () => [], value: (moment: Moment) => [at(moment)] } },
    });
    const rest = 1 - warmup;
    return [
      crossEntropyPhase(warmup),
      phase({
        name: "regularised",
        share: rest * SIEVE,
        ...part(early),
        between: labelPrior,
        loss: regularised,
      }),
      phase({
        name: "sieve",
        share: rest * (1 - SIEVE),
        ...part(late),
        between: async (view) =>
          view.epoch === 0
            ? labelPrior(view)
            : { prior: keptPrior(await view.predict(), view.labels, view.classes) },
        loss: sieved,
      }),
    ];
  },
});
