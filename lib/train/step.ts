import * as tf from "@tensorflow/tfjs";
import { at } from "#lib/array.ts";
import type { Network } from "#lib/backbones/backbone.ts";
import type { LossInput, Phase } from "#lib/methods/method.ts";
import { entry, mapValues, type Named, type Program } from "#lib/tensor/executor.ts";
import { ofRank, ranked } from "#lib/tensor/rank.ts";
import { stopGradient } from "#lib/tensor/stop-gradient.ts";
import {
  averageName,
  emaName,
  momentumName,
  nameInNetwork,
  ofNetwork,
  weightName,
} from "#lib/train/state.ts";

/** The programs of a training: one step, lookahead, and the running average that predicts. Its state tensors are named in state.ts. */

export type StepShape = {
  network: Network;
  nets: number;
  batch: number;
  size: number;
  classes: number;
  /** numbers a pixel: 3, or all of an item's features; absent: 3 */
  channels?: number;
};

const range = (n: number): number[] => Array.from({ length: n }, (_, index) => index);

/** Weights of all networks that are trained at this share of the schedule. */
export function trainedNames({ network, nets }: StepShape, progress: number): string[] {
  const trained = Object.entries(network.parameters).filter(([, { until }]) => progress < until);
  return range(nets).flatMap((net) => trained.map(([name]) => weightName(net, name)));
}

function inputsOf({ batch, size, classes, channels = 3 }: StepShape, phase: Phase): Named<number[]> {
  const inputs: Named<number[]> = { images: [batch, size, size, channels], labels: [batch, classes] };
  if (phase.peer) {
    inputs["peer/images"] = [batch, size, size, channels];
    inputs["peer/labels"] = [batch, classes];
  }
  for (const [name, extra] of Object.entries(phase.extras)) inputs[`extra/${name}`] = extra.shape(classes);
  for (const [name, of] of Object.entries(phase.columns)) inputs[`extra/${name}`] = [batch, ...of(classes)];
  return inputs;
}

function lossInput(
  { network, nets }: StepShape,
  phase: Phase,
  inputs: Named<tf.Tensor>,
  state: Named<tf.Tensor>,
): { input: LossInput; statistics: Named<tf.Tensor> } {
  const { rank4, matrix } = ranked(inputs);
  const forward = (net: number, images: tf.Tensor4D) => network.forward(images, ofNetwork(state, net), true);
  const statistics: Named<tf.Tensor> = {};
  const logits = range(nets).map((net) => {
    const pass = forward(net, rank4("images"));
    for (const [name, next] of Object.entries(pass.statistics)) statistics[weightName(net, name)] = next;
    return pass.logits;
  });
  // the peer pass leaves the running statistics alone, or each step would count twice
  const peerLogits = () => range(nets).map((net) => forward(net, rank4("peer/images")).logits);
  const peer = phase.peer ? { logits: peerLogits(), labels: matrix("peer/labels") } : null;
  const names = [...Object.keys(phase.extras), ...Object.keys(phase.columns)];
  const extras = names.map((name) => [name, entry(inputs, `extra/${name}`)] as const);
  return {
    input: { logits, labels: matrix("labels"), peer, extras: ranked(Object.fromEntries(extras)) },
    statistics,
  };
}

/**
 * One step of SGD with Nesterov momentum and decoupled weight decay on the mean loss of the examples
 * that the phase selects:
 *   d = gradient + decay/rate·w,  m ← momentum·m + d,  w ← w − learningRate·rate·(d + momentum·m)
 * Outputs: loss (scalar) and the first network's logits [B, K].
 * Source: Sutskever et al. 2013 as in torch.optim.SGD; parameter groups as in airbench94.
 */
export function trainingStep(shape: StepShape, phase: Phase, trained: string[]): Program {
  const { network } = shape;
  return {
    inputs: { ...inputsOf(shape, phase), learningRate: [], momentum: [], decay: [] },
    compute(inputs, state) {
      // the gradient tape hands back only the loss, so the values beside it are kept here
      let logits: tf.Tensor[] = [];
      let statistics: Named<tf.Tensor> = {};
      const objective = (...weights: tf.Tensor[]) => {
        const current = Object.fromEntries(trained.map((name, i) => [name, at(weights, i)]));
        const pass = lossInput(shape, phase, inputs, { ...state, ...current });
        logits = [tf.keep(at(pass.input.logits, 0))];
        statistics = mapValues(pass.statistics, (next) => tf.keep(next));
        return ofRank(
          meanLosses(phase, pass.input).reduce((sum, mean) => tf.add(sum, mean)),
          0,
          "The loss",
        );
      };
      const { value, grads } = tf.valueAndGrads(objective)(trained.map((name) => entry(state, name)));

      const momentum = entry(inputs, "momentum");
      const next: Named<tf.Tensor> = { ...statistics };
      trained.forEach((name, i) => {
        const { rate, decay: share = 1 } = entry(network.parameters, nameInNetwork(name));
        const weight = entry(state, name);
        const decay = tf.mul(weight, tf.div(entry(inputs, "decay"), rate / share));
        const gradient = tf.add(at(grads, i), decay);
        const velocity = tf.add(tf.mul(entry(state, momentumName(name)), momentum), gradient);
        const update = tf.add(gradient, tf.mul(velocity, momentum));
        next[momentumName(name)] = velocity;
        next[name] = tf.sub(weight, tf.mul(update, tf.mul(entry(inputs, "learningRate"), rate)));
      });
      return { outputs: { loss: value, logits: at(logits, 0) }, state: next };
    },
  };
}

/**
 * The mean of each of the phase's losses over the examples that it selects for it, scalars.
 * The selection is constant: gradients flow through the losses alone.
 */
export function meanLosses({ loss, select }: Phase, input: LossInput): tf.Tensor[] {
  const losses = loss(input);
  if (!select) return losses.map((each) => tf.mean(each));
  const { logits, extras } = input;
  const weights = select({ losses: losses.map(stopGradient), logits: logits.map(stopGradient), extras });
  return losses.map((each, index) => weightedMean(each, at(weights, index)));
}

const weightedMean = (losses: tf.Tensor1D, weights: tf.Tensor1D): tf.Tensor =>
  tf.div(tf.sum(tf.mul(losses, weights)), tf.maximum(tf.sum(weights), 1e-6));

/** average ← keep·average + (1 − keep)·w;  w ← average. Over parameters and running statistics alike. */
export function lookaheadStep(names: string[]): Program {
  return {
    inputs: { keep: [] },
    compute(inputs, state) {
      const keep = entry(inputs, "keep");
      const next: Named<tf.Tensor> = {};
      for (const name of names) {
        const old = tf.mul(entry(state, averageName(name)), keep);
        const blended = tf.add(old, tf.mul(entry(state, name), tf.sub(1, keep)));
        next[averageName(name)] = blended;
        next[name] = tf.add(blended, 0);
      }
      return { outputs: {}, state: next };
    },
  };
}

/** ema ← keep·ema + (1 − keep)·w, over parameters and running statistics alike; the weights stay as they are. */
export function emaStep(names: string[]): Program {
  return {
    inputs: { keep: [] },
    compute(inputs, state) {
      const keep = entry(inputs, "keep");
      const blended = (name: string) =>
        tf.add(tf.mul(entry(state, emaName(name)), keep), tf.mul(entry(state, name), tf.sub(1, keep)));
      return { outputs: {}, state: Object.fromEntries(names.map((name) => [emaName(name), blended(name)])) };
    },
  };
}
