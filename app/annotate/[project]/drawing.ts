import type { Size } from "./zoom.ts";

/** How the picture is drawn: part of what was measured, since size and smoothing change what people see. */
export type Drawing = {
  width: number;
  height: number;
  /** side of a picture pixel on the screen, CSS pixels */
  scale: number;
  smoothing: boolean;
};

/** From how many CSS pixels a side on single pixels are something to look at, rather than jagged edges. */
const leastPixel = 4;

/** Pictures with no side longer than this are made of their pixels; larger ones are photographs. */
const smallPicture = 128;

/** What is beyond this looks larger but shows no more: photographs grow no further. */
const mostOfPhotographs = 4;

/**
 * The picture takes the room that there is. A small one is enlarged by a whole number, so that all its pixels are
 * alike, unless the person wants them smooth. A photograph is reduced or enlarged by any factor, and always smoothly:
 * leaving out or doubling some of its pixels would draw patterns that are not in it.
 * @param room the place that there is for it, CSS pixels
 * @param smoothing the person prefers enlarged pictures smooth
 */
export function drawingOf(
  picture: { naturalWidth: number; naturalHeight: number },
  room: Size,
  devicePixelRatio: number,
  smoothing: boolean,
): Drawing {
  const { naturalWidth, naturalHeight } = picture;
  // A picture that could not be decoded has no size: its place says that there should be one.
  if (naturalWidth === 0 || naturalHeight === 0) return { ...room, scale: 1, smoothing: true };
  const fitting = Math.min(room.width / naturalWidth, room.height / naturalHeight);
  const small = Math.max(naturalWidth, naturalHeight) <= smallPicture;
  const square = small && !smoothing && showsPixels(fitting, devicePixelRatio);
  const scale = square ? Math.floor(fitting) : small ? fitting : Math.min(fitting, mostOfPhotographs);
  return { width: naturalWidth * scale, height: naturalHeight * scale, scale, smoothing: !square };
}

/** Are the picture's pixels large enough to be seen one by one, and larger than the screen's? */
export const showsPixels = (scale: number, devicePixelRatio: number): boolean =>
  scale >= leastPixel && scale * devicePixelRatio > 1;
