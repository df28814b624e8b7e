import * as tf from "@tensorflow/tfjs";
import { z } from "zod";
import { errorCode } from "#lib/error-code.ts";
import { firstLine, type Candidate } from "#lib/tensor/candidate.ts";
import { eagerExecutor } from "#lib/tensor/eager.ts";

/** An optional peer dependency, so that `npm ci` downloads no CUDA library; installed by hand, see below. */
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
    // without a card the package falls back to the CPU, where it is slower than onnxruntime
    const backend: unknown = tf.findBackend(BACKEND);
    const onCard = z.object({ isUsingGpuDevice: z.literal(true) }).safeParse(backend).success;
    if (!onCard) return `${PACKAGE} is installed, but it finds no CUDA card or libraries`;
    return { ...eagerExecutor(BACKEND), name };
  },
};
