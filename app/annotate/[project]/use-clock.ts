import { useCallback, useEffect, useMemo, useRef } from "react";
import { type Clock, newClock, read, type Reading, tick } from "#lib/timing/clock.ts";

/** Frames remembered for the display's usual frame time. */
const framesKept = 30;

export type StageClock = {
  /** the decoded image has just been put into the page */
  inserted: () => void;
  /** the picture is covered (pause) or uncovered again */
  cover: (covered: boolean) => void;
  /** the reading for an input event with this time stamp; null while there is nothing to answer */
  readAt: (timeStamp: number) => Reading | null;
  /** median time between frames, ms; null before it is known */
  frameMs: () => number | null;
};

/** The browser side of lib/timing/clock.ts: tells it of frames, visibility and focus, all in performance.now() time. */
export function useClock(): StageClock {
  const clock = useRef<Clock>(newClock());
  const frames = useRef<number[]>([]);

  useEffect(() => {
    const onVisibility = () => {
      const type = document.visibilityState === "visible" ? "visible" : "hidden";
      clock.current = tick(clock.current, { type, at: performance.now() });
    };
    const onBlur = () => {
      clock.current = tick(clock.current, { type: "blurred" });
    };
    document.addEventListener("visibilitychange", onVisibility);
    window.addEventListener("blur", onBlur);
    let last: number | null = null;
    let handle = requestAnimationFrame(function sample(at) {
      if (last !== null && at > last) frames.current = [...frames.current, at - last].slice(-framesKept);
      last = at;
      // A second's worth of frames is enough to know the display.
      if (frames.current.length < framesKept) handle = requestAnimationFrame(sample);
    });
    return () => {
      document.removeEventListener("visibilitychange", onVisibility);
      window.removeEventListener("blur", onBlur);
      cancelAnimationFrame(handle);
    };
  }, []);

  const inserted = useCallback(() => {
    const visible = document.visibilityState === "visible";
    const mine = tick(newClock(), { type: "inserted", at: performance.now(), visible });
    clock.current = mine;
    requestAnimationFrame((firstFrame) => {
      // The second frame's callback proves that the first has been painted.
      requestAnimationFrame(() => {
        if (clock.current.insertedAt !== mine.insertedAt) return;
        clock.current = tick(clock.current, { type: "painted", at: firstFrame });
      });
    });
  }, []);

  const cover = useCallback((covered: boolean) => {
    clock.current = tick(clock.current, { type: covered ? "hidden" : "visible", at: performance.now() });
  }, []);

  const readAt = useCallback((timeStamp: number) => read(clock.current, timeStamp), []);

  const frameMs = useCallback(() => {
    const sorted = [...frames.current].sort((a, b) => a - b);
    return sorted[sorted.length >> 1] ?? null;
  }, []);

  // One object for good: a new one would put the picture in again at every render, and restart its time.
  return useMemo(() => ({ inserted, cover, readAt, frameMs }), [inserted, cover, readAt, frameMs]);
}
