import type { Size } from "../zoom.ts";

/** Between two pictures, CSS pixels. */
export const gap = 6;
/** Smaller is too small to see or to touch, CSS pixels. */
const smallestSide = 44;

/** Square cells, as large as so many can be in a room. */
export type Layout = { columns: number; side: number };

export function layoutFor({ width, height }: Size, pictures: number): Layout {
  let best: Layout = { columns: 1, side: 0 };
  for (let columns = 1; columns <= Math.max(1, pictures); columns++) {
    const rows = Math.ceil(pictures / columns);
    const side = Math.floor(
      Math.min((width - gap * (columns - 1)) / columns, (height - gap * (rows - 1)) / rows),
    );
    if (side > best.side) best = { columns, side };
  }
  return { ...best, side: Math.max(smallestSide, best.side) };
}
