import { InferenceSession, Tensor } from "onnxruntime-node";
import { emit, names, type Emitted } from "#lib/tensor/emit/index.ts";
import {
  mapValues,
  type Executor,
  type Named,
  type Program,
  type Run,
  type Session,
  type Values,
} from "#lib/tensor/executor.ts";
import { record } from "#lib/tensor/record.ts";

/**
 * The default executor: a program is recorded once (record.ts), emitted as one ONNX graph
 * (emit/) and run by onnxruntime on the CPU.
 */

export type TracedOptions = {
  /** threads of onnxruntime's pool */
  threads: number;
  /** channels in a block of NCHWc convolutions: 16, 8, or 0 for standard ONNX only (probe.ts) */
  block: number;
};

export function tracedExecutor(options: TracedOptions): Executor {
  const convolutions = options.block > 0 ? `NCHWc ${options.block}` : "plain convolutions";
  const threads = options.threads === 1 ? "1 thread" : `${options.threads} threads`;
  return {
    name: `onnxruntime-node CPU, ${convolutions}, ${threads}`,
    open: (state) => openSession(options, state),
    freeze: async (program, state) => {
      const recording = record(
        program,
        mapValues(state, (values) => values.shape),
      );
      const emitted = emit(recording, 0, state); // onnxruntime blocks constant filters by itself
      const session = await start(options, emitted);
      return {
        run: async (fed) => {
          const results = await session.run(mapInputs(emitted, fed, recording.inputs));
          return mapValues(recording.outputs, (_, name) => floats(results[names.output(name)]!));
        },
        close: () => session.release(),
      };
    },
  };
}

function openSession(options: TracedOptions, initial: Named<Values>): Session {
  /** each state tensor, and a second buffer for its next value: they change places after a run */
  const current: Named<Tensor> = mapValues(initial, toTensor);
  const spare: Named<Tensor> = mapValues(initial, ({ shape }) => toTensor({ shape, data: null }));
  const sessions: InferenceSession[] = [];

  async function compile(program: Program): Promise<Run> {
    const recording = record(
      program,
      mapValues(initial, (values) => values.shape),
    );
    const emitted = emit(recording, options.block);
    const session = await start(options, emitted);
    sessions.push(session);
    return async (fed) => {
      const feeds = mapInputs(emitted, fed, recording.inputs);
      for (const name of emitted.state) feeds[names.state(name)] = current[name]!;
      const fetches: Record<string, Tensor | null> = {};
      for (const name of Object.keys(recording.outputs)) fetches[names.output(name)] = null;
      for (const name of emitted.nextState) fetches[names.next(name)] = spare[name]!;
      const results = await session.run(feeds, fetches);
      for (const name of emitted.nextState) [current[name], spare[name]] = [spare[name]!, current[name]!];
      return mapValues(recording.outputs, (_, name) => floats(results[names.output(name)]!));
    };
  }

  return {
    compile,
    read: () =>
      Promise.resolve(mapValues(current, (tensor) => ({ shape: tensor.dims, data: floats(tensor).slice() }))),
    write(values) {
      for (const [name, value] of Object.entries(values)) floats(current[name]!).set(value.data);
    },
    async close() {
      for (const session of sessions) await session.release();
    },
  };
}

const toTensor = ({ shape, data }: { shape: readonly number[]; data: Float32Array | null }): Tensor => {
  const size = shape.reduce((product, length) => product * length, 1);
  return new Tensor("float32", data?.slice() ?? new Float32Array(size), shape);
};

function floats(tensor: Tensor): Float32Array {
  if (tensor.data instanceof Float32Array) return tensor.data;
  throw new Error(`onnxruntime gave ${tensor.type} where float32 was asked for.`);
}

function mapInputs(
  { inputs }: Emitted,
  fed: Named<Float32Array>,
  shapes: Named<{ shape: number[] }>,
): Record<string, Tensor> {
  return Object.fromEntries(
    inputs.map((name) => [names.input(name), new Tensor("float32", fed[name]!, shapes[name]!.shape)]),
  );
}

function start({ threads }: TracedOptions, { graph }: Emitted): Promise<InferenceSession> {
  return InferenceSession.create(graph.encode(), {
    executionProviders: ["cpu"],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: "all",
    logSeverityLevel: 3,
    // momenta decay into denormals, which are a hundred times slower
    extra: { session: { set_denormal_as_zero: "1" } },
  });
}
