"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

/** At most this often, however much happens, ms. */
const pauseMs = 700;

/** Renders the page again on the server when something of the project (or of any, without one) changed. */
export function LiveRefresh({ project }: { project?: string }) {
  const router = useRouter();
  useEffect(() => {
    const source = new EventSource(
      project ? `/api/live?project=${encodeURIComponent(project)}` : "/api/live",
    );
    let timer: ReturnType<typeof setTimeout> | null = null;
    source.onmessage = () => {
      timer ??= setTimeout(() => {
        timer = null;
        router.refresh();
      }, pauseMs);
    };
    return () => {
      source.close();
      if (timer) clearTimeout(timer);
    };
  }, [project, router]);
  return null;
}
