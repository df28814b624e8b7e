import { at } from "#lib/array.ts";

/** Shapes: sizes of a tensor's dimensions. */

export type Shape = readonly number[];
export type Shape4D = [number, number, number, number];

/** The four sizes of a rank-4 shape. @throws RangeError for another rank */
export function rank4(shape: Shape): Shape4D {
  if (shape.length !== 4) throw new RangeError(`The shape [${shape.join()}] is not of rank 4.`);
  return [at(shape, 0), at(shape, 1), at(shape, 2), at(shape, 3)];
}

/** The size of the last dimension. @throws RangeError for a scalar's shape */
export const lastOf = (shape: Shape): number => at(shape, shape.length - 1);

/** Whether a tensor reads the same in NHWC as in NCHW: one pixel, or one channel. */
export function sameInBothLayouts(shape: Shape): boolean {
  if (shape.length !== 4) return false;
  const [, height, width, channels] = rank4(shape);
  return height * width === 1 || channels === 1;
}
