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
import { record, type Recording } from "#lib/tensor/record.ts";
import { cardState, hostState, type ToTensor } from "#lib/tensor/traced-state.ts";

/**
 * The default executor: a program is recorded once (record.ts), emitted as one ONNX graph
 * (emit/) and run by onnxruntime on the CPU or on a graphics card.
 */

export type Provider = "cpu" | "cuda" | "webgpu";
export type TracedOptions = {
  /** threads of onnxruntime's pool */
  threads: number;
  /** channels in a block of NCHWc convolutions: 16, 8, or 0 for standard ONNX only (probe.ts) */
  block: number;
  /** where the graph runs; blocks exist on the CPU only */
  provider?: Provider;
  /** whether the graph is written for a card (layout.ts); by default as the provider needs it */
  card?: boolean;
};

export function tracedName({ threads, block, provider }: Partial<TracedOptions> & { block: number }): string {
  if (provider === "cuda") return "onnxruntime-node CUDA";
  if (provider === "webgpu") return "onnxruntime-node WebGPU";
  const convolutions = block > 0 ? `NCHWc ${block}` : "plain convolutions";
  const pool = threads === undefined ? "" : threads === 1 ? ", 1 thread" : `, ${threads} threads`;
  return `onnxruntime-node CPU, ${convolutions}${pool}`;
}

export function tracedExecutor(options: TracedOptions): Executor {
  const card = isCard(options);
  return {
    name: tracedName(options),
    open: (state) => openSession(options, state),
    freeze: async (program, state) => {
      const recording = recorded(program, state);
      // onnxruntime blocks constant filters by itself
      const emitted = emit(recording, { block: 0, card }, state);
      const { session, tensor } = await start(options, emitted);
      return {
        run: async (fed) => {
          const feeds = Object.fromEntries(fedTensors(emitted, fed, recording.inputs, tensor));
          return outputsOf(recording, await session.run(feeds));
        },
        close: () => session.release(),
      };
    },
  };
}

function openSession(options: TracedOptions, initial: Named<Values>): Session {
  const { block, provider } = options;
  const state = provider === "webgpu" ? cardState(initial) : hostState(initial);
  const sessions: InferenceSession[] = [];

  async function compile(program: Program): Promise<Run> {
    const recording = recorded(program, initial);
    const emitted = emit(recording, { block, card: isCard(options) });
    const { session, tensor } = await start(options, emitted, state.location);
    sessions.push(session);
    return async (fed) => {
      const feeds = Object.fromEntries(fedTensors(emitted, fed, recording.inputs, tensor));
      for (const name of emitted.state) feeds[names.state(name)] = state.current(name, tensor);
      const fetches: Record<string, Tensor | null> = {};
      for (const name of Object.keys(recording.outputs)) fetches[names.output(name)] = null;
      for (const name of emitted.nextState) fetches[names.next(name)] = state.target(name, tensor);
      const results = await session.run(feeds, fetches);
      for (const name of emitted.nextState) state.replace(name, entry(results, names.next(name)));
      return outputsOf(recording, results);
    };
  }

  let reader: Promise<Run> | undefined;
  return {
    compile,
    async read() {
      if (state.read) return state.read();
      if (Object.keys(initial).length === 0) return {}; // onnxruntime takes no empty graph
      const values = await (await (reader ??= compile(wholeState)))({});
      return mapValues(initial, ({ shape }, name) => ({ shape, data: entry(values, name) }));
    },
    write: (values) => state.write(values),
    async close() {
      state.close();
      for (const session of sessions) await session.release();
    },
  };
}

/** onnxruntime-node can fetch what is in a card's memory only as the output of a graph. */
const wholeState: Program = { inputs: {}, compute: (_, state) => ({ outputs: state }) };

const isCard = ({ provider = "cpu", card = provider !== "cpu" }: TracedOptions): boolean => card;

const recorded = (program: Program, state: Named<Values>): Recording =>
  record(
    program,
    mapValues(state, ({ shape }) => shape),
  );

const outputsOf = (recording: Recording, results: Named<Tensor>): Named<Float32Array> =>
  mapValues(recording.outputs, (_, name) => floats(entry(results, names.output(name))));

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

/** @param location where the next state is left; the outputs always come to the processor */
async function start(
  { threads, provider = "cpu" }: TracedOptions,
  { graph, nextState }: Emitted,
  location: Tensor.DataLocation = "cpu",
): Promise<{ session: InferenceSession; tensor: ToTensor }> {
  const ort = await onnxruntime();
  const session = await ort.InferenceSession.create(graph.encode(), {
    executionProviders: provider === "cpu" ? ["cpu"] : [provider, "cpu"],
    ...(location !== "cpu" && {
      preferredOutputLocation: Object.fromEntries(nextState.map((name) => [names.next(name), location])),
    }),
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: "all",
    logSeverityLevel: 3,
    // momenta decay into denormals, which are a hundred times slower
    extra: { session: { set_denormal_as_zero: "1" } },
  });
  return { session, tensor: ({ shape, data }) => new ort.Tensor("float32", data, shape) };
}
