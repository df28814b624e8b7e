import { type RefObject, useCallback, useEffect, useRef, useState } from "react";
import { magnified, panBy, type Size, unzoomed, type Zoom, zoomAt, zoomStep } from "./zoom.ts";

type Point = { x: number; y: number };

/**
 * Zoom and pan of the picture on the screen: wheel, pinch, drag, and what the keyboard asks for. Only the picture's
 * transform changes: it is not put into the page again, nothing is fetched, and its time goes on.
 * @param onLargest told how far the picture was enlarged at most: part of what was measured
 */
export function useZoom(
  place: RefObject<HTMLDivElement | null>,
  drawn: Size,
  room: Size,
  onLargest: (factor: number) => void,
) {
  const [zoom, setZoom] = useState<Zoom>(unzoomed);
  const before = useRef<Zoom | null>(null);
  const pointer = useRef<Point | null>(null);
  const change = useCallback(
    (next: (zoom: Zoom) => Zoom) =>
      setZoom((now) => {
        const then = next(now);
        onLargest(then.factor);
        return then;
      }),
    [onLargest],
  );
  const { width, height } = drawn;
  const { width: roomWidth, height: roomHeight } = room;

  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const sizes = [
      { width, height },
      { width: roomWidth, height: roomHeight },
    ] as const;
    const listening = new AbortController();
    const { signal } = listening;
    const pointers = new Map<number, Point>();
    const fromMiddle = ({ clientX, clientY }: { clientX: number; clientY: number }): Point => {
      const box = element.getBoundingClientRect();
      return { x: clientX - box.left - box.width / 2, y: clientY - box.top - box.height / 2 };
    };
    const onWheel = (event: WheelEvent) => {
      // The wheel scrolls the page only beside the picture.
      event.preventDefault();
      const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
      const by = Math.exp((-event.deltaY * lines) / 300);
      change((now) => zoomAt(now, by, fromMiddle(event), ...sizes));
    };
    const onDown = (event: PointerEvent) => {
      if (event.button !== 0) return;
      // What covers the picture is pressed, not dragged: a captured pointer's click would never reach it.
      if (event.target instanceof Element && event.target.closest("button")) return;
      pointers.set(event.pointerId, fromMiddle(event));
      element.setPointerCapture(event.pointerId);
    };
    const onMove = (event: PointerEvent) => {
      const now = fromMiddle(event);
      pointer.current = now;
      const was = pointers.get(event.pointerId);
      if (!was) return;
      const [other] = [...pointers].filter(([id]) => id !== event.pointerId).map(([, point]) => point);
      pointers.set(event.pointerId, now);
      if (!other) return change((zoom) => panBy(zoom, now.x - was.x, now.y - was.y, ...sizes));
      const apart = (point: Point) => Math.max(1, Math.hypot(point.x - other.x, point.y - other.y));
      const middle = { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 };
      change((zoom) => {
        const moved = panBy(zoom, (now.x - was.x) / 2, (now.y - was.y) / 2, ...sizes);
        return zoomAt(moved, apart(now) / apart(was), middle, ...sizes);
      });
    };
    const onUp = (event: PointerEvent) => void pointers.delete(event.pointerId);
    const onLeave = () => {
      pointer.current = null;
    };
    const onDouble = (event: MouseEvent) =>
      change((now) => (now.factor > 1 ? unzoomed : zoomAt(now, magnified, fromMiddle(event), ...sizes)));
    element.addEventListener("wheel", onWheel, { passive: false, signal });
    element.addEventListener("pointerdown", onDown, { signal });
    element.addEventListener("pointermove", onMove, { signal });
    for (const type of ["pointerup", "pointercancel"] as const)
      element.addEventListener(type, onUp, { signal });
    element.addEventListener("pointerleave", onLeave, { signal });
    element.addEventListener("dblclick", onDouble, { signal });
    return () => listening.abort();
  }, [place, width, height, roomWidth, roomHeight, change]);

  const sizes = [drawn, room] as const;
  return {
    zoom,
    /** by the keyboard or a button: around the middle */
    step: (by: "in" | "out") =>
      change((now) => zoomAt(now, by === "in" ? zoomStep : 1 / zoomStep, { x: 0, y: 0 }, ...sizes)),
    /** in steps of a sixth of the place. @param x to the right of the picture @param y downwards */
    pan: (x: number, y: number) =>
      change((now) => panBy(now, (-x * room.width) / 6, (-y * room.height) / 6, ...sizes)),
    /** while a key is held: around the mouse where it is on the picture */
    magnify: (on: boolean) => {
      if (on === (before.current !== null)) return;
      const back = before.current ?? unzoomed;
      before.current = on ? zoom : null;
      change((now) => (on ? zoomAt(now, magnified, pointer.current ?? { x: 0, y: 0 }, ...sizes) : back));
    },
  };
}
