import type { InferenceSession, Tensor } from "onnxruntime-node";
import { emit, names, type Emitted } from "#lib/tensor/emit/index.ts";
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
import { onnxruntime } from "#lib/tensor/onnxruntime.ts";
import { record } from "#lib/tensor/record.ts";

/**
 * The default executor: a program is recorded once (record.ts), emitted as one ONNX graph
 * (emit/) and run by onnxruntime on the CPU or, where its library is installed, on CUDA.
 */

export type TracedOptions = {
  /** threads of onnxruntime's pool */
  threads: number;
  /** channels in a block of NCHWc convolutions: 16, 8, or 0 for standard ONNX only (probe.ts) */
  block: number;
  /** where the graph runs; blocks exist on the CPU only */
  provider?: "cpu" | "cuda";
};

export function tracedName({ threads, block, provider }: Partial<TracedOptions> & { block: number }): string {
  if (provider === "cuda") return "onnxruntime-node CUDA";
  const convolutions = block > 0 ? `NCHWc ${block}` : "plain convolutions";
  const pool = threads === undefined ? "" : threads === 1 ? ", 1 thread" : `, ${threads} threads`;
  return `onnxruntime-node CPU, ${convolutions}${pool}`;
}

export function tracedExecutor(options: TracedOptions): Executor {
  return {
    name: tracedName(options),
    open: (state) => openSession(options, state),
    freeze: async (program, state) => {
      const recording = record(
        program,
        mapValues(state, (values) => values.shape),
      );
      const emitted = emit(recording, 0, state); // onnxruntime blocks constant filters by itself
      const { session, tensor } = await start(options, emitted);
      return {
        run: async (fed) => {
          const feeds = Object.fromEntries(fedTensors(emitted, fed, recording.inputs, tensor));
          const results = await session.run(feeds);
          return mapValues(recording.outputs, (_, name) => floats(entry(results, names.output(name))));
        },
        close: () => session.release(),
      };
    },
  };
}

function openSession(options: TracedOptions, initial: Named<Values>): Session {
  /** each state tensor, and a second buffer for its next value: they are swapped after a run */
  const current = mapValues(initial, ({ shape, data }) => ({ shape, data: data.slice() }));
  const spare = mapValues(initial, ({ shape, data }) => ({ shape, data: new Float32Array(data.length) }));
  const sessions: InferenceSession[] = [];

  async function compile(program: Program): Promise<Run> {
    const recording = record(
      program,
      mapValues(initial, (values) => values.shape),
    );
    const emitted = emit(recording, options.block);
    const { session, tensor } = await start(options, emitted);
    sessions.push(session);
    return async (fed) => {
      const feeds = Object.fromEntries(fedTensors(emitted, fed, recording.inputs, tensor));
      for (const name of emitted.state) feeds[names.state(name)] = tensor(entry(current, name));
      const fetches: Record<string, Tensor | null> = {};
      for (const name of Object.keys(recording.outputs)) fetches[names.output(name)] = null;
      for (const name of emitted.nextState) fetches[names.next(name)] = tensor(entry(spare, name));
      const results = await session.run(feeds, fetches);
      for (const name of emitted.nextState) {
        [current[name], spare[name]] = [entry(spare, name), entry(current, name)];
      }
      return mapValues(recording.outputs, (_, name) => floats(entry(results, names.output(name))));
    };
  }

  return {
    compile,
    read: () => Promise.resolve(mapValues(current, ({ shape, data }) => ({ shape, data: data.slice() }))),
    write(values) {
      for (const [name, { data }] of Object.entries(values)) entry(current, name).data.set(data);
    },
    async close() {
      for (const session of sessions) await session.release();
    },
  };
}

/** A tensor that shares the values' memory. */
type ToTensor = (values: Values) => Tensor;

function floats(tensor: Tensor): Float32Array {
  if (tensor.data instanceof Float32Array) return tensor.data;
  throw new Error(`onnxruntime gave ${tensor.type} where float32 was asked for.`);
}

const fedTensors = (
  { inputs }: Emitted,
  fed: Named<Float32Array>,
  shapes: Named<{ shape: number[] }>,
  tensor: ToTensor,
): [string, Tensor][] =>
  inputs.map((name) => [
    names.input(name),
    tensor({ shape: entry(shapes, name).shape, data: entry(fed, name) }),
  ]);

async function start(
  { threads, provider = "cpu" }: TracedOptions,
  { graph }: Emitted,
): Promise<{ session: InferenceSession; tensor: ToTensor }> {
  const ort = await onnxruntime();
  const session = await ort.InferenceSession.create(graph.encode(), {
    executionProviders: provider === "cpu" ? ["cpu"] : [provider, "cpu"],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: "all",
    logSeverityLevel: 3,
    // momenta decay into denormals, which are a hundred times slower
    extra: { session: { set_denormal_as_zero: "1" } },
  });
  return { session, tensor: ({ shape, data }) => new ort.Tensor("float32", data, shape) };
}
