"use client";

import { useRouter } from "next/navigation";
import { useCallback } from "react";
import { useLive } from "./use-live.ts";

/** At most this often, however much happens, ms. */
const pauseMs = 700;

/** Renders the page again on the server when something of the project (or of any, without one) changed. */
export function LiveRefresh({ project }: { project?: string }) {
  const router = useRouter();
  const refresh = useCallback(async () => {
    // News that come during the pause make one refresh together.
    await new Promise((done) => setTimeout(done, pauseMs));
    router.refresh();
  }, [router]);
  useLive(project ?? null, refresh);
  return null;
}
