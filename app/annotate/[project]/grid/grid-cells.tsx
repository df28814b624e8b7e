"use client";

import { type MouseEvent, type RefObject, useRef } from "react";
import type { Page } from "./grid-page.ts";
import { gap, type Layout } from "./cell-layout.ts";
import { PictureCell } from "./picture-cell.tsx";
import { between, including, type Selection } from "./selection.ts";
import { useBand } from "./use-band.ts";

/** Name of a picture's element, by its place on the page. */
const idOf = (place: number) => `picture-${place}`;

/**
 * The pictures of a page as a list of which several can be selected: by a click each, by Shift and a click from the
 * last one on, by dragging, or by keys, which the page hears.
 */
export function GridCells({
  place,
  page,
  layout,
  project,
  classes,
  smooth,
  selection,
  cursor,
  onSelect,
  onCursor,
  onReopen,
}: {
  place: RefObject<HTMLDivElement | null>;
  page: Page;
  layout: Layout;
  /** short name */
  project: string;
  classes: readonly string[];
  smooth: boolean;
  selection: Selection;
  /** place on the page */
  cursor: number;
  onSelect: (selection: Selection) => void;
  onCursor: (place: number) => void;
  /** of a picture that has its answer */
  onReopen: (lease: string) => void;
}) {
  const { cells } = page;
  const band = useBand(place, selection, onSelect);
  const anchor = useRef(0);

  const pressed = (event: MouseEvent<HTMLElement>) => {
    if (band.wasDragged()) return;
    const target = event.target instanceof Element ? event.target.closest('[role="option"]') : null;
    const at = cells.findIndex((_, i) => target?.id === idOf(i));
    const cell = cells[at];
    if (!cell) return;
    onCursor(at);
    if (cell.done !== null) return onReopen(cell.lease);
    if (!event.shiftKey) {
      anchor.current = at;
      return onSelect(including(selection, [cell.lease], !selection.has(cell.lease)));
    }
    const passed = between(cells, anchor.current, at).filter(({ done }) => done === null);
    onSelect(
      including(
        selection,
        passed.map(({ lease }) => lease),
        true,
      ),
    );
  };

  return (
    <div
      ref={place}
      role="listbox"
      tabIndex={0}
      aria-label="Pictures to sort"
      aria-multiselectable
      aria-activedescendant={cells[cursor] ? idOf(cursor) : undefined}
      className="grid-cells"
      style={{ gridTemplateColumns: `repeat(${layout.columns}, ${layout.side}px)`, gap }}
      onClick={pressed}
      onPointerDown={band.onPointerDown}
      onPointerMove={band.onPointerMove}
      onPointerUp={band.onPointerUp}
      onPointerCancel={band.onPointerCancel}
    >
      {cells.map((cell, i) => (
        <PictureCell
          key={cell.picture}
          cell={cell}
          id={idOf(i)}
          place={i + 1}
          of={cells.length}
          project={project}
          classes={classes}
          side={layout.side}
          smooth={smooth}
          selected={selection.has(cell.lease)}
          atCursor={i === cursor}
        />
      ))}
      {band.band && (
        <div
          className="grid-band"
          style={{
            left: band.band.left,
            top: band.band.top,
            width: band.band.right - band.band.left,
            height: band.band.bottom - band.band.top,
          }}
        />
      )}
    </div>
  );
}
