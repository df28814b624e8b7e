import type * as tf from "@tensorflow/tfjs";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";

/** Attributes arrive untyped from tfjs; the kernel's own attribute type says what they are. */
export const attributes = <T extends object>(attrs: object | undefined): T => attrs as T;

/** The tensor's own memory, until the next allocation moves it. @throws Error if it is not float32 */
export function floatsOf(backend: BackendWasm, tensor: tf.TensorInfo): Float32Array {
  const values = backend.typedArrayFromHeap(tensor);
  if (values instanceof Float32Array) return values;
  throw new Error(`A kernel for float32 was given ${tensor.dtype}.`);
}
