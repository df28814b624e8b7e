import * as tf from "@tensorflow/tfjs";
import { at } from "#lib/array.ts";
import { runKernel, withGradient } from "#lib/tensor/custom-gradient.ts";
import { ofRank } from "#lib/tensor/rank.ts";
import { rank4 } from "#lib/tensor/shape.ts";

/**
 * The largest of each 2×2 window. Where several pixels of a window are largest, as in flat regions of
 * pictures, they get equal shares of its gradient (a subgradient like the first one's whole, which is
 * tfjs's): so it is a few passes over whole images, without the index of each maximum.
 * @param x [N, H, W, C]; an odd last row or column is left out
 * @returns [N, ⌊H/2⌋, ⌊W/2⌋, C]
 */
export function halve(x: tf.Tensor4D): tf.Tensor4D {
  const pooled = (of: tf.Tensor4D) => tf.maxPool(of, 2, 2, "valid");
  const [, height, width] = rank4(x.shape);
  if ((height % 2) + (width % 2) > 0) return pooled(x);
  const native = tf.getKernel("Halve", tf.getBackend()) !== undefined;
  const y = withGradient([x], (save) => {
    const value = native ? at(runKernel("Halve", { x }, {}), 0) : pooled(x);
    save([x, value]);
    return {
      value,
      gradFunc: (dy, saved) => {
        const [images, largest] = [at(saved, 0), at(saved, 1)];
        if (native) return at(runKernel("HalveGrad", { x: images, y: largest, dy }, {}), 0);
        const doubled = (of: tf.Tensor) => tf.image.resizeNearestNeighbor(ofRank(of, 4), [height, width]);
        const mask = tf.cast(tf.equal(images, doubled(largest)), "float32");
        const share = tf.div(tf.mul(dy, 1 / 4), tf.avgPool(ofRank(mask, 4), 2, 2, "valid"));
        return tf.mul(mask, doubled(share));
      },
    };
  });
  return ofRank(y, 4);
}
