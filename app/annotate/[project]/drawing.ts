/** Small pictures are enlarged up to this side, photos shown up to that, CSS pixels. */
const largestEnlarged = 384;
const largest = 640;

/** Side of the square that the window has for the picture, CSS pixels. A phone held sideways has it beside the classes (annotate.css). */
export function roomIn(window: { innerWidth: number; innerHeight: number }): number {
  const { innerWidth, innerHeight } = window;
  const sideways = innerWidth > innerHeight && innerHeight <= 560;
  const wanted = sideways
    ? Math.min(innerHeight - 80, innerWidth * 0.45)
    : Math.min(innerWidth - 32, innerHeight * 0.45);
  return Math.min(largest, Math.max(160, Math.floor(wanted)));
}

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
 */
export function drawingOf(
  picture: { naturalWidth: number; naturalHeight: number },
  room: number,
  devicePixelRatio: number,
  smoothing: boolean,
): Drawing {
  const side = Math.max(picture.naturalWidth, picture.naturalHeight);
  // A picture that could not be decoded has no size: its place says that there should be one.
  if (side === 0) return { width: room, height: room, scale: 1, smoothing: true, enlarged: false };
  const scale = side > room ? room / side : Math.max(1, Math.floor(Math.min(room, largestEnlarged) / side));
  const enlarged = scale >= 1 && scale * devicePixelRatio > 1;
  return {
    width: picture.naturalWidth * scale,
    height: picture.naturalHeight * scale,
    scale,
    smoothing: smoothing || !enlarged,
    enlarged,
  };
}
