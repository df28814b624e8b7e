import type { Size } from "./zoom.ts";

/** How the picture is drawn: part of what was measured, since size and smoothing change what people see. */
export type Drawing = {
  width: number;
  height: number;
  /** side of a picture pixel on the screen, CSS pixels */
  scale: number;
  smoothing: boolean;
  /** its pixels are larger than the screen's, so there is a choice between smooth and square ones */
  enlarged: boolean;
};

/**
 * A picture that fits is enlarged by a whole number, so that all its pixels are alike; a larger one is
 * reduced, and always smoothly: leaving out pixels would draw patterns that are not in it.
 * @param room the place that there is for it, CSS pixels
 */
export function drawingOf(
  picture: { naturalWidth: number; naturalHeight: number },
  room: Size,
  devicePixelRatio: number,
  smoothing: boolean,
): Drawing {
  const { naturalWidth, naturalHeight } = picture;
  // A picture that could not be decoded has no size: its place says that there should be one.
  if (naturalWidth === 0 || naturalHeight === 0)
    return { ...room, scale: 1, smoothing: true, enlarged: false };
  const fitting = Math.min(room.width / naturalWidth, room.height / naturalHeight);
  const scale = fitting < 1 ? fitting : Math.floor(fitting);
  const enlarged = isEnlarged(scale, devicePixelRatio);
  return {
    width: naturalWidth * scale,
    height: naturalHeight * scale,
    scale,
    smoothing: smoothing || !enlarged,
    enlarged,
  };
}

/** Are the picture's pixels larger than the screen's? A reduced picture is smooth, zoomed in or not, until they are. */
export const isEnlarged = (scale: number, devicePixelRatio: number): boolean =>
  scale >= 1 && scale * devicePixelRatio > 1;
