import * as tf from "@tensorflow/tfjs";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { attributes } from "#lib/tensor/wasm-kernel.ts";
import { convInfo } from "#lib/tensor/windows.ts";

/**
 * The gradient of a convolution by its filter, which tfjs's WebAssembly backend lacks, made of the
 * kernels it has. With channels in the place of images and images in the place of channels it is a
 * convolution itself:
 *   dW[i, j, c, o] = Σ x[n, stride·y + i − top, stride·z + j − left, c]·dy[n, y, z, o]
 * is x as [C, H, W, N] convolved with dy as [h, w, N, O], where the stride becomes the dilation.
 * tfjs has no gradient of dilated convolutions, so none is needed here.
 */
export function registerFilterGradient(backendName: string, backend: BackendWasm): void {
  tf.registerKernel({
    kernelName: "Conv2DBackpropFilter",
    backendName,
    kernelFunc: ({ inputs, attrs }) => {
      const [x, dy] = [inputs.x!, inputs.dy!];
      const { filterShape, ...window } = attributes<tf.Conv2DBackpropFilterAttrs>(attrs);
      const { strideHeight, strideWidth, padInfo } = convInfo(x.shape, filterShape, window);
      const [height, width] = filterShape;

      const call = (
        kernel: string,
        operands: tf.NamedTensorInfoMap,
        options: tf.NamedAttrMap,
      ): tf.TensorInfo => {
        const result = tf
          .getKernel(kernel, backendName)
          .kernelFunc({ inputs: operands, attrs: options, backend });
        return Array.isArray(result) ? result[0]! : result;
      };
      const images = call("Transpose", { x }, { perm: [3, 1, 2, 0] });
      const filter = call("Transpose", { x: dy }, { perm: [1, 2, 0, 3] });
      // rows below (columns right of) the last window only where the forward one had them as padding
      const beyond = (out: number, stride: number, taps: number, size: number, before: number) =>
        Math.max(0, (out - 1) * stride + taps - size - before);
      const { top, left } = padInfo;
      const bottom = beyond(dy.shape[1]!, strideHeight, height, x.shape[1]!, top);
      const right = beyond(dy.shape[2]!, strideWidth, width, x.shape[2]!, left);
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
      // a forward window that does not reach the end of the image leaves taps too many here
      const size = [convolved.shape[0]!, height, width, convolved.shape[3]!];
      const cut = call("Slice", { x: convolved }, { begin: [0, 0, 0, 0], size });
      const result = call("Transpose", { x: cut }, { perm: [1, 2, 0, 3] });
      for (const used of [images, filter, convolved, cut]) backend.disposeData(used.dataId);
      return result;
    },
  });
}
