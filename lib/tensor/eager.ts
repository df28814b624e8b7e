import * as tf from "@tensorflow/tfjs";
import { onBackend } from "#lib/tensor/backend.ts";
import {
  entry,
  mapValues,
  type Executor,
  type Named,
  type Program,
  type Run,
  type Session,
  type Values,
} from "#lib/tensor/executor.ts";

/**
 * Runs programs op by op on a registered tfjs backend: "cpu" (plain JavaScript, the reference of
 * tests and self-tests, far too slow for training) or "tensorflow" (tfjs-node, tfjs-node-gpu).
 */
export function eagerExecutor(backend: string): Executor {
  return {
    name: `tfjs ${backend}`,
    open: (state) => openSession(backend, state),
    freeze: async (program, state) => {
      const session = openSession(backend, state);
      return { run: await session.compile(program), close: () => session.close() };
    },
  };
}

function openSession(backend: string, initial: Named<Values>): Session {
  const toTensor = (values: Values) => tf.tensor(values.data.slice(), [...values.shape], "float32");
  const state = onBackend(backend, () => mapValues(initial, toTensor));

  const replace = (name: string, tensor: tf.Tensor) => {
    entry(state, name).dispose();
    state[name] = tensor;
  };

  function compile(program: Program): Promise<Run> {
    const run: Run = (fed) => {
      const results = onBackend(backend, () =>
        tf.tidy(() => {
          const inputs = mapValues(program.inputs, (shape, name) =>
            tf.tensor(entry(fed, name), [...shape], "float32"),
          );
          const { outputs, state: next = {} } = program.compute(inputs, state);
          const values = mapValues(outputs, (output) => Float32Array.from(output.dataSync()));
          // clones, because a program may return the same tensor twice, or unchanged
          const renewed = mapValues(next, (tensor) => tf.keep(tensor.clone()));
          // tidy() does not dispose what the program took off its gradient tape with tf.keep()
          const current = new Set(Object.values(state));
          for (const tensor of [...Object.values(outputs), ...Object.values(next)]) {
            if (!current.has(tensor)) tensor.dispose();
          }
          for (const [name, tensor] of Object.entries(renewed)) replace(name, tensor);
          return values;
        }),
      );
      return Promise.resolve(results);
    };
    return Promise.resolve(run);
  }

  return {
    compile,
    read: () =>
      Promise.resolve(
        mapValues(state, (tensor) => ({ shape: tensor.shape, data: Float32Array.from(tensor.dataSync()) })),
      ),
    write(values) {
      onBackend(backend, () => {
        for (const [name, value] of Object.entries(values)) replace(name, toTensor(value));
      });
    },
    close() {
      for (const tensor of Object.values(state)) tensor.dispose();
      return Promise.resolve();
    },
  };
}
