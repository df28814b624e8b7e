import * as tf from "@tensorflow/tfjs";
import { attributes } from "#lib/tensor/node.ts";
import { operand } from "#lib/tensor/wasm-kernel.ts";
import { convInfo } from "#lib/tensor/windows.ts";

/**
 * Convolution with its padding written out: left to work out "same" padding by itself, tfjs's own
 * kernel errs where the stride exceeds the filter in one direction only (version 4.22).
 */
export function registerConvolution(backendName: string): void {
  const stock = tf.getKernel("Conv2D", backendName);
  tf.unregisterKernel("Conv2D", backendName);
  tf.registerKernel({
    ...stock,
    kernelFunc: ({ inputs, attrs, backend }) => {
      const given = attributes<tf.Conv2DAttrs>(attrs);
      const [x, filter] = [operand(inputs, "x"), operand(inputs, "filter")];
      const { top, bottom, left, right } = convInfo(x.shape, filter.shape, given).padInfo;
      const pad = [[0, 0], [top, bottom], [left, right], [0, 0]]; // prettier-ignore
      return stock.kernelFunc({ inputs, backend, attrs: { ...given, pad } });
    },
  });
}
