import type { Candidate } from "#lib/tensor/candidate.ts";
import { onnxCpu } from "#lib/tensor/onnx-cpu.ts";
import { onnxCuda } from "#lib/tensor/onnx-cuda.ts";
import { onnxWebgpu } from "#lib/tensor/onnx-webgpu.ts";
import { tfjsCuda } from "#lib/tensor/tfjs-cuda.ts";
import { wasm } from "#lib/tensor/wasm.ts";

/**
 * All ways to compute, in the order in which they are tried (probe.ts). A new one is a new file and one line.
 *
 * Cards first. NVIDIA's own libraries, for those who installed them, come before WebGPU, which every
 * installation has and which needs only the card's driver. Then the CPU, in blocks of 16 channels
 * (AVX-512), of 8 (AVX2) and plain. WebAssembly is last: it runs where onnxruntime has no library
 * (Intel Macs, Alpine), several times slower.
 */
export const candidates: readonly Candidate[] = [
  tfjsCuda,
  onnxCuda,
  onnxWebgpu,
  onnxCpu(16),
  onnxCpu(8),
  onnxCpu(0),
  wasm,
];
