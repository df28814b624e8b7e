import * as tf from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { consistency, sharpened } from "#lib/methods/consistency.ts";
import type { Memory } from "#lib/methods/method.ts";
import { ranked } from "#lib/tensor/rank.ts";

const [, learning] = consistency.plan({ first: 0.5, trust: 0.4, beta: 0.6, sharpen: 2 });
if (!learning?.between) throw new Error("the second phase renews what it knows");
const { loss, between } = learning;

test("the loss and its slope are those of cross-entropy with blended targets, in NumPy", () => {
  const z = [2, 1, 0.1, 0.5, 2.5, -1, -30, 60, 0];
  const labels = tf.tensor2d([1, 0, 0, 0, 0.25, 0.75, 0, 0, 1], [3, 3]);
  const guesses = tf.tensor2d([0.1, 0.2, 0.7, 0.5, 0.3, 0.2, 0, 0.9, 0.1], [3, 3]);
  const value = (logits: tf.Tensor) => {
    const given = { logits: [tf.reshape<tf.Rank.R2>(logits, [3, 3])], labels, peer: null };
    const [each] = loss({ ...given, extras: ranked({ guesses }) });
    if (!each) throw new Error("one network has one loss");
    return each;
  };
  const losses = value(tf.tensor(z)).dataSync();
  [1.33503, 2.223178, 27.6].forEach((wanted, row) => expect(losses[row]).toBeCloseTo(wanted, 4));
  const slope = tf
    .grad((x) => tf.sum(value(x)))(tf.tensor(z))
    .dataSync();
  const wanted = [0.199001, 0.122433, -0.321434, -0.183885, 0.577977, -0.394091, 0, 0.46, -0.46];
  wanted.forEach((part, i) => expect(slope[i]).toBeCloseTo(part, 4));
});

test("averages run over the epochs, and guesses are what they say, sharpened", async () => {
  const predictions = [
    [0.8, 0.2, 0.9, 0.1],
    [0.4, 0.6, 0.7, 0.3],
    [0.9, 0.1, 0.6, 0.4],
  ];
  let memory: Memory = {};
  for (const [epoch, said] of predictions.entries()) {
    const predict = () => Promise.resolve(Float32Array.from(said));
    const view = { classes: 2, labels: Int32Array.of(0, 1), epoch, progress: epoch / 3, memory, predict };
    memory = await between(view);
  }
  const wanted = [0.744, 0.256, 0.732, 0.268]; // 0.6·(0.6·first + 0.4·second) + 0.4·third
  wanted.forEach((p, i) => expect(memory.averages?.[i]).toBeCloseTo(p, 5));
  expect(memory.guesses?.[0]).toBeCloseTo(0.744 ** 2 / (0.744 ** 2 + 0.256 ** 2), 5);
});

test("a power of 1 leaves probabilities as they are, a larger one makes the larger larger", () => {
  const p = Float32Array.of(0.6, 0.4, 0.1, 0.9);
  sharpened(p, 2, 1).forEach((value, i) => expect(value).toBeCloseTo(p[i] ?? NaN, 6));
  expect(sharpened(p, 2, 3)[0]).toBeCloseTo(0.216 / 0.28, 6);
});
