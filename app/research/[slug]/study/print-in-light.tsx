"use client";

import { useEffect } from "react";

/** Paper is light: while the page is printed, whichever way it was asked for, so are its colours. */
export function PrintInLight() {
  useEffect(() => {
    const root = document.documentElement;
    let before: string | null = null;
    const light = () => {
      before = root.getAttribute("data-theme");
      root.setAttribute("data-theme", "light");
    };
    const back = () => {
      if (before === null) root.removeAttribute("data-theme");
      else root.setAttribute("data-theme", before);
    };
    window.addEventListener("beforeprint", light);
    window.addEventListener("afterprint", back);
    return () => {
      window.removeEventListener("beforeprint", light);
      window.removeEventListener("afterprint", back);
    };
  }, []);
  return null;
}
