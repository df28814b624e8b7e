/** A rectangle on the screen. */
export type Box = { left: number; top: number; right: number; bottom: number };

/** The rectangle between two points. */
export const boxOf = (from: { x: number; y: number }, to: { x: number; y: number }): Box => ({
  left: Math.min(from.x, to.x),
  top: Math.min(from.y, to.y),
  right: Math.max(from.x, to.x),
  bottom: Math.max(from.y, to.y),
});

export const meet = (a: Box, b: Box): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

export type Selection = ReadonlySet<string>;

export const nothing: Selection = new Set();

/** With some more, or without them. */
export function including(selection: Selection, leases: Iterable<string>, include: boolean): Selection {
  const next = new Set(selection);
  for (const lease of leases) {
    if (include) next.add(lease);
    else next.delete(lease);
  }
  return next;
}

/** What lies between two places of a list, both included, whichever comes first. */
export function between<T>(list: readonly T[], from: number, to: number): readonly T[] {
  return list.slice(Math.min(from, to), Math.max(from, to) + 1);
}
