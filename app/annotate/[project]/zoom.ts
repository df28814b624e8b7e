/** How the picture lies in its place: enlarged by a factor, and moved, CSS pixels from the middle. */
export type Zoom = { factor: number; x: number; y: number };

export const unzoomed: Zoom = { factor: 1, x: 0, y: 0 };

/** Beyond this, one sees nothing but a single pixel. */
const largestFactor = 16;
/** A key or a notch of the wheel. */
export const zoomStep = 1.4;
/** While the key is held. */
export const magnified = 3;

export type Size = { width: number; height: number };

/**
 * Enlarge or reduce so that what lies under a point stays under it.
 * @param at from the middle of the place, CSS pixels
 * @param drawn size of the picture as it is drawn without zoom
 * @param room size of its place
 */
export function zoomAt(zoom: Zoom, by: number, at: { x: number; y: number }, drawn: Size, room: Size): Zoom {
  const factor = Math.min(largestFactor, Math.max(1, zoom.factor * by));
  const ratio = factor / zoom.factor;
  const moved = { factor, x: at.x - (at.x - zoom.x) * ratio, y: at.y - (at.y - zoom.y) * ratio };
  return within(moved, drawn, room);
}

/** Move the picture by so many CSS pixels. */
export const panBy = (zoom: Zoom, dx: number, dy: number, drawn: Size, room: Size): Zoom =>
  within({ ...zoom, x: zoom.x + dx, y: zoom.y + dy }, drawn, room);

/** A picture larger than its place fills it; a smaller one stays in the middle. */
function within({ factor, x, y }: Zoom, drawn: Size, room: Size): Zoom {
  const most = (side: "width" | "height") => Math.max(0, (drawn[side] * factor - room[side]) / 2);
  const clamp = (value: number, limit: number) => Math.min(limit, Math.max(-limit, value)) || 0;
  return { factor, x: clamp(x, most("width")), y: clamp(y, most("height")) };
}
