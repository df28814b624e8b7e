import * as tf from "@tensorflow/tfjs";
import { firstLine, type Candidate } from "#lib/tensor/candidate.ts";
import { eagerExecutor } from "#lib/tensor/eager.ts";
import { registerConvolution } from "#lib/tensor/wasm-conv.ts";
import { registerFilterGradient } from "#lib/tensor/wasm-filter-gradient.ts";
import { registerMaxPoolGradient } from "#lib/tensor/wasm-max-pool-gradient.ts";

const BACKEND = "wasm";
const name = "tfjs WebAssembly, 1 thread";

/** tfjs on WebAssembly, op by op in one thread: slow, but it needs no native library. */
export const wasm: Candidate = {
  name,
  install: null,
  async find() {
    try {
      await (started ??= start());
    } catch (error) {
      return firstLine(error);
    }
    return { ...eagerExecutor(BACKEND), name };
  },
};

let started: Promise<void> | undefined;

async function start(): Promise<void> {
  const { BackendWasm } = await import("@tensorflow/tfjs-backend-wasm");
  const backend: unknown = await withoutListeners(() => tf.findBackendFactory(BACKEND)());
  if (!(backend instanceof BackendWasm)) throw new Error("tfjs made another backend than WebAssembly.");
  const move = backend.move.bind(backend);
  backend.move = (dataId, ...tensor) => {
    move(dataId, ...tensor);
    // out of memory, tfjs would carry on at address 0
    if (backend.getMemoryOffset(dataId) === 0)
      throw new Error("WebAssembly can hold no more than 4 GB; smaller batches need less.");
  };
  tf.removeBackend(BACKEND);
  tf.registerBackend(BACKEND, () => backend); // created already, so that switching to it is synchronous
  registerConvolution(BACKEND);
  registerFilterGradient(BACKEND, backend);
  registerMaxPoolGradient(BACKEND, backend);
}

/** Removes the handlers that the compiled module puts on the process: they only rethrow. */
async function withoutListeners<T>(make: () => T | Promise<T>): Promise<T> {
  const events = ["uncaughtException", "unhandledRejection"];
  const before = new Set(events.flatMap((event) => process.rawListeners(event)));
  const made = await make();
  for (const event of events) {
    for (const listener of process.rawListeners(event)) {
      if (!before.has(listener)) process.removeListener(event, listener as () => void);
    }
  }
  return made;
}
