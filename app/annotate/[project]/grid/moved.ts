import type { Direction } from "./keys.ts";

/** The place that the cursor comes to; at an edge it stays. */
export function moved(cursor: number, to: Direction, columns: number, pictures: number): number {
  const last = Math.max(0, pictures - 1);
  const step = { left: -1, right: 1, up: -columns, down: columns, first: -Infinity, last: Infinity }[to];
  const next = cursor + step;
  // Up and down stay in their column; a short last row ends the way down.
  if (to === "up" || to === "down") return next < 0 || next > last ? cursor : next;
  return Math.min(last, Math.max(0, next));
}
