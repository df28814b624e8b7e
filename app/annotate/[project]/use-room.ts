import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { Size } from "./zoom.ts";

/** The place that the page's layout leaves for the picture, and the screen's pixels, followed as they change. */
export function useRoom(): { place: RefObject<HTMLDivElement | null>; room: Size; devicePixelRatio: number } {
  const place = useRef<HTMLDivElement>(null);
  const [room, setRoom] = useState<Size>({ width: 384, height: 384 });
  const [devicePixelRatio, setRatio] = useState(1);
  // Before anything is painted, so that no picture is drawn in one size and then in another.
  useLayoutEffect(() => {
    const element = place.current;
    if (!element) return;
    const measure = () => {
      const width = Math.max(80, Math.floor(element.clientWidth));
      const height = Math.max(80, Math.floor(element.clientHeight));
      setRoom((now) => (now.width === width && now.height === height ? now : { width, height }));
      setRatio(window.devicePixelRatio);
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    const moved = () => setRatio(window.devicePixelRatio);
    window.addEventListener("resize", moved);
    return () => window.removeEventListener("resize", moved);
  }, []);
  return { place, room, devicePixelRatio };
}
