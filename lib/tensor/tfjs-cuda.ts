import { firstLine, type Candidate } from "#lib/tensor/candidate.ts";
import { eagerExecutor } from "#lib/tensor/eager.ts";

/** An optional peer: whoever has a CUDA card installs it by hand, nobody else downloads it. */
const PACKAGE = "@tensorflow/tfjs-node-gpu";
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
      const missing = error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND";
      return missing ? `the package ${PACKAGE} is not installed` : firstLine(error);
    }
    return { ...eagerExecutor("tensorflow"), name };
  },
};
