import { firstLine, type Candidate } from "#lib/tensor/candidate.ts";
import { Graph } from "#lib/tensor/graph.ts";
import { hasCard, openCards } from "#lib/tensor/graphics-card.ts";
import { onnxruntime } from "#lib/tensor/onnxruntime.ts";
import { tracedExecutor, tracedName, type Provider } from "#lib/tensor/traced.ts";

const options = { block: 0, provider: "webgpu" } as const;

/** Refused below this; a training step has hundreds of operators, each of which costs a card a start. */
const TIMES_FASTER = 2;

/**
 * The traced graph on WebGPU, which onnxruntime-node brings along; it needs the Vulkan driver that
 * comes with a card. Software drivers are refused, and cards hardly faster than the processor.
 */
export const onnxWebgpu: Candidate = {
  name: tracedName(options),
  install: {
    command: "apt-get install libvulkan1",
    needs: "Linux on x64, a graphics card, and its maker's driver, which brings Vulkan",
  },
  async find(threads) {
    if (process.platform !== "linux") return "it has been tried on Linux only";
    if (!hasCard()) return "this machine has no graphics card";
    return (
      (await softwareOrNothing()) ?? (await slowness(threads)) ?? tracedExecutor({ ...options, threads })
    );
  },
};

/** @returns what Vulkan lacks, in words, or null if WebGPU computes on a card */
export const softwareOrNothing = (): Promise<string | null> => (adapter ??= examineAdapter());
let adapter: Promise<string | null> | undefined; // asked once: only the first session opens the card

async function examineAdapter(): Promise<string | null> {
  const before = openCards();
  try {
    const graph = new Graph();
    graph.output("y", graph.input("x", [1]), [1]);
    const session = await sessionOn("webgpu", 1, graph);
    const after = openCards();
    await session.release();
    return after > before ? null : "the Vulkan driver here is software, slower than the processor itself";
  } catch (error) {
    const reason = firstLine(error).replace(/^.*(?=Failed to get)/, ""); // without places in its source
    return `onnxruntime finds no Vulkan driver for a card (${reason})`;
  }
}

// eslint-disable-next-line no-restricted-properties -- which of two processors is faster only a clock can tell, and no result depends on it
const now = (): number => performance.now();

/** @returns null if the card does a large convolution several times faster than the processor, else how fast */
async function slowness(threads: number): Promise<string | null> {
  const processor = await convolutionTime("cpu", threads);
  const card = await convolutionTime("webgpu", threads);
  if (card * TIMES_FASTER <= processor) return null;
  const [mine, other] = [card, processor].map((time) => `${time.toFixed(1)} ms`);
  return `the card takes ${mine} for what ${threads} threads of the processor do in ${other}`;
}

/** Milliseconds for 64 images of 32×32 pixels, 3×3 filters, 128 channels to 128: 19 GFLOP. */
async function convolutionTime(provider: Provider, threads: number): Promise<number> {
  const graph = new Graph();
  const [shape, channels] = [[64, 128, 32, 32], 128];
  const images = graph.op("Expand", [graph.input("x", [1, 1, 1, 1]), graph.ints(shape)]); // nothing to send
  const filters = graph.floats(new Float32Array(channels * channels * 9).fill(0.01), [
    channels,
    channels,
    3,
    3,
  ]);
  const convolved = graph.op("Conv", [images, filters], { kernel_shape: [3, 3], pads: [1, 1, 1, 1] });
  graph.output("y", graph.op("ReduceMean", [convolved, graph.ints([2, 3])], { keepdims: 0 }), [64, channels]);
  const { Tensor } = await onnxruntime();
  const session = await sessionOn(provider, threads, graph);
  const times: number[] = [];
  for (let run = 0; run < 4; run++) {
    const start = now();
    await session.run({ x: new Tensor("float32", Float32Array.of(1), [1, 1, 1, 1]) });
    times.push(now() - start);
  }
  await session.release();
  return Math.min(...times.slice(1)); // the first one compiles
}

async function sessionOn(provider: Provider, threads: number, graph: Graph) {
  const { InferenceSession } = await onnxruntime();
  return InferenceSession.create(graph.encode(), {
    executionProviders: [provider],
    intraOpNumThreads: threads,
    logSeverityLevel: 4,
  });
}
