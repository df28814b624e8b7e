"use client";

import { type ReactNode, type Ref, useImperativeHandle, useLayoutEffect, useRef } from "react";
import { type Drawing, showsPixels } from "./drawing.ts";
import { useZoom } from "./use-zoom.ts";
import type { Size } from "./zoom.ts";

/** What the keyboard and the buttons can ask of the picture. */
export type Looking = Pick<ReturnType<typeof useZoom>, "step" | "pan" | "magnify">;

/**
 * Puts an image that is decoded already into the page, in the same frame: what the clock needs, and
 * why this is no <img src>. Made anew for each picture, so that no zoom outlives its picture.
 */
export function Stage({
  ref,
  image,
  room,
  drawing,
  devicePixelRatio,
  smooth,
  covered,
  onInserted,
  onZoom,
  children,
}: {
  ref: Ref<Looking>;
  image: HTMLImageElement;
  room: Size;
  drawing: Drawing;
  devicePixelRatio: number;
  /** the person prefers enlarged pictures smooth */
  smooth: boolean;
  covered: boolean;
  onInserted: () => void;
  onZoom: (factor: number) => void;
  /** what covers the picture */
  children: ReactNode;
}) {
  const place = useRef<HTMLDivElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const { zoom, step, pan, magnify } = useZoom(place, drawing, room, onZoom);
  useImperativeHandle(ref, () => ({ step, pan, magnify }));
  useLayoutEffect(() => {
    frame.current?.replaceChildren(image);
    onInserted();
  }, [image, onInserted]);
  const square =
    zoom.factor > 1
      ? !smooth && showsPixels(drawing.scale * zoom.factor, devicePixelRatio)
      : !drawing.smoothing;

  return (
    <div ref={place} className={`stage-place ${zoom.factor > 1 ? "zoomed" : ""}`}>
      <div
        ref={frame}
        data-testid="stage"
        data-zoom={zoom.factor.toFixed(2)}
        className={`stage-picture ${square ? "pixelated" : ""} ${covered ? "invisible" : ""}`}
        style={{
          width: drawing.width,
          height: drawing.height,
          transform: `translate(${zoom.x}px, ${zoom.y}px) scale(${zoom.factor})`,
        }}
      />
      {children}
    </div>
  );
}
