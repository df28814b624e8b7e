import * as tf from "@tensorflow/tfjs";
import { rank4, type Shape } from "#lib/tensor/shape.ts";

/** Geometry of sliding windows, computed by tfjs itself so that padding rules agree. Shapes are NHWC. */

type ConvAttrs = Pick<tf.Conv2DAttrs, "strides" | "pad" | "dimRoundingMode"> & {
  dilations?: [number, number] | number;
};
type PoolAttrs = Pick<tf.MaxPoolAttrs, "filterSize" | "strides" | "pad"> & {
  dimRoundingMode?: "floor" | "round" | "ceil";
};

/** @param x image shape [N, H, W, C]  @param filter [kH, kW, C, O] */
export const convInfo = (x: Shape, filter: Shape, attrs: ConvAttrs) =>
  tf.backend_util.computeConv2DInfo(
    rank4(x),
    rank4(filter),
    attrs.strides,
    attrs.dilations ?? 1,
    attrs.pad,
    attrs.dimRoundingMode,
  );

/** @param x image shape [N, H, W, C] */
export const poolInfo = (x: Shape, attrs: PoolAttrs) =>
  tf.backend_util.computePool2DInfo(
    rank4(x),
    attrs.filterSize,
    attrs.strides,
    1,
    attrs.pad,
    attrs.dimRoundingMode,
  );
