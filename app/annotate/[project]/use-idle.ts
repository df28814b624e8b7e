import { useEffect, useRef, useState } from "react";

/** Nobody looks at one small picture for longer without touching anything. */
const idleAfterMs = 60_000;

/**
 * Has nobody touched anything for a while? The page then covers the picture and stops its time,
 * instead of guessing afterwards which long times were real.
 * @returns whether it is so, and how to end it
 */
export function useIdle(active: boolean, onIdle: () => void): [boolean, () => void] {
  const [idle, setIdle] = useState(false);
  const handler = useRef(onIdle);
  useEffect(() => {
    handler.current = onIdle;
  }, [onIdle]);
  useEffect(() => {
    if (!active || idle) return;
    const fallIdle = () => {
      handler.current();
      setIdle(true);
    };
    let timer = setTimeout(fallIdle, idleAfterMs);
    const touched = () => {
      clearTimeout(timer);
      timer = setTimeout(fallIdle, idleAfterMs);
    };
    const events = ["keydown", "pointerdown", "pointermove"] as const;
    for (const event of events) window.addEventListener(event, touched);
    return () => {
      clearTimeout(timer);
      for (const event of events) window.removeEventListener(event, touched);
    };
  }, [active, idle]);
  return [idle, () => setIdle(false)];
}
