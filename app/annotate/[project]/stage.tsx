"use client";

import { useEffect, useLayoutEffect, useRef, useState } from "react";

/** Largest side of the picture on the screen, CSS pixels; small pictures are enlarged by a whole number. */
const largest = 384;

/** How the picture is drawn: part of what was measured, since size and smoothing change what people see. */
export type Drawing = { scale: number };

/**
 * Puts an image that is decoded already into the page, in the same frame: what the clock needs, and
 * why this is no <img src>.
 */
export function Stage({
  image,
  smoothing,
  covered,
  onInserted,
}: {
  image: HTMLImageElement;
  smoothing: boolean;
  covered: boolean;
  onInserted: (drawing: Drawing) => void;
}) {
  const frame = useRef<HTMLDivElement>(null);
  const [room, setRoom] = useState(largest);

  useEffect(() => {
    const measure = () =>
      setRoom(Math.min(largest, window.innerWidth - 32, Math.max(160, window.innerHeight * 0.45)));
    measure();
    window.addEventListener("resize", measure);
    return () => window.removeEventListener("resize", measure);
  }, []);

  const side = Math.max(image.naturalWidth, image.naturalHeight, 1);
  const scale = side <= room ? Math.floor(room / side) : room / side;

  const scaleNow = useRef(scale);
  useLayoutEffect(() => {
    scaleNow.current = scale;
  }, [scale]);

  useLayoutEffect(() => {
    frame.current?.replaceChildren(image);
    onInserted({ scale: scaleNow.current });
  }, [image, onInserted]);

  return (
    <div
      className="relative grid place-items-center overflow-hidden rounded-card bg-sunken"
      style={{ width: room, height: room }}
    >
      <div
        ref={frame}
        data-testid="stage"
        className={`stage-picture ${smoothing ? "" : "pixelated"} ${covered ? "invisible" : ""}`}
        style={{ width: image.naturalWidth * scale, height: image.naturalHeight * scale }}
      />
    </div>
  );
}
