import * as tf from "@tensorflow/tfjs";

/** Geometry of sliding windows, computed by tfjs itself so that padding rules agree. NHWC shapes. */

type Shape4D = [number, number, number, number];
const four = (shape: readonly number[]): Shape4D => {
  if (shape.length !== 4) throw new Error(`Expected a rank-4 shape, not [${shape.join()}].`);
  return [shape[0]!, shape[1]!, shape[2]!, shape[3]!];
};

type ConvAttrs = Pick<tf.Conv2DAttrs, "strides" | "pad" | "dimRoundingMode"> & {
  dilations?: [number, number] | number;
};
type PoolAttrs = Pick<tf.MaxPoolAttrs, "filterSize" | "strides" | "pad"> & {
  dimRoundingMode?: "floor" | "round" | "ceil";
};

/** @param x image shape [N, H, W, C]  @param filter [kH, kW, C, O] */
export const convInfo = (x: readonly number[], filter: readonly number[], attrs: ConvAttrs) =>
  tf.backend_util.computeConv2DInfo(
    four(x),
    four(filter),
    attrs.strides,
    attrs.dilations ?? 1,
    attrs.pad,
    attrs.dimRoundingMode,
  );

/** @param x image shape [N, H, W, C] */
export const poolInfo = (x: readonly number[], attrs: PoolAttrs) =>
  tf.backend_util.computePool2DInfo(
    four(x),
    attrs.filterSize,
    attrs.strides,
    1,
    attrs.pad,
    attrs.dimRoundingMode,
  );
