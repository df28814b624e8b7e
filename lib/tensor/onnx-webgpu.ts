import { firstLine, type Candidate } from "#lib/tensor/candidate.ts";
import { Graph } from "#lib/tensor/graph.ts";
import { hasCard, openCards } from "#lib/tensor/graphics-card.ts";
import { onnxruntime } from "#lib/tensor/onnxruntime.ts";
import { tracedExecutor, tracedName } from "#lib/tensor/traced.ts";

const options = { block: 0, provider: "webgpu" } as const;

/**
 * The traced graph on WebGPU, which onnxruntime-node brings along: on Linux it needs the Vulkan
 * driver that comes with a card. Software adapters are refused: they are slower than the CPU.
 */
export const onnxWebgpu: Candidate = {
  name: tracedName(options),
  install: {
    command: "apt-get install libvulkan1   # the loader; the driver itself comes with the card's",
    needs: "Linux, a graphics card with a Vulkan driver",
  },
  async find(threads) {
    if (process.platform !== "linux") return "it is used on Linux only";
    if (!hasCard()) return "this machine has no graphics card";
    return (await objection()) ?? tracedExecutor({ ...options, threads });
  },
};

/** @returns why WebGPU is not used, in words, or null if its adapter is a card */
export const objection = (): Promise<string | null> => (answer ??= adapterObjection());
let answer: Promise<string | null> | undefined; // onnxruntime keeps one adapter as long as the process runs

async function adapterObjection(): Promise<string | null> {
  const before = openCards();
  try {
    const ort = await onnxruntime();
    const graph = new Graph();
    graph.output("y", graph.input("x", [1]), [1]);
    const session = await ort.InferenceSession.create(graph.encode(), {
      executionProviders: ["webgpu"],
      logSeverityLevel: 4,
    });
    const onCard = openCards() > before;
    await session.release();
    return onCard ? null : "the Vulkan driver here is software, slower than the CPU itself";
  } catch (error) {
    return `onnxruntime finds no Vulkan driver for a card (${firstLine(error)})`;
  }
}
