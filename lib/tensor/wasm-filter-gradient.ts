import * as tf from "@tensorflow/tfjs";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { attributes } from "#lib/tensor/node.ts";
import { rank4 } from "#lib/tensor/shape.ts";
import { firstResult, operand } from "#lib/tensor/wasm-kernel.ts";
import { convInfo } from "#lib/tensor/windows.ts";

/**
 * The gradient of a convolution with respect to its filter, which tfjs's WebAssembly backend lacks,
 * made of kernels that it has. With channels and images swapped it is itself a convolution:
 *   dW[i, j, c, o] = Σ x[n, stride·y + i − top, stride·z + j − left, c]·dy[n, y, z, o]
 * is x as [C, H, W, N] convolved with dy as [h, w, N, O], where the stride becomes the dilation.
 * tfjs has no gradient of dilated convolutions, so none is needed here.
 */
export function registerFilterGradient(backendName: string, backend: BackendWasm): void {
  tf.registerKernel({
    kernelName: "Conv2DBackpropFilter",
    backendName,
    kernelFunc: ({ inputs, attrs }) => {
      const [x, dy] = [operand(inputs, "x"), operand(inputs, "dy")];
      const { filterShape, ...window } = attributes<tf.Conv2DBackpropFilterAttrs>(attrs);
      const { strideHeight, strideWidth, padInfo } = convInfo(x.shape, filterShape, window);
      const [height, width] = filterShape;

      const call = (
        kernel: string,
        operands: tf.NamedTensorInfoMap,
        options: tf.NamedAttrMap,
      ): tf.TensorInfo => {
        const { kernelFunc } = tf.getKernel(kernel, backendName);
        return firstResult(kernelFunc({ inputs: operands, attrs: options, backend }));
      };
      const images = call("Transpose", { x }, { perm: [3, 1, 2, 0] });
      const filter = call("Transpose", { x: dy }, { perm: [1, 2, 0, 3] });
      // rows below (columns right of) the last window, only where the forward pass had them as padding
      const beyond = (out: number, stride: number, taps: number, size: number, before: number) =>
        Math.max(0, (out - 1) * stride + taps - size - before);
      const { top, left } = padInfo;
      const [, inHeight, inWidth, inChannels] = rank4(x.shape);
      const [, outHeight, outWidth, outChannels] = rank4(dy.shape);
      const bottom = beyond(outHeight, strideHeight, height, inHeight, top);
      const right = beyond(outWidth, strideWidth, width, inWidth, left);
      const convolved = call(
        "Conv2D",
        { x: images, filter },
        {
          strides: [1, 1],
          dilations: [strideHeight, strideWidth],
          pad: [
            [0, 0],
            [top, bottom],
            [left, right],
            [0, 0],
          ],
          dataFormat: "NHWC",
        },
      );
      // where the last forward window does not reach the end of the image, there are too many taps here
      const size = [inChannels, height, width, outChannels];
      const cut = call("Slice", { x: convolved }, { begin: [0, 0, 0, 0], size });
      const result = call("Transpose", { x: cut }, { perm: [1, 2, 0, 3] });
      for (const used of [images, filter, convolved, cut]) backend.disposeData(used.dataId);
      return result;
    },
  });
}
