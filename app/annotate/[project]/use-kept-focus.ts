import { useEffect } from "react";

/**
 * The focus is never nowhere: where the page has just come, or what had the focus is gone, it goes to where the work
 * is, and keys, Tab and a screen reader go on from there. Not under a finger, which needs no focus to come back to.
 * @param home gives it the focus
 */
export function useKeptFocus(home: () => void): void {
  useEffect(() => {
    const lost = document.activeElement === null || document.activeElement === document.body;
    if (!lost || document.querySelector("dialog[open]")) return;
    if (window.matchMedia("(hover: hover)").matches) home();
  });
}
