import type * as tf from "@tensorflow/tfjs";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { at } from "#lib/array.ts";

/** An operand by name. @throws Error when the kernel was called without it */
export function operand(inputs: tf.NamedTensorInfoMap, name: string): tf.TensorInfo {
  const info = inputs[name];
  if (!info) throw new Error(`A kernel was called without its operand ${name}.`);
  return info;
}

/** The first result of a kernel. @throws RangeError when there is none */
export const firstResult = (results: tf.TensorInfo | tf.TensorInfo[]): tf.TensorInfo =>
  Array.isArray(results) ? at(results, 0) : results;

/** The tensor's own memory, until the next allocation moves it. @throws Error if it is not float32 */
export function floatsOf(backend: BackendWasm, tensor: tf.TensorInfo): Float32Array {
  const values = backend.typedArrayFromHeap(tensor);
  if (values instanceof Float32Array) return values;
  throw new Error(`A kernel for float32 was given ${tensor.dtype}.`);
}
