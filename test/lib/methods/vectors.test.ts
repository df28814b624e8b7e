import * as tf from "@tensorflow/tfjs";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { ce } from "#lib/methods/ce.ts";
import { forward } from "#lib/methods/forward.ts";
import { gce } from "#lib/methods/gce.ts";
import type { Phase } from "#lib/methods/method.ts";
import { nls } from "#lib/methods/nls.ts";
import { pls } from "#lib/methods/pls.ts";
import { exchange, smallest } from "#lib/methods/small-loss.ts";
import type { Named, Program } from "#lib/tensor/executor.ts";
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
      inputs: z.object({ logits: matrix.optional(), labels: z.array(z.number()) }),
      hyper: z.object({ r: z.number(), q: z.number(), T: matrix }).partial(),
      expected: z.object({
        loss: z.number(),
        grad_logits: matrix.optional(),
        per_example: z.array(z.number()).optional(),
      }),
    }),
  ),
});
type Case = z.infer<typeof lossFile>["cases"][number];
const { cases } = lossFile.parse(read("loss_vectors.json"));

/** Which phase of which method each kind of vector is about. */
const phases: Record<string, (hyper: Case["hyper"]) => Phase> = {
  ce: () => ce.plan({})[0]!,
  pls: ({ r }) => pls.plan({ r })[0]!,
  nls: ({ r }) => nls.plan({ r })[1]!,
  gce: ({ q }) => gce.plan({ q })[0]!,
  forward: () => forward.plan({})[1]!,
};

function lossProgram(phase: Phase, b: number, k: number): Program {
  return {
    inputs: { logits: [b, k], labels: [b, k], transition: [k, k] },
    compute({ logits, labels, transition }) {
      const loss = (z: tf.Tensor) =>
        phase.loss({
          logits: [z as tf.Tensor2D],
          labels: labels as tf.Tensor2D,
          peer: null,
          extras: { transition: transition! },
        })[0]!;
      const { grad } = tf.valueAndGrad((z) => tf.mean<tf.Scalar>(loss(z)))(logits!);
      return { outputs: { losses: loss(logits!), slope: grad } };
    },
  };
}

describe.each(Object.keys(phases))("%s", (id) => {
  const own = cases.filter(({ method }) => method === id);
  it.each(own.map((vector) => [vector.id, vector] as const))("%s", async (_, { inputs, hyper, expected }) => {
    const logits = inputs.logits!;
    const [b, k] = [logits.length, logits[0]!.length];
    const fed: Named<Float32Array> = {
      logits: Float32Array.from(logits.flat()),
      labels: Float32Array.from({ length: b * k }, (_, i) =>
        Number(inputs.labels[Math.floor(i / k)] === i % k),
      ),
      transition: Float32Array.from(hyper.T?.flat() ?? new Array<number>(k * k).fill(0)),
    };
    const program = lossProgram(phases[id]!(hyper), b, k);
    for (const executor of [eager, traced()]) {
      const { outputs } = await once(executor, program, fed);
      expectClose(outputs.losses!, expected.per_example!);
      expectClose(outputs.slope!, expected.grad_logits!.flat());
      expect(outputs.losses!.reduce((sum, x) => sum + x, 0) / b).toBeCloseTo(expected.loss, 3);
    }
  });
});

const selectionFile = z.object({
  selection: z.array(
    z.object({
      id: z.string(),
      method: z.string(),
      inputs: z
        .object({ loss1: z.array(z.number()), loss2: z.array(z.number()), forget_rate: z.number() })
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

describe("co-teaching selection", () => {
  const { selection } = selectionFile.parse(read("selection_vectors.json"));
  const own = selection.filter(
    ({ method, expected }) => method === "coteaching" && expected.num_remember! > 0,
  );
  it.each(own.map((vector) => [vector.id, vector] as const))("%s", (_, { inputs, expected }) => {
    const losses = [inputs.loss1!, inputs.loss2!].map((values) => Float32Array.from(values));
    const [first, second] = exchange({ losses }, inputs.forget_rate!);
    const indices = (weights: Float32Array) => Array.from(weights.keys()).filter((i) => weights[i] === 1);
    expect(indices(first)).toEqual(expected.net1_trains_on);
    expect(indices(second)).toEqual(expected.net2_trains_on);
    expect(smallest(losses[0]!, inputs.forget_rate!)).toEqual(expected.small_loss_net1);
  });

  it("never leaves nothing: (1 − 0.9)·10 is less than one in floating point", () => {
    expect(
      smallest(
        Float32Array.from({ length: 10 }, (_, i) => i),
        0.9,
      ),
    ).toEqual([0]);
  });
});
