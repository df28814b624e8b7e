import { type RefObject, useSyncExternalStore } from "react";

const never = () => () => undefined;

/** Put the annotation page alone on the screen, or back. @returns null where the browser cannot (phones of some makers) */
export function useFullScreen(root: RefObject<HTMLElement | null>): (() => void) | null {
  const possible = useSyncExternalStore(
    never,
    () => document.fullscreenEnabled,
    () => false,
  );
  if (!possible) return null;
  return () => {
    // A browser that refuses has said so itself.
    const done = document.fullscreenElement
      ? document.exitFullscreen()
      : root.current?.requestFullscreen({ navigationUI: "hide" });
    void done?.catch(() => undefined);
  };
}
