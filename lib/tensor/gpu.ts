import { eagerExecutor } from "#lib/tensor/eager.ts";
import type { Executor } from "#lib/tensor/executor.ts";

/** An optional peer: whoever has a CUDA card installs it by hand, nobody else downloads it. */
const PACKAGE = "@tensorflow/tfjs-node-gpu";

/**
 * tfjs on CUDA, op by op, if its package is there and its native part loads. Loading registers the
 * tfjs backend "tensorflow".
 * @returns the executor, not yet tested, or in words why there is none
 */
export async function gpuExecutor(): Promise<Executor | string> {
  try {
    await import(PACKAGE);
  } catch (error) {
    const missing = error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND";
    if (missing) return `the package ${PACKAGE} is not installed`;
    return error instanceof Error ? error.message.split("\n")[0]! : String(error);
  }
  return { ...eagerExecutor("tensorflow"), name: "tfjs-node-gpu (CUDA)" };
}
