"use client";

import { type ReactNode, type Ref, useLayoutEffect, useRef } from "react";
import type { Drawing } from "./drawing.ts";

/**
 * Puts an image that is decoded already into the page, in the same frame: what the clock needs, and
 * why this is no <img src>.
 */
export function Stage({
  ref,
  image,
  room,
  drawing,
  covered,
  onInserted,
  children,
}: {
  ref: Ref<HTMLDivElement>;
  image: HTMLImageElement;
  room: number;
  drawing: Drawing;
  covered: boolean;
  onInserted: () => void;
  /** what covers the picture */
  children: ReactNode;
}) {
  const frame = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    frame.current?.replaceChildren(image);
    onInserted();
  }, [image, onInserted]);

  return (
    <div className="annotator-stage">
      <div
        ref={ref}
        tabIndex={-1}
        role="group"
        aria-label="Picture to label"
        className="relative grid place-items-center overflow-hidden rounded-card bg-sunken outline-none"
        style={{ width: room, height: room }}
      >
        <div
          ref={frame}
          data-testid="stage"
          className={`stage-picture ${drawing.smoothing ? "" : "pixelated"} ${covered ? "invisible" : ""}`}
          style={{ width: drawing.width, height: drawing.height }}
        />
        {children}
      </div>
    </div>
  );
}
