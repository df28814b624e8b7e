import * as tf from "@tensorflow/tfjs";
import { batchNormTrain } from "#lib/tensor/batch-norm.ts";
import type { Executor, Named, Program } from "#lib/tensor/executor.ts";
import { convSameEven } from "#lib/tensor/conv-same-even.ts";
import { gelu } from "#lib/tensor/gelu.ts";
import { halve } from "#lib/tensor/halve.ts";
import { relu } from "#lib/tensor/relu.ts";
import { eager, expectClose, numbers, once, withGradients } from "#test/lib/tensor/compare.ts";

/** Every kernel the tracer knows, as value and (where it has one) as gradient, against tfjs itself. */

export type Case = {
  shapes: Named<number[]>;
  apply: (t: Named<tf.Tensor>) => tf.Tensor;
  /** values to feed instead of numbers() */
  fed?: (shape: number[], phase: number) => Float32Array;
};
/** few different values, so that most windows have more than one maximum */
const ties = (shape: number[]) => numbers(shape).map(Math.round);
const vector = { x: [3, 5] };
const image = { x: [2, 6, 6, 3] };
const four = (t: tf.Tensor) => t as tf.Tensor4D;
const one = (t: tf.Tensor) => t as tf.Tensor1D;
const pair = { a: [2, 4], b: [2, 4] };
/** strictly positive numbers */
const positive = (x: tf.Tensor) => tf.add(tf.square(x), 0.1);
const conv = (strides: number, pad: "same" | "valid" | number, shapes: Named<number[]>): Case => ({
  shapes,
  apply: ({ x, w }) => tf.conv2d(four(x!), four(w!), strides, pad),
});

export const differentiable: Record<string, Case> = {
  add: { shapes: pair, apply: ({ a, b }) => tf.add(a!, b!) },
  "add, broadcast": { shapes: { a: [2, 4], b: [4] }, apply: ({ a, b }) => tf.add(a!, b!) },
  "multiply, scalar": { shapes: { a: [2, 4], b: [] }, apply: ({ a, b }) => tf.mul(a!, b!) },
  sub: { shapes: pair, apply: ({ a, b }) => tf.sub(a!, b!) },
  div: { shapes: pair, apply: ({ a, b }) => tf.div(a!, positive(b!)) },
  pow: { shapes: pair, apply: ({ a, b }) => tf.pow(positive(a!), b!) },
  maximum: { shapes: pair, apply: ({ a, b }) => tf.maximum(a!, tf.mul(b!, 1.3)) },
  minimum: { shapes: pair, apply: ({ a, b }) => tf.minimum(a!, tf.mul(b!, 1.3)) },
  squaredDifference: { shapes: pair, apply: ({ a, b }) => tf.squaredDifference(a!, b!) },
  addN: { shapes: pair, apply: ({ a, b }) => tf.addN([a!, b!, a!]) },
  ...Object.fromEntries(
    (
      [
        ["relu", tf.relu],
        ["leakyRelu", tf.leakyRelu],
        ["neg", tf.neg],
        ["exp", tf.exp],
        ["expm1", tf.expm1],
        ["square", tf.square],
        ["abs", tf.abs],
        ["sigmoid", tf.sigmoid],
        ["softplus", tf.softplus],
        ["tanh", tf.tanh],
        ["erf", tf.erf],
        ["gelu", gelu],
        ["softmax", tf.softmax],
        ["logSoftmax", tf.logSoftmax],
      ] as [string, (x: tf.Tensor) => tf.Tensor][]
    ).map(([name, apply]) => [name, { shapes: vector, apply: ({ x }) => apply(x!) } satisfies Case]),
  ),
  log: { shapes: vector, apply: ({ x }) => tf.log(positive(x!)) },
  log1p: { shapes: vector, apply: ({ x }) => tf.log1p(positive(x!)) },
  sqrt: { shapes: vector, apply: ({ x }) => tf.sqrt(positive(x!)) },
  rsqrt: { shapes: vector, apply: ({ x }) => tf.rsqrt(positive(x!)) },
  reciprocal: { shapes: vector, apply: ({ x }) => tf.reciprocal(positive(x!)) },
  clip: { shapes: vector, apply: ({ x }) => tf.clipByValue(x!, -0.7, 0.9) },
  "sum, one axis": { shapes: vector, apply: ({ x }) => tf.sum(x!, 1) },
  "sum, image, space": { shapes: image, apply: ({ x }) => tf.sum(x!, [1, 2]) },
  "sum, image, channels": { shapes: image, apply: ({ x }) => tf.sum(tf.relu(x!), -1) },
  "mean, kept": { shapes: image, apply: ({ x }) => tf.mean(x!, [1, 2], true) },
  "max, axis": { shapes: vector, apply: ({ x }) => tf.max(x!, 1) },
  "min, axis": { shapes: vector, apply: ({ x }) => tf.min(x!, 0) },
  logSumExp: { shapes: vector, apply: ({ x }) => tf.logSumExp(x!, 1) },
  matMul: { shapes: { a: [3, 4], b: [4, 2] }, apply: ({ a, b }) => tf.matMul(a!, b!) },
  "matMul, transposed": {
    shapes: { a: [4, 3], b: [2, 4] },
    apply: ({ a, b }) => tf.matMul(a!, b!, true, true),
  },
  reshape: { shapes: image, apply: ({ x }) => tf.reshape(tf.relu(x!), [2, 108]) },
  "reshape to image": { shapes: { x: [2, 12] }, apply: ({ x }) => tf.relu(tf.reshape(x!, [2, 2, 2, 3])) },
  expandDims: { shapes: vector, apply: ({ x }) => tf.expandDims(x!, 1) },
  transpose: { shapes: image, apply: ({ x }) => tf.transpose(x!, [3, 0, 2, 1]) },
  tile: { shapes: image, apply: ({ x }) => tf.tile(x!, [1, 2, 1, 2]) },
  concat: { shapes: { a: [2, 4], b: [2, 3] }, apply: ({ a, b }) => tf.concat([a!, b!], 1) },
  "concat, channels": {
    shapes: { a: [1, 4, 4, 2], b: [1, 4, 4, 3], w: [1, 1, 2, 2] },
    apply: ({ a, b, w }) => tf.concat([tf.conv2d(four(a!), four(w!), 1, "same"), four(b!)], -1),
  },
  slice: { shapes: image, apply: ({ x }) => tf.slice(x!, [0, 1, 2, 0], [2, 3, 2, 2]) },
  split: { shapes: { x: [2, 5] }, apply: ({ x }) => tf.mul(tf.split(x!, [2, 3], 1)[1]!, 2) },
  pad: {
    shapes: image,
    apply: ({ x }) =>
      tf.pad(x!, [
        [0, 0],
        [1, 2],
        [0, 1],
        [0, 0],
      ]),
  },
  stack: { shapes: pair, apply: ({ a, b }) => tf.stack([a!, b!], 1) },
  maxPool: { shapes: image, apply: ({ x }) => tf.maxPool(four(x!), 2, 2, "valid") },
  "maxPool, remainder": {
    shapes: { x: [2, 7, 5, 3] },
    apply: ({ x }) => tf.maxPool(four(x!), 2, 2, "valid"),
  },
  "maxPool, overlapping": {
    shapes: { x: [2, 7, 7, 3] },
    apply: ({ x }) => tf.maxPool(four(x!), 3, 2, "valid"),
  },
  "maxPool, overlapping, same": {
    shapes: { x: [2, 6, 7, 3] },
    apply: ({ x }) => tf.maxPool(four(x!), 3, 1, "same"),
  },
  "maxPool, overlapping, remainder": {
    shapes: { x: [2, 8, 8, 3] },
    apply: ({ x }) => tf.maxPool(four(x!), 3, 2, "valid"),
  },
  "maxPool, overlapping, ties": {
    shapes: { x: [1, 5, 5, 2] },
    apply: ({ x }) => tf.maxPool(four(x!), 3, 2, "same"),
    fed: ties,
  },
  "maxPool, ties": {
    shapes: { x: [1, 4, 4, 1] },
    apply: ({ x }) => tf.maxPool(four(x!), 2, 2, "valid"),
    fed: ties,
  },
  avgPool: { shapes: image, apply: ({ x }) => tf.avgPool(four(x!), 2, 2, "valid") },
  "avgPool, overlapping": {
    shapes: { x: [2, 5, 7, 3] },
    apply: ({ x }) => tf.avgPool(four(x!), 3, 2, "valid"),
  },
  "batch norm, given statistics": {
    shapes: { ...image, mean: [3], scale: [3], offset: [3] },
    apply: ({ x, mean, scale, offset }) =>
      tf.batchNorm(four(x!), one(mean!), one(positive(mean!)), one(offset!), one(scale!), 1e-3),
  },
  "batch norm, training": {
    shapes: { ...image, scale: [3], offset: [3] },
    apply: ({ x, scale, offset }) => batchNormTrain(four(x!), one(scale!), one(offset!), 1e-3).y,
  },
  "two batch norms on one input": {
    shapes: { ...image, scale: [3], offset: [3] },
    apply: ({ x, scale, offset }) => {
      const first = batchNormTrain(four(x!), one(scale!), one(offset!), 1e-3).y;
      const second = batchNormTrain(four(x!), one(offset!), one(scale!), 1e-3).y;
      return tf.add(first, batchNormTrain(four(tf.mul(first, second)), one(scale!), one(offset!), 1e-3).y);
    },
  },
  "conv, same": conv(1, "same", { x: [2, 5, 6, 3], w: [3, 3, 3, 4] }),
  "conv, valid": conv(1, "valid", { x: [2, 5, 6, 3], w: [2, 2, 3, 4] }),
  "conv, stride 2": conv(2, "same", { x: [2, 6, 5, 3], w: [3, 3, 3, 4] }),
  "conv, stride 2, uneven": conv(2, "valid", { x: [2, 8, 8, 3], w: [3, 3, 3, 4] }),
  "conv 1×1, stride 2": conv(2, "same", { x: [2, 6, 6, 3], w: [1, 1, 3, 4] }),
  "conv, blocks": conv(1, "same", { x: [8, 5, 4, 16], w: [3, 3, 16, 8] }),
  "conv, blocks of sixteen": conv(1, "same", { x: [16, 3, 3, 16], w: [3, 3, 16, 32] }),
  "conv, part of a block": conv(1, "same", { x: [8, 4, 4, 20], w: [3, 3, 20, 12] }),
  "conv, blocks, large": conv(1, "same", { x: [8, 9, 9, 8], w: [3, 3, 8, 8] }),
  "conv, blocks, stride 2": conv(2, "same", { x: [16, 6, 7, 16], w: [3, 3, 16, 16] }),
  "conv, blocks, stride 2, even": conv(2, "same", { x: [16, 6, 4, 16], w: [3, 3, 16, 32] }),
  "conv 1×1, blocks, stride 2": conv(2, "same", { x: [16, 6, 6, 16], w: [1, 1, 16, 32] }),
  "conv, blocks, valid, uneven": conv(2, "valid", { x: [16, 8, 6, 3], w: [3, 3, 3, 16] }),
  "conv, two blocks of images": conv(1, "same", { x: [32, 5, 4, 20], w: [3, 3, 20, 16] }),
  "conv, even": {
    shapes: { x: [16, 5, 6, 16], w: [3, 3, 16, 16] },
    apply: ({ x, w }) => convSameEven(four(x!), four(w!)),
  },
  halve: { shapes: image, apply: ({ x }) => halve(four(x!)) },
  "halve, remainder": { shapes: { x: [2, 7, 6, 3] }, apply: ({ x }) => halve(four(x!)) },
  "halve, ties": { shapes: { x: [2, 4, 4, 2] }, apply: ({ x }) => halve(four(x!)), fed: ties },
  "halve between convolutions": {
    shapes: { x: [16, 5, 7, 16], w: [3, 3, 16, 16] },
    apply: ({ x, w }) => tf.conv2d(halve(convSameEven(four(x!), four(w!))), four(w!), 1, "same"),
  },
  "halve, partial blocks": {
    shapes: { x: [16, 4, 4, 20], w: [3, 3, 20, 20] },
    apply: ({ x, w }) => halve(tf.conv2d(tf.relu(four(x!)), four(w!), 1, "same")),
  },
  "halve, channels that fit no block": {
    shapes: { x: [16, 4, 4, 16], w: [3, 3, 16, 18] },
    apply: ({ x, w }) => tf.relu(halve(tf.conv2d(four(x!), four(w!), 1, "same"))),
  },
  "conv, thin images": conv(1, "same", { x: [16, 4, 5, 3], w: [3, 3, 3, 16] }),
  "conv, thin images, stride 2": conv(2, "same", { x: [16, 5, 5, 4], w: [3, 3, 4, 32] }),
  "batch norm between convolutions": {
    shapes: { x: [16, 4, 5, 16], w: [3, 3, 16, 16], scale: [16], offset: [16] },
    apply: ({ x, w, scale, offset }) => {
      const y = batchNormTrain(tf.conv2d(four(x!), four(w!), 1, "same"), one(scale!), one(offset!), 1e-3).y;
      return tf.conv2d(four(tf.relu(tf.add(tf.relu(y), x!))), four(w!), 1, "same");
    },
  },
  "what a blocked convolution does in the same pass": {
    shapes: { x: [16, 4, 5, 16], w: [3, 3, 16, 16], scale: [16], offset: [16] },
    apply: ({ x, w, scale, offset }) => {
      const conv = (t: tf.Tensor) => tf.conv2d(four(t), four(w!), 1, "same");
      const norm = (t: tf.Tensor4D) => batchNormTrain(t, one(scale!), one(offset!), 1e-3).y;
      const once = relu(norm(conv(x!)));
      const twice = norm(conv(once)); // looked at by more than the rectifier
      return tf.add(tf.mul(relu(tf.add(conv(relu(twice)), once)), 0.5), twice);
    },
  },
  "batch norm of a convolution far from zero": {
    shapes: { x: [16, 4, 5, 16], w: [1, 1, 16, 16], scale: [16], offset: [16] },
    apply: ({ x, w, scale, offset }) => {
      const far = tf.conv2d(four(tf.add(x!, 5)), four(tf.abs(w!)), 1, "same");
      return batchNormTrain(far, one(scale!), one(offset!), 1e-3).y;
    },
  },
  "a convolution's result in every layout": {
    shapes: { x: [16, 4, 4, 16], w: [3, 3, 16, 16], b: [16] },
    apply: ({ x, w, b }) => {
      const y = tf.conv2d(four(x!), four(w!), 1, "same");
      const sum = tf.add(tf.add(tf.conv2d(y, four(w!), 1, "same"), y), one(b!));
      return tf.add(tf.reshape(sum, [16, 256]), tf.reshape(tf.transpose(y, [0, 2, 1, 3]), [16, 256]));
    },
  },
};

export const valueOnly: Record<string, Case> = {
  where: { shapes: pair, apply: ({ a, b }) => tf.where(tf.greater(a!, 0.2), a!, b!) },
  greater: { shapes: pair, apply: ({ a, b }) => tf.cast(tf.greater(a!, b!), "float32") },
  greaterEqual: { shapes: pair, apply: ({ a, b }) => tf.cast(tf.greaterEqual(a!, b!), "float32") },
  less: { shapes: pair, apply: ({ a, b }) => tf.cast(tf.less(a!, b!), "float32") },
  lessEqual: { shapes: pair, apply: ({ a, b }) => tf.cast(tf.lessEqual(a!, b!), "float32") },
  equal: { shapes: { a: [4] }, apply: ({ a }) => tf.cast(tf.equal(a!, tf.maximum(a!, 0)), "float32") },
  notEqual: { shapes: { a: [4] }, apply: ({ a }) => tf.cast(tf.notEqual(a!, tf.maximum(a!, 0)), "float32") },
  logical: {
    shapes: pair,
    apply: ({ a, b }) => {
      const [p, q] = [tf.greater(a!, 0), tf.greater(b!, 0)];
      return tf.cast(tf.logicalOr(tf.logicalAnd(p, q), tf.logicalNot(q)), "float32");
    },
  },
  sign: { shapes: vector, apply: ({ x }) => tf.sign(x!) },
  step: { shapes: vector, apply: ({ x }) => tf.step(x!, 0.3) },
  argMax: { shapes: vector, apply: ({ x }) => tf.cast(tf.argMax(x!, 1), "float32") },
  constants: {
    shapes: vector,
    apply: ({ x }) => tf.add(tf.add(x!, tf.fill([3, 5], 2)), tf.add(tf.onesLike(x!), tf.zerosLike(x!))),
  },
};

const fedTo = ({ shapes, fed = numbers }: Case): Named<Float32Array> =>
  Object.fromEntries(Object.entries(shapes).map(([input, shape], index) => [input, fed(shape, index)]));

/** @throws Error naming the first value that differs from tfjs's by more than `atol` + `rtol`·|value| */
async function expectSame(executor: Executor, given: Case, program: Program, atol: number, rtol: number) {
  const wanted = await once(eager, program, fedTo(given));
  const actual = await once(executor, program, fedTo(given));
  for (const [output, values] of Object.entries(wanted.outputs)) {
    expectClose(actual.outputs[output]!, values, atol, rtol);
  }
}

/** The value and its gradients. @throws Error as above */
export const expectGradients = (executor: Executor, given: Case): Promise<void> =>
  expectSame(executor, given, withGradients(given.shapes, given.apply), 1e-4, 1e-3);

/** The value alone. @throws Error as above */
export const expectValue = (executor: Executor, given: Case): Promise<void> =>
  expectSame(
    executor,
    given,
    { inputs: given.shapes, compute: (inputs) => ({ outputs: { value: given.apply(inputs) } }) },
    2e-5,
    2e-4,
  );
