import * as tf from "@tensorflow/tfjs";
import { attributes } from "#lib/tensor/wasm-kernel.ts";
import { convInfo } from "#lib/tensor/windows.ts";

/**
 * Convolution with its padding written out. Where tfjs's own kernel is left to work out "same"
 * by itself, it errs if the stride is longer than the filter in one direction only (version 4.22).
 */
export function registerConvolution(backendName: string): void {
  const stock = tf.getKernel("Conv2D", backendName);
  tf.unregisterKernel("Conv2D", backendName);
  tf.registerKernel({
    ...stock,
    kernelFunc: ({ inputs, attrs, backend }) => {
      const given = attributes<tf.Conv2DAttrs>(attrs);
      const { top, bottom, left, right } = convInfo(inputs.x!.shape, inputs.filter!.shape, given).padInfo;
      const pad = [[0, 0], [top, bottom], [left, right], [0, 0]]; // prettier-ignore
      return stock.kernelFunc({ inputs, backend, attrs: { ...given, pad } });
    },
  });
}
