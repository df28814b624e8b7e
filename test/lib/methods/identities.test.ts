import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { expect, it } from "vitest";
import { boundedCrossEntropy } from "#lib/methods/losses.ts";
import { backward } from "#lib/methods/backward.ts";
import { cal } from "#lib/methods/cal.ts";
import { ce } from "#lib/methods/ce.ts";
import { cores } from "#lib/methods/cores.ts";
import { exchangeDisagreed } from "#lib/methods/co-teaching-plus.ts";
import { forward } from "#lib/methods/forward.ts";
import { gce } from "#lib/methods/gce.ts";
import { jocor } from "#lib/methods/jocor.ts";
import { smoothedCrossEntropy } from "#lib/methods/label-smoothing.ts";
import type { LossInput } from "#lib/methods/method.ts";
import { peer } from "#lib/methods/peer.ts";
import { exchange } from "#lib/methods/small-loss.ts";
import type { Named, Program } from "#lib/tensor/executor.ts";
import { ranked } from "#lib/tensor/rank.ts";
import { eager, expectClose, once, traced } from "#test/lib/tensor/compare.ts";

/** Every method is cross-entropy where its idea is switched off: loss and gradient, on both executors. */

const [B, K] = [5, 3];
const [plain] = ce.plan({});
const identity = Float32Array.from({ length: K * K }, (_, i) => Number(i % (K + 1) === 0));

type Losses = (input: LossInput) => tf.Tensor1D[];
type Off = {
  off: Losses;
  like?: Losses;
  nets?: number;
  extras?: Named<[number[], Float32Array]>;
  atol?: number;
};

const prior = new Float32Array(K).fill(1 / K);
const scalar = (value: number): [number[], Float32Array] => [[], Float32Array.of(value)];
const square = (values: Float32Array): [number[], Float32Array] => [[K, K], values];

const switchedOff: Record<string, Off> = {
  "FW with T = I": {
    off: forward.plan({})[1]!.loss,
    extras: { transition: square(identity) },
    atol: 1e-3, // 1e-7 stands inside its logarithm
  },
  "BW with T = I": { off: backward.plan({ clip: 0 })[1]!.loss, extras: { inverse: square(identity) } },
  "label smoothing at r = 0": {
    off: ({ logits, labels }) => logits.map((z) => smoothedCrossEntropy(z, labels, 0)),
  },
  "GCE as q → 0": { off: gce.plan({ q: 1e-3 })[0]!.loss, atol: 5e-2 },
  "PeerLoss at α = 0": {
    off: peer.plan({})[1]!.loss,
    extras: { alpha: scalar(0) },
    like: ({ logits, labels }) => logits.map((z) => boundedCrossEntropy(z, labels, 1e-5)),
  },
  "CORES at β = 0 without the sieve": {
    off: cores.plan({})[1]!.loss,
    extras: { beta: scalar(0), prior: [[K], prior] },
  },
  "JoCoR at λ = 0": {
    off: jocor.plan({ lambda: 0 })[0]!.loss,
    nets: 2,
    like: (input) => {
      const [first, second] = plain!.loss(input);
      return [tf.add(first!, second!)];
    },
  },
};

const logitsOf = (nets: number) =>
  fc
    .array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: nets * B * K, maxLength: nets * B * K })
    .map((values) => Float32Array.from(values));
const labelsOf = fc.array(fc.nat(K - 1), { minLength: B, maxLength: B });
const oneHot = (labels: number[]) =>
  Float32Array.from(labels.flatMap((y) => Array.from({ length: K }, (_, k) => Number(k === y))));

/** Per-example losses and the slope of their sum; the peer's batch is the batch itself. */
function measured(losses: Losses, nets: number, extras: Named<[number[], Float32Array]>): Program {
  return {
    inputs: {
      logits: [nets * B, K],
      labels: [B, K],
      ...Object.fromEntries(Object.entries(extras).map(([name, [shape]]) => [name, shape])),
    },
    compute(tensors) {
      const apply = (all: tf.Tensor) => {
        const logits = Array.from({ length: nets }, (_, net) =>
          tf.slice(all as tf.Tensor2D, [net * B, 0], [B, K]),
        );
        const labels = tensors.labels as tf.Tensor2D;
        return tf.concat(losses({ logits, labels, peer: { logits, labels }, extras: ranked(tensors) }));
      };
      const slope = tf.grad((all) => tf.sum(apply(all)))(tensors.logits!);
      return { outputs: { losses: apply(tensors.logits!), slope } };
    },
  };
}

it.each(Object.entries(switchedOff))(
  "%s is cross-entropy",
  async (_, { off, like, nets = 1, extras = {}, atol }) => {
    for (const executor of [eager, traced()]) {
      const check = async (logits: Float32Array, labels: number[]) => {
        const fed = { logits, labels: oneHot(labels) };
        const given = Object.fromEntries(Object.entries(extras).map(([name, [, values]]) => [name, values]));
        const { outputs } = await once(executor, measured(off, nets, extras), { ...fed, ...given });
        const wanted = await once(executor, measured(like ?? plain!.loss, nets, {}), fed);
        expectClose(outputs.losses!, wanted.outputs.losses!, atol);
        expectClose(outputs.slope!, wanted.outputs.slope!, atol);
      };
      await fc.assert(fc.asyncProperty(logitsOf(nets), labelsOf, check), { numRuns: 8 });
    }
  },
);

it("CAL without peer term is −log p where T is what the distilled labels say of the batch", async () => {
  // every distilled class stands for one noisy label, so the surprise is nothing
  const program = (losses: Losses) =>
    measured(losses, 1, {
      alpha: scalar(0),
      prior: [[K], prior],
      share: [[K], prior],
      transition: square(identity),
      means: square(identity),
      distilled: [[B, K], new Float32Array(B * K)],
    });
  const check = async (logits: Float32Array, labels: number[]) => {
    const given = {
      alpha: Float32Array.of(0),
      prior,
      share: prior,
      transition: identity,
      means: identity,
      logits,
      labels: oneHot(labels),
      distilled: oneHot(labels),
    };
    const bounded: Losses = (input) => input.logits.map((z) => boundedCrossEntropy(z, input.labels, 1e-8));
    const { outputs } = await once(eager, program(cal.plan({})[1]!.loss), given);
    const wanted = await once(eager, program(bounded), given);
    expectClose(outputs.losses!, wanted.outputs.losses!);
    expectClose(outputs.slope!, wanted.outputs.slope!);
  };
  await fc.assert(fc.asyncProperty(logitsOf(1), labelsOf, check), { numRuns: 20 });
});

it("identical networks choose the same examples, by Co-teaching and by Co-teaching+", async () => {
  const losses = fc.array(fc.float({ min: 0, max: 9, noNaN: true }), { minLength: B, maxLength: B });
  const chosen = (forget: number): Program => ({
    inputs: { losses: [B], logits: [B, K] },
    compute(tensors) {
      const both = [tensors.losses, tensors.losses] as tf.Tensor1D[];
      const logits = [tensors.logits, tensors.logits] as tf.Tensor2D[];
      const [first, second] = exchange(both, tf.scalar(forget));
      const [agreed, alike] = exchangeDisagreed({ losses: both, logits }, forget);
      return { outputs: { first: first!, second: second!, agreed: agreed!, alike: alike! } };
    },
  });
  const check = async (values: number[], forget: number) => {
    const fed = { losses: Float32Array.from(values), logits: oneHot([0, 1, 2, 0, 1]) };
    for (const executor of [eager, traced()]) {
      const { outputs } = await once(executor, chosen(forget), fed);
      expect(outputs.first).toEqual(outputs.second);
      // they agree about everything: both learn from all
      const all = new Float32Array(B).fill(1);
      expect([outputs.agreed, outputs.alike]).toEqual([all, all]);
    }
  };
  const forgets = fc.double({ min: 0, max: 0.9, noNaN: true });
  await fc.assert(fc.asyncProperty(losses, forgets, check), { numRuns: 20 });
});
