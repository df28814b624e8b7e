import { firstLine, type Candidate } from "#lib/tensor/candidate.ts";
import { onnxruntime } from "#lib/tensor/onnxruntime.ts";
import { tracedExecutor, tracedName } from "#lib/tensor/traced.ts";

/** The traced graph on the CPU. @param block channels in a block of convolutions; 0: standard ONNX */
export const onnxCpu = (block: number): Candidate => ({
  name: tracedName({ block }),
  install: null,
  find: (threads) => onnxruntime().then(() => tracedExecutor({ threads, block }), firstLine),
});
