import * as tf from "@tensorflow/tfjs";
import type { Network } from "#lib/backbones/backbone.ts";
import type { LossInput, Phase } from "#lib/methods/method.ts";
import type { Named, Program } from "#lib/tensor/executor.ts";
import { stopGradient } from "#lib/tensor/stop-gradient.ts";

/**
 * The programs of a training: one step, and lookahead.
 * State tensors are named "<net>/<parameter>", with "momentum/…" and "average/…" beside them.
 */

export type StepShape = { network: Network; nets: number; batch: number; size: number; classes: number };

/** State names of one network without their number. */
function ofNet(state: Named<tf.Tensor>, net: number): Named<tf.Tensor> {
  const prefix = `${net}/`;
  const own = Object.entries(state).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(own.map(([name, tensor]) => [name.slice(prefix.length), tensor]));
}

const range = (n: number): number[] => Array.from({ length: n }, (_, index) => index);

/** Parameters trained at this share of the training, for all networks. */
export function trainedNames({ network, nets }: StepShape, progress: number): string[] {
  const trained = Object.entries(network.parameters).filter(([, { until }]) => progress < until);
  return range(nets).flatMap((net) => trained.map(([name]) => `${net}/${name}`));
}

function inputsOf({ batch, size, classes }: StepShape, phase: Phase): Named<number[]> {
  const images = [batch, size, size, 3];
  const extras = Object.entries(phase.extras).map(([name, extra]) => [`extra/${name}`, extra.shape(classes)]);
  const columns = Object.entries(phase.columns).map(([name, of]) => [
    `extra/${name}`,
    [batch, ...of(classes)],
  ]);
  return {
    images,
    labels: [batch, classes],
    ...(phase.peer ? { "peer/images": images, "peer/labels": [batch, classes] } : {}),
    ...(Object.fromEntries([...extras, ...columns]) as Named<number[]>),
  };
}

function lossInput(
  { network, nets }: StepShape,
  phase: Phase,
  inputs: Named<tf.Tensor>,
  state: Named<tf.Tensor>,
): { input: LossInput; statistics: Named<tf.Tensor> } {
  const statistics: Named<tf.Tensor> = {};
  const logits = range(nets).map((net) => {
    const pass = network.forward(inputs.images as tf.Tensor4D, ofNet(state, net), true);
    for (const [name, next] of Object.entries(pass.statistics)) statistics[`${net}/${name}`] = next;
    return pass.logits;
  });
  // the peer pass leaves the running statistics alone, or each step would count twice
  const peerLogits = () =>
    range(nets).map(
      (net) => network.forward(inputs["peer/images"] as tf.Tensor4D, ofNet(state, net), true).logits,
    );
  const peer = phase.peer ? { logits: peerLogits(), labels: inputs["peer/labels"] as tf.Tensor2D } : null;
  const names = [...Object.keys(phase.extras), ...Object.keys(phase.columns)];
  const extras = Object.fromEntries(names.map((name) => [name, inputs[`extra/${name}`]!]));
  return { input: { logits, labels: inputs.labels as tf.Tensor2D, peer, extras }, statistics };
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
      // values beside the loss: the tape hands back only the loss, so they are kept aside
      let logits: tf.Tensor | undefined;
      let statistics: Named<tf.Tensor> = {};
      const objective = (...weights: tf.Tensor[]) => {
        const current = { ...state, ...Object.fromEntries(trained.map((name, i) => [name, weights[i]!])) };
        const pass = lossInput(shape, phase, inputs, current);
        logits = tf.keep(pass.input.logits[0]!);
        statistics = pass.statistics;
        for (const next of Object.values(statistics)) tf.keep(next);
        return meanLosses(phase, pass.input).reduce((sum, mean) => tf.add(sum, mean)) as tf.Scalar;
      };
      const { value, grads } = tf.valueAndGrads(objective)(trained.map((name) => state[name]!));

      const next: Named<tf.Tensor> = { ...statistics };
      trained.forEach((name, i) => {
        const rate = network.parameters[name.slice(name.indexOf("/") + 1)]!.rate;
        const weight = state[name]!;
        const slope = tf.add(grads[i]!, tf.mul(weight, tf.div(inputs.decay!, rate)));
        const velocity = tf.add(tf.mul(state[`momentum/${name}`]!, inputs.momentum!), slope);
        const move = tf.add(slope, tf.mul(velocity, inputs.momentum!));
        next[`momentum/${name}`] = velocity;
        next[name] = tf.sub(weight, tf.mul(move, tf.mul(inputs.learningRate!, rate)));
      });
      return { outputs: { loss: value, logits: logits! }, state: next };
    },
  };
}

/**
 * The mean of each of the phase's losses over the examples that it selects for it, scalars.
 * The selection is constant: slopes flow through the losses alone.
 */
export function meanLosses({ loss, select }: Phase, input: LossInput): tf.Tensor[] {
  const losses = loss(input);
  if (!select) return losses.map((each) => tf.mean(each));
  const { logits, extras } = input;
  const weights = select({ losses: losses.map(stopGradient), logits: logits.map(stopGradient), extras });
  return losses.map((each, index) => weightedMean(each, weights[index]!));
}

const weightedMean = (losses: tf.Tensor1D, weights: tf.Tensor1D): tf.Tensor =>
  tf.div(tf.sum(tf.mul(losses, weights)), tf.maximum(tf.sum(weights), 1e-6));

/** average ← keep·average + (1 − keep)·w;  w ← average. Over weights and running statistics alike. */
export function lookaheadStep(names: string[]): Program {
  return {
    inputs: { keep: [] },
    compute({ keep }, state) {
      const next: Named<tf.Tensor> = {};
      for (const name of names) {
        const average = state[`average/${name}`]!;
        const blended = tf.add(tf.mul(average, keep!), tf.mul(state[name]!, tf.sub(1, keep!)));
        next[`average/${name}`] = blended;
        next[name] = tf.add(blended, 0);
      }
      return { outputs: {}, state: next };
    },
  };
}
