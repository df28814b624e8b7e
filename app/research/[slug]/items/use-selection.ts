"use client";

import { useState } from "react";
import type { Tile } from "#db/views/items/tiles.ts";

/** Items that are selected: single ones, those between two of them, or all that fit the filter. */
export function useSelection(tiles: readonly Tile[]) {
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const [all, setAll] = useState(false);
  /** where a range begins */
  const [anchor, setAnchor] = useState(0);

  const between = (a: number, b: number): number[] =>
    tiles.slice(Math.min(a, b), Math.max(a, b) + 1).map(({ id }) => id);

  /** @param range everything from the last one that was chosen */
  function choose(index: number, range: boolean): void {
    const id = tiles[index]?.id;
    if (id === undefined) return;
    // Out of all, one is chosen: nothing that is not loaded could stay selected beside it.
    const next = new Set(all ? [] : chosen);
    if (range) for (const each of between(anchor, index)) next.add(each);
    else if (!next.delete(id)) next.add(id);
    setAll(false);
    setChosen(next);
    setAnchor(index);
  }

  return {
    all,
    ids: [...chosen],
    some: all || chosen.size > 0,
    has: (id: number) => all || chosen.has(id),
    choose,
    extend: (from: number, to: number) => setChosen(new Set([...chosen, ...between(from, to)])),
    selectLoaded: () => setChosen(new Set(tiles.map(({ id }) => id))),
    selectAll: () => setAll(true),
    clear: () => {
      setAll(false);
      setChosen(new Set());
    },
  };
}
