import * as tf from "@tensorflow/tfjs";
import { eagerExecutor } from "#lib/tensor/eager.ts";
import { sizeOf, type Executor, type Named, type Program, type Values } from "#lib/tensor/executor.ts";
import { tracedExecutor } from "#lib/tensor/traced.ts";

export const eager = eagerExecutor("cpu");
export const traced = (block = 0, card = false): Executor => tracedExecutor({ threads: 1, block, card });

/** Repeatable numbers in (−2, 2) without exact ties or zeros. */
export const numbers = (shape: readonly number[], phase = 0): Float32Array =>
  Float32Array.from({ length: sizeOf(shape) }, (_, i) => 2 * Math.sin(1.7 * i + phase + 0.3));

/** One run of a program from its state: outputs and next state. */
export async function once(
  executor: Executor,
  program: Program,
  fed: Named<Float32Array>,
  state: Named<Values> = {},
): Promise<{ outputs: Named<Float32Array>; state: Named<Values> }> {
  const session = executor.open(state);
  const run = await session.compile(program);
  const outputs = await run(fed);
  const next = await session.read();
  await session.close();
  return { outputs, state: next };
}

export function expectClose(
  actual: ArrayLike<number>,
  wanted: ArrayLike<number>,
  atol = 2e-5,
  rtol = 2e-4,
): void {
  if (actual.length !== wanted.length) throw new Error(`${actual.length} values, not ${wanted.length}`);
  for (let i = 0; i < wanted.length; i++) {
    const distance = Math.abs(actual[i]! - wanted[i]!);
    if (!(distance <= atol + rtol * Math.abs(wanted[i]!))) {
      throw new Error(`value ${i} is ${actual[i]}, not ${wanted[i]} (of ${wanted.length})`);
    }
  }
}

/** A function of tensors, its value, and the gradient of a weighted sum of it, as one program. */
export function withGradients(
  shapes: Named<number[]>,
  apply: (inputs: Named<tf.Tensor>) => tf.Tensor,
): Program {
  return {
    inputs: shapes,
    compute(inputs) {
      const names = Object.keys(shapes);
      const value = apply(inputs);
      const loss = (...args: tf.Tensor[]) => {
        const result = apply(Object.fromEntries(names.map((name, i) => [name, args[i]!])));
        const weights = tf.tensor(numbers(result.shape, 1), result.shape);
        return tf.sum<tf.Scalar>(tf.mul(result, weights));
      };
      const grads = tf.grads(loss)(names.map((name) => inputs[name]!));
      return {
        outputs: { value, ...Object.fromEntries(names.map((name, i) => [`d_${name}`, grads[i]!])) },
      };
    },
  };
}
