import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { methods } from "#lib/methods/index.ts";
import type { Method, Phase } from "#lib/methods/method.ts";
import { sizeOf } from "#lib/tensor/executor.ts";
import { ranked } from "#lib/tensor/rank.ts";
import { estimateTransition } from "#lib/methods/transition.ts";
import { train } from "#lib/train/train.ts";
import { colourWorld, recorder, small } from "#test/lib/train/world.ts";

/** What every method must hold to, run over the registry. */

const all: readonly Method[] = methods;
const [B, K] = [6, 4];

/** Gradient of the summed loss with respect to each network's logits. */
function slopes(phase: Phase, nets: number, logits: number[]): number[][] {
  return tf.tidy(() => {
    void tf.setBackend("cpu");
    const labels = tf.tensor2d(
      Array.from({ length: B * K }, (_, i) => Number(Math.floor(i / K) % K === i % K)),
      [B, K],
    );
    const memory = {
      prior: Float32Array.of(0.4, 0.3, 0.2, 0.1),
      share: Float32Array.of(0.4, 0.3, 0.2, 0.1),
      means: new Float32Array(K * K).fill(0.5),
      transition: Float32Array.from({ length: K * K }, (_, i) => (i % (K + 1) === 0 ? 0.7 : 0.1)),
    };
    const extras = Object.fromEntries(
      Object.entries(phase.extras).map(([name, { shape, value }]) => [
        name,
        tf.tensor(Array.from(value({ progress: 0.5, memory }, K)), shape(K)),
      ]),
    );
    for (const [name, of] of Object.entries(phase.columns)) {
      const row = Array.from({ length: sizeOf(of(K)) }, (_, i) => Number(i === 0));
      extras[name] = tf.tensor(Array.from({ length: B }, () => row).flat(), [B, ...of(K)]);
    }
    const input = tf.tensor(logits, [nets, B, K]);
    const slope = tf.grad((z) => {
      const each = Array.from({ length: nets }, (_, net) =>
        tf.reshape<tf.Rank.R2>(tf.slice(z, [net, 0, 0], [1, B, K]), [B, K]),
      );
      const peer = phase.peer ? { logits: each, labels } : null;
      return tf.addN(
        phase.loss({ logits: each, labels, peer, extras: ranked(extras) }).map((loss) => tf.sum(loss)),
      );
    })(input);
    return tf.reshape(slope, [nets * B, K]).arraySync() as number[][];
  });
}

it("ids are unique", () => {
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
});

describe.each(all.map((method) => [method.id, method] as const))("%s", (_, method) => {
  it("plans from defaults, refuses nonsense, and describes its hyper-parameters to a form", () => {
    const phases = method.plan({});
    expect(phases.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
    expect(() => method.plan("nonsense")).toThrow(z.ZodError);
    expect(z.toJSONSchema(method.hyper)).toMatchObject({ type: "object" });
    const defaults = method.hyper.parse({});
    expect(method.hyper.parse(JSON.parse(JSON.stringify(defaults)))).toEqual(defaults);
  });

  it("does not change when all logits of an example shift: gradient rows sum to 0", () => {
    const logit = fc.double({ min: -4, max: 4, noNaN: true });
    const length = method.nets * B * K;
    fc.assert(
      fc.property(fc.array(logit, { minLength: length, maxLength: length }), (logits) => {
        for (const phase of method.plan({})) {
          for (const row of slopes(phase, method.nets, logits)) {
            expect(Math.abs(row.reduce((sum, x) => sum + x, 0))).toBeLessThan(1e-4);
          }
        }
      }),
      { numRuns: 10 },
    );
  });

  it("trains on the traced executor; interrupted after an epoch it ends bit-equal", async () => {
    const world = colourWorld(72, 10, 3);
    const options = { ...small, method: method.id as "ce" };
    const undisturbed = recorder();
    const whole = await train(world, options, undisturbed);
    expect(whole.probabilities.every(Number.isFinite)).toBe(true);
    const resumed = await train(world, options, recorder({}, undisturbed.saved[2]));
    expect(resumed.probabilities).toEqual(whole.probabilities);
  });
});

describe("estimateTransition", () => {
  it("gives rows of probabilities, and the anchor's own row where one image is typical of each class", () => {
    const anchors = [0.8, 0.1, 0.1, 0.2, 0.6, 0.2, 0, 0.1, 0.9];
    const estimated = estimateTransition(Float32Array.from([...anchors, ...anchors]), 3, 1);
    anchors.forEach((p, i) => expect(estimated[i]!).toBeCloseTo(p, 5));
  });
});
