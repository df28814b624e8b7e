import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { backward } from "#lib/methods/backward.ts";
import { cal, distil, meansByClass } from "#lib/methods/cal.ts";
import { ce } from "#lib/methods/ce.ts";
import { fDiv } from "#lib/methods/f-div.ts";
import { forward } from "#lib/methods/forward.ts";
import { elr, renew } from "#lib/methods/elr.ts";
import { gce, plausible } from "#lib/methods/gce.ts";
import { jocor } from "#lib/methods/jocor.ts";
import { boundedCrossEntropy } from "#lib/methods/losses.ts";
import { phase, type Phase } from "#lib/methods/method.ts";
import { nls } from "#lib/methods/nls.ts";
import { peer } from "#lib/methods/peer.ts";
import { pls } from "#lib/methods/pls.ts";
import { coTeaching } from "#lib/methods/co-teaching.ts";
import { coTeachingPlus, exchangeDisagreed } from "#lib/methods/co-teaching-plus.ts";
import { confidentLearning } from "#lib/methods/confident-learning.ts";
import { cores, keptPrior } from "#lib/methods/cores.ts";
import { exchange, smallest } from "#lib/methods/small-loss.ts";
import { inverse } from "#lib/methods/transition.ts";
import { softmaxRows } from "#lib/stats/softmax.ts";
import type { Named, Program } from "#lib/tensor/executor.ts";
import { ranked } from "#lib/tensor/rank.ts";
import { meanLosses } from "#lib/train/step.ts";
import { eager, expectClose, once, traced } from "#test/lib/tensor/compare.ts";

/** Losses and gradients computed in float64 elsewhere (test/vectors), on both executors. */

const read = (file: string): unknown =>
  JSON.parse(readFileSync(`${import.meta.dirname}/../../vectors/${file}`, "utf8"));

const matrix = z.array(z.array(z.number()));
const lossFile = z.object({
  cases: z.array(
    z.object({
      id: z.string(),
      method: z.string(),
      inputs: z.object({
        labels: z.array(z.number()),
        ...z.object({ logits: matrix, logits1: matrix, logits2: matrix, peer_logits: matrix }).partial()
          .shape,
        ...z.object({ weights: z.array(z.number()), prev_target: matrix }).partial().shape,
        ...z.object({ peer_labels: z.array(z.number()), distilled_labels: z.array(z.number()) }).partial()
          .shape,
      }),
      hyper: z
        .object({ eps: z.number(), r: z.number(), q: z.number(), T: matrix, Tinv: matrix, clip: z.number() })
        .extend({ alpha: z.number(), divergence: z.string(), co_lambda: z.number(), forget_rate: z.number() })
        .extend({ beta: z.number(), prior: z.array(z.number()), sieve: z.boolean() })
        .extend({ prior_sqrt: z.array(z.number()), That: matrix, loss_mean: matrix })
        .extend({ P_distilled: z.array(z.number()), k: z.number(), lam: z.number() })
        .extend({ divide_by_num_remember_again: z.boolean(), double_softmax: z.boolean() })
        .partial(),
      expected: z.object({
        loss: z.number(),
        ...z.object({ grad_logits: matrix, grad_logits1: matrix, grad_logits2: matrix }).partial().shape,
        grad_peer_logits: matrix.optional(),
        per_example: z.array(z.number()).optional(),
        kept: z.array(z.number()).optional(),
        ...z.object({ new_target: matrix, next_weights: z.array(z.number()) }).partial().shape,
        net1_trains_on: z.array(z.number()).optional(),
      }),
    }),
  ),
});
type Case = z.infer<typeof lossFile>["cases"][number];
const { cases } = lossFile.parse(read("loss_vectors.json"));

/** Which phase of which method each kind of vector is about. */
const phases: Record<string, (hyper: Case["hyper"]) => Phase> = {
  ce: () => ce.plan({})[0]!,
  ce_eps: ({ eps }) =>
    phase({ loss: ({ logits, labels }) => logits.map((each) => boundedCrossEntropy(each, labels, eps!)) }),
  pls: ({ r }) => pls.plan({ r })[0]!,
  nls: ({ r }) => nls.plan({ r })[1]!,
  gce: ({ q }) => gce.plan({ q })[0]!,
  gce_truncated: ({ q, k }) => gce.plan({ q, k, truncated: true })[1]!,
  elr: ({ lam: lambda, beta }) => elr.plan({ first: 0, lambda, beta })[0]!,
  forward: () => forward.plan({})[1]!,
  backward: () => backward.plan({ clip: 0 })[1]!,
  backward_clipped: ({ clip }) => backward.plan({ clip })[1]!,
  peer: ({ alpha }) => peer.plan({ alpha })[1]!,
  fdiv: ({ divergence }) => fDiv.plan({ divergence })[1]!,
  cores: ({ sieve }) => cores.plan({})[sieve ? 2 : 1]!,
  cal_stage1: () => cal.plan({})[0]!,
  cal: () => cal.plan({})[1]!,
  jocor: ({ co_lambda: lambda, forget_rate: forget }) => jocor.plan({ lambda, forget, ramp: 1 })[0]!,
};

const oneHot = (labels: number[], k: number) =>
  Float32Array.from({ length: labels.length * k }, (_, i) => Number(labels[Math.floor(i / k)] === i % k));
const flat = (values: number[][]) => Float32Array.from(values.flat());

describe.each(Object.keys(phases))("%s", (id) => {
  const own = cases.filter(({ method }) => method === id);
  it.each(own.map((vector) => [vector.id, vector] as const))("%s", async (_, { inputs, hyper, expected }) => {
    const { loss, select } = phases[id]!(hyper);
    const logits = inputs.logits ? [inputs.logits] : [inputs.logits1!, inputs.logits2!];
    const [b, k] = [logits[0]!.length, logits[0]![0]!.length];
    const peers = inputs.peer_logits?.length ?? 0;
    // one input for all logits: the networks' rows, then the peers'
    const rows = [...logits.flat(), ...(inputs.peer_logits ?? [])];
    const extras: Named<number[]> = {
      ...(hyper.T ? { transition: [k, k], inverse: [k, k] } : {}),
      ...(hyper.alpha === undefined ? {} : { alpha: [] }),
      ...(hyper.prior || hyper.prior_sqrt ? { prior: [k] } : {}),
      ...(hyper.beta === undefined ? {} : { beta: [] }),
      ...(hyper.forget_rate === undefined ? {} : { forget: [] }),
      ...(inputs.weights ? { kept: [b] } : {}),
      ...(inputs.prev_target ? { targets: [b, k] } : {}),
      ...(hyper.That ? { transition: [k, k], means: [k, k], share: [k], distilled: [b, k] } : {}),
    };
    // the selection that the vector names; all examples where it names none
    const weights = Float32Array.from({ length: b }, (_, i) => Number(expected.kept?.includes(i) ?? true));
    const fed: Named<Float32Array> = {
      rows: flat(rows),
      labels: oneHot(inputs.labels, k),
      weights,
      ...(peers > 0 ? { peerLabels: oneHot(inputs.peer_labels!, k) } : {}),
      ...(hyper.T
        ? { transition: flat(hyper.T), inverse: Float32Array.from(inverse(hyper.T.flat(), k)) }
        : {}),
      ...(hyper.alpha === undefined ? {} : { alpha: Float32Array.of(hyper.alpha) }),
      prior: Float32Array.from(hyper.prior ?? hyper.prior_sqrt ?? []),
      ...(hyper.beta === undefined ? {} : { beta: Float32Array.of(hyper.beta) }),
      ...(hyper.forget_rate === undefined ? {} : { forget: Float32Array.of(hyper.forget_rate) }),
      ...(inputs.weights ? { kept: Float32Array.from(inputs.weights) } : {}),
      ...(inputs.prev_target ? { targets: flat(inputs.prev_target) } : {}),
      ...(hyper.That
        ? {
            transition: flat(hyper.That),
            means: flat(hyper.loss_mean!),
            share: Float32Array.from(hyper.P_distilled!),
            distilled: oneHot(inputs.distilled_labels!, k),
          }
        : {}),
    };
    const program: Program = {
      inputs: {
        rows: [rows.length, k],
        labels: [b, k],
        weights: [b],
        ...extras,
        ...(peers > 0 ? { peerLabels: [peers, k] } : {}),
      },
      compute(tensors) {
        const losses = (all: tf.Tensor): tf.Tensor1D => {
          const part = (from: number, count: number) => tf.slice(all as tf.Tensor2D, [from, 0], [count, k]);
          const nets = logits.map((_, net) => part(net * b, b));
          const other =
            peers > 0 ? { logits: [part(b, peers)], labels: tensors.peerLabels as tf.Tensor2D } : null;
          return loss({
            logits: nets,
            labels: tensors.labels as tf.Tensor2D,
            peer: other,
            extras: ranked(tensors),
          })[0]!;
        };
        const selected = (each: tf.Tensor1D): Named<tf.Tensor> =>
          select ? { selected: select({ losses: [each], logits: [], extras: ranked(tensors) })[0]! } : {};
        const mean = (all: tf.Tensor) =>
          tf.div<tf.Scalar>(tf.sum(tf.mul(losses(all), tensors.weights!)), tf.sum(tensors.weights!));
        const { value, grad } = tf.valueAndGrad(mean)(tensors.rows!);
        const each = losses(tensors.rows!);
        return { outputs: { losses: each, loss: value, slope: grad, ...selected(each) } };
      },
    };
    const { grad_logits, grad_logits1 = [], grad_logits2 = [], grad_peer_logits = [] } = expected;
    const slope = [...(grad_logits ?? [...grad_logits1, ...grad_logits2]), ...grad_peer_logits];
    for (const executor of [eager, traced()]) {
      const { outputs } = await once(executor, program, fed);
      // the vectors give CORES' losses before the sieve
      if (expected.per_example && !hyper.sieve) expectClose(outputs.losses!, expected.per_example);
      expectClose(outputs.loss!, [expected.loss]);
      expectClose(outputs.slope!, slope.flat());
      if (expected.kept) expect(outputs.selected).toEqual(weights);
    }
  });
});

/** Methods of two networks: the loss is each network's mean over what the other one chose for it. */
const exchanging: Record<string, (forget: number) => Phase> = {
  coteaching: (forget) => coTeaching.plan({ forget, ramp: 1 })[0]!,
  coteaching_plus: (forget) => coTeachingPlus.plan({ forget })[1]!,
};

it("every vector has its test here, but those of learning to defer, which is not among the methods", () => {
  const tested = [...Object.keys(phases), ...Object.keys(exchanging), "learning_to_defer_ce"];
  expect(new Set(cases.map(({ method }) => method))).toEqual(new Set(tested));
});

describe("losses of two networks that select for one another", () => {
  const own = cases.filter(({ method }) => method in exchanging);
  it.each(own.map((vector) => [vector.id, vector] as const))("%s", async (_, vector) => {
    const { inputs, hyper, expected } = vector;
    const training = exchanging[vector.method]!(hyper.forget_rate!);
    const [b, k] = [inputs.logits1!.length, inputs.logits1![0]!.length];
    // what the official codes do and the methods here do not: divide by the number kept twice, take a softmax of a softmax
    const divisor = hyper.divide_by_num_remember_again ? expected.net1_trains_on!.length : 1;
    const given = (z: tf.Tensor2D) => (hyper.double_softmax ? tf.softmax(z) : z);
    const program: Program = {
      inputs: { rows: [2 * b, k], labels: [b, k], forget: [] },
      compute(tensors) {
        const objective = (all: tf.Tensor) => {
          const logits = [0, b].map((from) => given(tf.slice(all as tf.Tensor2D, [from, 0], [b, k])));
          const labels = tensors.labels as tf.Tensor2D;
          const [first, second] = meanLosses(training, {
            logits,
            labels,
            peer: null,
            extras: ranked(tensors),
          });
          return tf.div<tf.Scalar>(tf.add(first!, second!), divisor);
        };
        const { value, grad } = tf.valueAndGrad(objective)(tensors.rows!);
        return { outputs: { loss: value, slope: grad } };
      },
    };
    const fed = {
      rows: flat([...inputs.logits1!, ...inputs.logits2!]),
      labels: oneHot(inputs.labels, k),
      forget: Float32Array.of(hyper.forget_rate!),
    };
    for (const executor of [eager, traced()]) {
      const { outputs } = await once(executor, program, fed);
      expectClose(outputs.loss!, [expected.loss]);
      expectClose(outputs.slope!, [...expected.grad_logits1!, ...expected.grad_logits2!].flat());
    }
  });
});

describe("what methods remember of each example", () => {
  it("ELR renews its targets as in the vectors, each example's own", () => {
    for (const { inputs, hyper, expected } of cases.filter(({ method }) => method === "elr")) {
      const classes = inputs.logits![0]!.length;
      const b = inputs.labels.length;
      // the batch is the list backwards, behind a stranger
      const memory = { targets: flat([inputs.prev_target![0]!, ...[...inputs.prev_target!].reverse()]) };
      const positions = Int32Array.from({ length: b }, (_, i) => b - i);
      renew({ logits: flat(inputs.logits!), positions, classes, memory }, hyper.beta!);
      expectClose(memory.targets, [inputs.prev_target![0]!, ...[...expected.new_target!].reverse()].flat());
    }
  });

  it("truncated GCE keeps what is plausible, and everything when nothing is", async () => {
    for (const { inputs, hyper, expected } of cases.filter(({ method }) => method === "gce_truncated")) {
      const classes = inputs.logits![0]!.length;
      const view = {
        classes,
        labels: Int32Array.from(inputs.labels),
        epoch: 0,
        progress: 0,
        memory: {},
        predict: () => Promise.resolve(softmaxRows(flat(inputs.logits!), classes)),
      };
      const wanted = expected.next_weights!;
      const { kept } = await plausible(view, hyper.k!);
      expect(Array.from(kept!)).toEqual(wanted.includes(1) ? wanted : wanted.map(() => 1));
    }
  });
});

describe("inverse", () => {
  it("times the matrix is the identity, as in the vectors", () => {
    for (const { hyper } of cases.filter(({ hyper: h }) => h.Tinv)) {
      expectClose(inverse(hyper.T!.flat(), hyper.T!.length), hyper.Tinv!.flat(), 1e-8, 1e-7);
    }
  });

  it("refuses a singular matrix", () => {
    expect(() => inverse([1, 2, 2, 4], 2)).toThrow("cannot be inverted");
  });
});

const selectionFile = z.object({
  selection: z.array(
    z.object({
      id: z.string(),
      method: z.string(),
      inputs: z
        .object({ loss1: z.array(z.number()), loss2: z.array(z.number()), forget_rate: z.number() })
        .extend({ pred1: z.array(z.number()), pred2: z.array(z.number()) })
        .partial(),
      expected: z
        .object({
          num_remember: z.number(),
          small_loss_net1: z.array(z.number()),
          net1_trains_on: z.array(z.number()),
          net2_trains_on: z.array(z.number()),
        })
        .partial(),
    }),
  ),
});

/** What a selection gives for two networks' losses and logits, as positions, on both executors alike. */
async function selected(
  losses: number[][],
  logits: number[][][],
  select: (losses: tf.Tensor1D[], logits: tf.Tensor2D[]) => tf.Tensor1D[],
): Promise<number[][]> {
  const named = (name: string, each: number[][]) =>
    Object.fromEntries(each.map((values, net) => [`${name}${net}`, Float32Array.from(values)]));
  const program: Program = {
    inputs: {
      ...Object.fromEntries(losses.map((values, net) => [`losses${net}`, [values.length]])),
      ...Object.fromEntries(logits.map((rows, net) => [`logits${net}`, [rows.length, rows[0]!.length]])),
    },
    compute(tensors) {
      const each = <T extends tf.Tensor>(name: string, of: unknown[]) =>
        of.map((_, net) => tensors[`${name}${net}`] as T);
      const chosen = select(each<tf.Tensor1D>("losses", losses), each<tf.Tensor2D>("logits", logits));
      return { outputs: Object.fromEntries(chosen.map((weights, net) => [net, weights])) };
    },
  };
  const fed = {
    ...named("losses", losses),
    ...named(
      "logits",
      logits.map((rows) => rows.flat()),
    ),
  };
  const [wanted, recorded] = await Promise.all(
    [eager, traced()].map(async (executor) => (await once(executor, program, fed)).outputs),
  );
  expect(recorded).toEqual(wanted);
  return Object.values(wanted!).map((weights) => {
    expect(weights.every((weight) => weight === 0 || weight === 1)).toBe(true);
    return Array.from(weights.keys()).filter((i) => weights[i] === 1);
  });
}

describe("co-teaching selection", () => {
  const { selection } = selectionFile.parse(read("selection_vectors.json"));
  const own = selection.filter(
    ({ method, expected }) => method === "coteaching" && expected.num_remember! > 0,
  );
  it.each(own.map((vector) => [vector.id, vector] as const))("%s", async (_, { inputs, expected }) => {
    const forget = inputs.forget_rate!;
    const [first, second, smallLoss] = await selected([inputs.loss1!, inputs.loss2!], [], (losses) => [
      ...exchange(losses, tf.scalar(forget)),
      smallest(losses[0]!, tf.scalar(forget)),
    ]);
    expect(first).toEqual(expected.net1_trains_on);
    expect(second).toEqual(expected.net2_trains_on);
    expect(smallLoss).toEqual(expected.small_loss_net1);
  });

  it("never leaves nothing: (1 − 0.95)·10 is less than one", async () => {
    const losses = Array.from({ length: 10 }, (_, i) => i);
    const [kept] = await selected([losses], [], ([own]) => [smallest(own!, tf.scalar(0.95))]);
    expect(kept).toEqual([0]);
  });

  it("takes ⌊(1 − forget)·B⌋ examples whose losses are smallest, the earlier of equal ones", async () => {
    const losses = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 40 });
    const check = async (values: number[], hundredths: number) => {
      // in whole numbers, which no rounding touches
      const n = Math.max(1, Math.floor(((100 - hundredths) * values.length) / 100));
      const order = Array.from(values.keys()).sort((a, b) => values[a]! - values[b]! || a - b);
      const [kept] = await selected([values], [], ([own]) => [smallest(own!, tf.scalar(hundredths / 100))]);
      expect(kept).toEqual(order.slice(0, n).sort((a, b) => a - b));
    };
    await fc.assert(fc.asyncProperty(losses, fc.integer({ min: 0, max: 99 }), check), { numRuns: 40 });
  });
});

describe("co-teaching+ selection", () => {
  const { selection } = selectionFile.parse(read("selection_vectors.json"));
  const own = selection.filter(({ method }) => method === "coteaching_plus");
  it.each(own.map((vector) => [vector.id, vector] as const))("%s", async (_, { inputs, expected }) => {
    const logits = [inputs.pred1!, inputs.pred2!].map((answers) =>
      answers.map((answer) => [0, 1, 2].map((k) => Number(k === answer))),
    );
    const all = inputs.loss1!.map((_value, i) => i);
    const [first, second] = await selected([inputs.loss1!, inputs.loss2!], logits, (losses, z) =>
      exchangeDisagreed({ losses, logits: z }, inputs.forget_rate!),
    );
    expect(first).toEqual(expected.net1_trains_on ?? all);
    expect(second).toEqual(expected.net2_trains_on ?? all);
  });
});

describe("confident learning's second network", () => {
  it("learns from the mean over the labels that stay (numpy)", () => {
    const logits = tf.tensor2d([2, 1, 0.1, 0.5, 2.5, -1, 0, 0, 1], [3, 3]);
    const labels = tf.tensor2d([1, 0, 0, 0, 0, 1, 0, 0, 1], [3, 3]);
    const cleaned = confidentLearning.plan({})[1]!;
    const [loss] = meanLosses(cleaned, {
      logits: [logits],
      labels,
      peer: null,
      extras: ranked({ kept: tf.tensor1d([1, 0, 1]) }),
    });
    // −log p is 0.417030, 3.653178 and 0.551445: the second label is left out
    expect(loss!.dataSync()[0]).toBeCloseTo(0.4842375, 5);
  });
});

describe("CORES prior", () => {
  it("counts the labels that are more probable than an average class", () => {
    const probabilities = Float32Array.of(0.8, 0.1, 0.1, 0.1, 0.8, 0.1, 0.1, 0.1, 0.8, 0.9, 0.05, 0.05);
    expect(Array.from(keptPrior(probabilities, Int32Array.of(0, 1, 0, 0), 3))).toEqual([
      expect.closeTo(2 / 3),
      expect.closeTo(1 / 3),
      0,
    ]);
    const none = keptPrior(Float32Array.of(0.9, 0.1), Int32Array.of(1), 2);
    expect(Array.from(none)).toEqual([0.5, 0.5]);
  });
});

describe("CAL bookkeeping", () => {
  it("distils the label where it is 8 below the mean loss, else the prediction (numpy)", () => {
    // s = −log(p_ỹ + 1e-8) − mean_k(−log(p_k + 1e-8)) is −8.29, −1.77, −1.73, −12.26 and −6.79
    const rest = (p: number, n: number) => new Array<number>(n).fill(p);
    const rows = [
      [0.9991, ...rest(1e-4, 9)],
      [0.3, 0.45, ...rest(0.03125, 8)],
      [0.4, 0.2, ...rest(0.05, 8)],
      [0.5009996, 0.4989996, ...rest(1e-7, 8)],
      [0.5096, 0.4896, ...rest(1e-4, 8)],
    ];
    const labels = Int32Array.of(0, 0, 0, 1, 1);
    expect(distil(Float32Array.from(rows.flat()), labels, 10, 8)).toEqual(oneHot([0, 1, 0, 1, 0], 10));
  });

  it("means by distilled class", () => {
    const means = meansByClass(oneHot([0, 1, 0], 3), (row, j) => row + j, 3);
    expect(Array.from(means)).toEqual([1, 2, 3, 1, 2, 3, 0, 0, 0]);
  });
});
