"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

/** The arrow keys go to the items beside this one, unless they are needed where the focus is. */
export function StepKeys({ before, after }: { before: string | null; after: string | null }) {
  const router = useRouter();
  useEffect(() => {
    const step = (event: KeyboardEvent) => {
      if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      const { target } = event;
      if (
        target instanceof Element &&
        target.closest("input, select, textarea, [role=group], [tabindex='0']")
      )
        return;
      const to = event.key === "ArrowLeft" ? before : event.key === "ArrowRight" ? after : null;
      if (to !== null) router.push(to);
    };
    document.addEventListener("keydown", step);
    return () => document.removeEventListener("keydown", step);
  }, [before, after, router]);
  return null;
}
