"use client";

import { useRouter } from "next/navigation";
import { useCallback, useRef } from "react";
import { LiveDot } from "../live-dot.tsx";
import { useLive } from "../../../_ui/use-live.ts";

/** Numbers change under a reader's eyes no more often than this, ms. */
const pauseMs = 4000;

/** Renders the page again on the server some seconds after labels came in, and says whether it does. */
export function Fresh({ project }: { project: string }) {
  const router = useRouter();
  const first = useRef(true);
  const refresh = useCallback(async () => {
    // The stream's first word only says that it is there; the page was computed a moment ago.
    if (first.current) {
      first.current = false;
      return;
    }
    await new Promise((done) => setTimeout(done, pauseMs));
    router.refresh();
  }, [router]);
  return <LiveDot state={useLive(project, refresh)} />;
}
