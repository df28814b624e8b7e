import type { Candidate } from "#lib/tensor/candidate.ts";
import { onnxCpu } from "#lib/tensor/onnx-cpu.ts";
import { onnxCuda } from "#lib/tensor/onnx-cuda.ts";
import { onnxWebgpu } from "#lib/tensor/onnx-webgpu.ts";
import { tfjsCuda } from "#lib/tensor/tfjs-cuda.ts";
import { wasm } from "#lib/tensor/wasm.ts";

/**
 * All ways to compute, in the order in which they are tried (probe.ts). A new one is a new file and one line.
 *
 * GPUs first: even a small one is many times faster than a CPU. tfjs-node-gpu comes before
 * onnxruntime's CUDA because it runs every operation on the card, whereas onnxruntime hands what its
 * CUDA side lacks back to the CPU. Then the CPU, in blocks of 16 channels (AVX-512), of 8 (AVX2) and
 * plain. WebAssembly is last: it runs where onnxruntime has no library (Intel Macs, Alpine), several
 * times slower.
 *
 * WebGPU is left out: without a GPU its adapters are software, hundreds of times slower than any of
 * these, and no real adapter was available for testing.
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
