import { useEffect, useState } from "react";
import { roomIn } from "./drawing.ts";

/** The square for the picture and the screen's pixels, followed as the window changes. */
export function useRoom(): { room: number; devicePixelRatio: number } {
  const [now, setNow] = useState({ room: 384, devicePixelRatio: 1 });
  useEffect(() => {
    const measure = () => setNow({ room: roomIn(window), devicePixelRatio: window.devicePixelRatio });
    measure();
    window.addEventListener("resize", measure);
    return () => window.removeEventListener("resize", measure);
  }, []);
  return now;
}
