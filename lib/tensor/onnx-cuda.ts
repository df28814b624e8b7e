import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { firstLine, type Candidate } from "#lib/tensor/candidate.ts";
import { onnxruntime } from "#lib/tensor/onnxruntime.ts";
import { tracedExecutor, tracedName } from "#lib/tensor/traced.ts";

const options = { block: 0, provider: "cuda" } as const;

/** The traced graph on CUDA. */
export const onnxCuda: Candidate = {
  name: tracedName(options),
  install: {
    // run directly: `npm rebuild` would obey the settings that keep `npm ci` from downloading this
    command: "node node_modules/onnxruntime-node/script/install.js --onnxruntime-node-install",
    needs: "Linux on x64, an NVIDIA card with CUDA 12 and cuDNN 9",
  },
  async find(threads) {
    try {
      await onnxruntime();
    } catch (error) {
      return firstLine(error);
    }
    if (!existsSync(libraryPath())) return "the CUDA library of onnxruntime-node is not installed";
    return tracedExecutor({ ...options, threads });
  },
};

/** Where the install script puts it. */
function libraryPath(): string {
  const entry = createRequire(import.meta.url).resolve("onnxruntime-node"); // …/dist/index.js
  const folder = join(dirname(entry), "..", "bin", "napi-v6", process.platform, process.arch);
  const library =
    process.platform === "win32" ? "onnxruntime_providers_cuda.dll" : "libonnxruntime_providers_cuda.so";
  return join(folder, library);
}
