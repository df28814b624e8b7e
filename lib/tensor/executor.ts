import type * as tf from "@tensorflow/tfjs";

/**
 * The contract between what is computed and what computes it. A program is a pure function over
 * tensors, written in ordinary tfjs ops; an executor runs it: op by op on a tfjs backend (eager.ts)
 * or recorded once and run as one onnxruntime graph (traced.ts).
 */

export type Named<T> = Record<string, T>;
/** Row-major float32 values. */
export type Values = { shape: readonly number[]; data: Float32Array };

/** All tensors are float32 of fixed shape; a program may not read values or branch on them. */
export type Program = {
  /** shapes of what is fed to every run */
  inputs: Named<readonly number[]>;
  /**
   * @param inputs the fed tensors
   * @param state the session's tensors by name; a program may use any of them
   * @returns the outputs, and the state tensors to replace (the others stay as they are)
   */
  compute(
    inputs: Named<tf.Tensor>,
    state: Named<tf.Tensor>,
  ): { outputs: Named<tf.Tensor>; state?: Named<tf.Tensor> };
};

/** Runs a compiled program once. Blocks the event loop while it computes. */
export type Run = (inputs: Named<Float32Array>) => Promise<Named<Float32Array>>;

/** State kept in the executor's own memory between runs, shared by all programs compiled on it. */
export type Session = {
  compile(program: Program): Promise<Run>;
  /** A copy of the state. */
  read(): Promise<Named<Values>>;
  /** Replaces state values; names and shapes must be known. */
  write(values: Named<Values>): void;
  close(): Promise<void>;
};

export type Frozen = { run: Run; close(): Promise<void> };

export type Executor = {
  /** for people: what computes, where, with how many threads */
  name: string;
  open(state: Named<Values>): Session;
  /** A program whose state never changes: constants are folded, so it runs faster. */
  freeze(program: Program, state: Named<Values>): Promise<Frozen>;
};

export const sizeOf = (shape: readonly number[]): number =>
  shape.reduce((product, size) => product * size, 1);

/** The value called `name`. @throws Error when there is none */
export function entry<T>(named: Named<T>, name: string): T {
  const value = named[name];
  if (value === undefined) throw new Error(`There is no “${name}” among ${Object.keys(named).join(", ")}.`);
  return value;
}

export function mapValues<A, B>(named: Named<A>, change: (value: A, name: string) => B): Named<B> {
  return Object.fromEntries(Object.entries(named).map(([name, value]) => [name, change(value, name)]));
}
