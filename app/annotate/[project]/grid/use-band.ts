import { type PointerEvent, type RefObject, useRef, useState } from "react";
import { type Box, boxOf, including, meet, type Selection } from "./selection.ts";

/** A finger or a mouse that moves less far has pressed, not dragged, CSS pixels. */
const dragsFrom = 6;

type Drag = { at: { x: number; y: number }; before: Selection; include: boolean; dragging: boolean };

/**
 * Select by dragging a band over pictures. One that begins on a selected picture takes them out of the selection. A
 * finger drags sideways; up and down it scrolls.
 * @param place what holds the pictures, each with its lease in `data-lease`
 * @returns the band in the coordinates of `place`, and what listens to the pointer
 */
export function useBand(
  place: RefObject<HTMLElement | null>,
  selection: Selection,
  onSelect: (selection: Selection) => void,
) {
  const drag = useRef<Drag | null>(null);
  const dragged = useRef(false);
  const [band, setBand] = useState<Box | null>(null);

  const end = () => {
    drag.current = null;
    setBand(null);
  };
  return {
    band,
    /** whether the click that follows was a drag, and means nothing else */
    wasDragged: () => dragged.current,
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      dragged.current = false;
      if (event.button !== 0 || !event.isPrimary || event.shiftKey) return;
      const lease = leaseAt(event.target);
      drag.current = {
        at: { x: event.clientX, y: event.clientY },
        before: selection,
        include: lease === null || !selection.has(lease),
        dragging: false,
      };
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      const now = drag.current;
      if (!now || !place.current) return;
      const to = { x: event.clientX, y: event.clientY };
      if (!now.dragging && Math.hypot(to.x - now.at.x, to.y - now.at.y) < dragsFrom) return;
      // Captured only now: a press that moves nowhere stays a click on what it pressed.
      if (!now.dragging) event.currentTarget.setPointerCapture(event.pointerId);
      now.dragging = dragged.current = true;
      const box = boxOf(now.at, to);
      const { left, top } = place.current.getBoundingClientRect();
      setBand({
        ...{ left: box.left - left, right: box.right - left },
        ...{ top: box.top - top, bottom: box.bottom - top },
      });
      const met = [...place.current.querySelectorAll<HTMLElement>("[data-lease]")]
        .filter((cell) => meet(box, cell.getBoundingClientRect()))
        .flatMap((cell) => cell.dataset.lease ?? []);
      onSelect(including(now.before, met, now.include));
    },
    onPointerUp: end,
    onPointerCancel: () => {
      if (drag.current?.dragging) onSelect(drag.current.before);
      end();
    },
  };
}

export const leaseAt = (target: EventTarget | null): string | null =>
  (target instanceof Element && target.closest<HTMLElement>("[data-lease]")?.dataset.lease) || null;
