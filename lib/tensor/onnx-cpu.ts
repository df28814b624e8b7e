import { readFileSync } from "node:fs";
import { firstLine, type Candidate } from "#lib/tensor/candidate.ts";
import { onnxruntime } from "#lib/tensor/onnxruntime.ts";
import { tracedExecutor, tracedName } from "#lib/tensor/traced.ts";

/** The traced graph on the CPU. @param block channels in a block of convolutions; 0: standard ONNX */
export const onnxCpu = (block: number): Candidate => ({
  name: tracedName({ block }),
  install: null,
  find: (threads) =>
    block === 16 && lacksAvx512()
      ? Promise.resolve("this processor has no AVX-512")
      : onnxruntime().then(() => tracedExecutor({ threads, block }), firstLine),
});

/** What Linux says of the processor; elsewhere the self-test finds out, a second later. */
function lacksAvx512(): boolean {
  try {
    const flags = /^flags\s*:.*/m.exec(readFileSync("/proc/cpuinfo", "latin1")); // of an x64 processor
    return flags !== null && !/\bavx512f\b/.test(flags[0]);
  } catch {
    return false;
  }
}
