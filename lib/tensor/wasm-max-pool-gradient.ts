import * as tf from "@tensorflow/tfjs";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { attributes } from "#lib/tensor/node.ts";
import { floatsOf, operand } from "#lib/tensor/wasm-kernel.ts";
import { poolInfo } from "#lib/tensor/windows.ts";

/**
 * The gradient of max-pooling, in place of tfjs's own, which is wrong for windows without a
 * positive value (it starts from the smallest positive number instead of −∞; version 4.22).
 * The first of equal maxima gets the gradient, as on tfjs's other backends.
 */
export function registerMaxPoolGradient(backendName: string, backend: BackendWasm): void {
  tf.unregisterKernel("MaxPoolGrad", backendName);
  tf.registerKernel({
    kernelName: "MaxPoolGrad",
    backendName,
    kernelFunc: ({ inputs, attrs }) => {
      const [x, dy] = [operand(inputs, "input"), operand(inputs, "dy")];
      const result = backend.makeOutput(x.shape, "float32");
      const info = poolInfo(x.shape, attributes<tf.MaxPoolGradAttrs>(attrs));
      // the views are taken last, because they detach when the memory grows
      spread(floatsOf(backend, x), floatsOf(backend, dy), floatsOf(backend, result).fill(0), info);
      return result;
    },
  });
}

/** Adds each dy [N, h, w, C] to dx [N, H, W, C] where its window of x has its maximum. */
function spread(
  x: Float32Array,
  dy: Float32Array,
  dx: Float32Array,
  info: ReturnType<typeof poolInfo>,
): void {
  const { batchSize, inHeight, inWidth, inChannels: channels, outHeight, outWidth } = info;
  const { strideHeight, strideWidth, filterHeight, filterWidth } = info;
  const { top, left } = info.padInfo;
  const highest = new Float32Array(channels);
  const at = new Int32Array(channels);
  let out = 0;
  for (let image = 0; image < batchSize; image++) {
    for (let y = 0; y < outHeight; y++) {
      const firstRow = y * strideHeight - top;
      const endRow = Math.min(inHeight, firstRow + filterHeight);
      for (let z = 0; z < outWidth; z++) {
        const firstColumn = z * strideWidth - left;
        const endColumn = Math.min(inWidth, firstColumn + filterWidth);
        highest.fill(-Infinity);
        for (let row = Math.max(0, firstRow); row < endRow; row++) {
          for (let column = Math.max(0, firstColumn); column < endColumn; column++) {
            const pixel = ((image * inHeight + row) * inWidth + column) * channels;
            for (let channel = 0; channel < channels; channel++) {
              if (x[pixel + channel]! > highest[channel]!) {
                highest[channel] = x[pixel + channel]!;
                at[channel] = pixel + channel;
              }
            }
          }
        }
        for (let channel = 0; channel < channels; channel++) dx[at[channel]!]! += dy[out++]!;
      }
    }
  }
}
