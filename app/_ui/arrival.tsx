"use client";

import { useEffect } from "react";

let loaded = false;

/**
 * Where one of our own links was followed, the focus is lost with the link: it goes to the new page's content. A page
 * that the browser loads itself begins at its top.
 */
export function Arrival({ id }: { id: string }) {
  useEffect(() => {
    if (loaded && document.activeElement === document.body)
      document.getElementById(id)?.focus({ preventScroll: true });
    loaded = true;
  }, [id]);
  return null;
}
