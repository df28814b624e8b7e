import * as tf from "@tensorflow/tfjs";
import { z } from "zod";
import { add, at } from "#lib/array.ts";
import { boundedCrossEntropy, classLosses } from "#lib/methods/losses.ts";
import {
  method,
  phase,
  type LossInput,
  type Memory,
  type Moment,
  type EpochView,
} from "#lib/methods/method.ts";
import { labelFrequencies } from "#lib/methods/transition.ts";
import { topClass } from "#lib/stats/argmax.ts";
import { entry } from "#lib/tensor/executor.ts";

/** Inside the logarithm of the given label's loss, and of all classes' losses. */
const EPSILON = 1e-8;
const EPSILON_CLASSES = 1e-5;

/** −log p_ỹ − α·Σ_k ρ_k·λ_k: cross-entropy less the loss that predictions blind to the image would have. */
function peerRegularised({ logits, labels, extras }: LossInput): tf.Tensor1D[] {
  return logits.map((z) => {
    const expected = tf.sum(tf.mul(classLosses(z, EPSILON_CLASSES), extras.vector("prior")), -1);
    const weighted = tf.mul(expected, extras.scalar("alpha"));
    return tf.sub<tf.Tensor1D>(boundedCrossEntropy(z, labels, EPSILON), weighted);
  });
}

/**
 * Also subtracts the covariance, within each distilled class i, of "the noisy label is j" and "the
 * loss at j": Σ_i P_i/|B_i|·Σ_{n∈B_i} Σ_j (1[ỹ_n = j] − T_ij)·(λ_nj − μ_ij), spread over its examples.
 */
function covarianceCorrected(input: LossInput): tf.Tensor1D[] {
  const { labels, extras } = input;
  const distilled = extras.matrix("distilled"); // one-hot [B, K]
  const [batch] = distilled.shape;
  const perClass = tf.div(extras.vector("share"), tf.maximum(tf.sum(distilled, 0), 1));
  const weight = tf.sum(tf.mul(distilled, perClass), -1);
  const surprise = tf.sub(labels, tf.matMul(distilled, extras.matrix("transition")));
  const usual = tf.matMul(distilled, extras.matrix("means"));
  return peerRegularised(input).map((losses, net) => {
    const excess = tf.sub(classLosses(at(input.logits, net), EPSILON_CLASSES), usual);
    const covariance = tf.mul(tf.sum(tf.mul(surprise, excess), -1), weight);
    return tf.sub<tf.Tensor1D>(losses, tf.mul(covariance, batch)); // the loop takes the mean
  });
}

/**
 * Distilled labels, one-hot n × K: the noisy label where its loss lies more than `margin` below the mean over all
 * classes' losses, which only a network sure of it reaches; else the prediction.
 * Source: UCSC-REAL/CAL, models/peerreg_CAL.py, where the margin is 8.
 */
export function distil(
  probabilities: Float32Array,
  labels: Int32Array,
  classes: number,
  margin: number,
): Float32Array {
  const distilled = new Float32Array(labels.length * classes);
  labels.forEach((label, row) => {
    const own = probabilities.subarray(row * classes, (row + 1) * classes);
    const losses = Array.from(own, (p) => -Math.log(p + EPSILON));
    const mean = losses.reduce((sum, loss) => sum + loss, 0) / classes;
    const sure = at(losses, label) - mean < -margin;
    distilled[row * classes + (sure ? label : topClass(own, 0, classes))] = 1;
  });
  return distilled;
}

/**
 * For each distilled class i (row) the mean over its items of a value for each class j (column),
 * K × K; rows of classes without items are 0.
 */
export function meansByClass(
  distilled: Float32Array,
  values: (row: number, j: number) => number,
  classes: number,
): Float32Array {
  const means = new Float32Array(classes * classes);
  const counts = new Float32Array(classes);
  for (let row = 0; row < distilled.length / classes; row++) {
    const i = distilled.indexOf(1, row * classes) - row * classes;
    add(counts, i, 1);
    for (let j = 0; j < classes; j++) add(means, i * classes + j, values(row, j));
  }
  return means.map((sum, index) => sum / Math.max(1, at(counts, Math.floor(index / classes))));
}

/** Distils the labels before the second stage; updates the mean losses before each of its later epochs. */
async function secondStage(
  { epoch, classes, labels, memory, predict }: EpochView,
  margin: number,
): Promise<Memory> {
  const probabilities = await predict();
  if (epoch > 0) {
    const loss = (row: number, j: number) =>
      -Math.log(at(probabilities, row * classes + j) + EPSILON_CLASSES);
    return { ...memory, means: meansByClass(entry(memory, "distilled"), loss, classes) };
  }
  const distilled = distil(probabilities, labels, classes, margin);
  const share = new Float32Array(classes);
  distilled.forEach((one, index) => add(share, index % classes, one / labels.length));
  return {
    prior: labelFrequencies(labels, classes),
    distilled,
    share,
    transition: meansByClass(distilled, (row, j) => Number(labels[row] === j), classes),
    means: new Float32Array(classes * classes),
  };
}

const rootPrior = ({ memory, labels, classes }: EpochView): Memory => {
  if (memory.prior) return memory;
  const roots = labelFrequencies(labels, classes).map(Math.sqrt);
  const total = roots.reduce((sum, root) => sum + root, 0);
  return { prior: roots.map((root) => root / total) };
};

/**
 * CAL, covariance-assisted learning: a first stage distils probable labels; a second trains a new
 * network with a peer term and the covariance of label noise and loss, the part of
 * instance-dependent noise that peer losses miss. α rises during a third of what follows each stage's
 * warm-up; the learning rate is divided by 1 + α. The authors begin after 10 of 100 epochs; with few
 * epochs and a high learning rate a network has then learnt nothing yet that confidence could keep,
 * and both stages come to nothing. Mean losses come from a pass over the training set before
 * each epoch (the official code collects them while training).
 * Source: Zhu, Liu & Liu, CVPR 2021, eq. 9; UCSC-REAL/CAL.
 */
export const cal = method({
  id: "cal",
  name: "CAL",
  source: "Zhu, Liu & Liu 2021, “A second-order approach to learning with instance-dependent label noise”",
  hyper: z.object({
    alpha: z.number().gt(0).max(10).default(1).describe("final weight of the peer term, in both stages"),
    first: z.number().gt(0).lt(1).default(0.4).describe("share of the epochs for the first stage"),
    warmup: z.number().gt(0).lt(1).default(0.4).describe("share of each stage before the peer term begins"),
    rate: z.number().positive().default(1).describe("factor on the learning rate from then on"),
    margin: z
      .number()
      .min(0)
      .max(18)
      .default(8)
      .describe("how far below the average class's loss a label's must lie to count whatever is predicted"),
  }),
  phases: ({ alpha, first, warmup, rate, margin }) => {
    const alphaAt = ({ progress }: Moment) =>
      alpha * Math.min(1, Math.max(0, (progress - warmup) / ((1 - warmup) / 3)));
    const vector = (name: string) => ({
      shape: (k: number) => [k],
      value: ({ memory }: Moment) => entry(memory, name),
    });
    const square = (name: string) => ({ ...vector(name), shape: (k: number) => [k, k] });
    const extras = {
      prior: vector("prior"),
      alpha: { shape: () => [], value: (at: Moment) => [alphaAt(at)] },
    };
    const factor = (at: Moment) => (at.progress < warmup ? 1 : rate) / (1 + alphaAt(at));
    return [
      phase({
        name: "distil",
        share: first,
        rate: factor,
        extras,
        between: rootPrior,
        loss: peerRegularised,
      }),
      phase({
        name: "second order",
        share: 1 - first,
        rate: factor,
        restart: true,
        extras: {
          ...extras,
          share: vector("share"),
          transition: square("transition"),
          means: square("means"),
        },
        columns: { distilled: (classes) => [classes] },
        between: (view) => secondStage(view, margin),
        loss: covarianceCorrected,
      }),
    ];
  },
});
