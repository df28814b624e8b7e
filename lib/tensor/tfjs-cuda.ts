import * as tf from "@tensorflow/tfjs";
import { z } from "zod";
import { errorCode } from "#lib/error-code.ts";
import { firstLine, type Candidate } from "#lib/tensor/candidate.ts";
import { eagerExecutor } from "#lib/tensor/eager.ts";

/**
 * Not among the dependencies, so that only whoever has a CUDA card downloads it; nor among the
 * optional peers, which npm leaves out of `npm install --no-save`.
 */
const PACKAGE = "@tensorflow/tfjs-node-gpu";
const BACKEND = "tensorflow";
const name = "tfjs-node-gpu (CUDA)";

/** tfjs on CUDA, op by op. Loading its package registers the tfjs backend "tensorflow". */
export const tfjsCuda: Candidate = {
  name,
  install: {
    command: `npm install --no-save ${PACKAGE}@4.22.0`,
    needs: "Linux or Windows, Node 20 or 22, an NVIDIA card with CUDA 11.2 and cuDNN 8.1",
  },
  async find() {
    try {
      await import(PACKAGE);
    } catch (error) {
      const missing = errorCode(error) === "ERR_MODULE_NOT_FOUND";
      return missing ? `the package ${PACKAGE} is not installed` : firstLine(error);
    }
    // without a card the package computes on the processor, slower than onnxruntime
    const backend: unknown = tf.findBackend(BACKEND);
    const onCard = z.object({ isUsingGpuDevice: z.literal(true) }).safeParse(backend).success;
    if (!onCard) return `${PACKAGE} is installed, but it finds no CUDA card or libraries`;
    return { ...eagerExecutor(BACKEND), name };
  },
};
