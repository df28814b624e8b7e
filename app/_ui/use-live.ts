import { useEffect, useRef, useState } from "react";

/** Without a stream (a proxy that buffers, say) the page asks this often, ms. */
const pollMs = 2000;
const failuresBeforePolling = 2;

export type LiveState = "connecting" | "live" | "polling";

/**
 * Calls `onNews` whenever something of the project changed: by server-sent events, and by asking
 * again and again while those do not get through. One call at a time; news during a call make one more.
 */
export function useLive(project: string, onNews: () => Promise<void>): LiveState {
  const [state, setState] = useState<LiveState>("connecting");
  const handler = useRef(onNews);
  useEffect(() => {
    handler.current = onNews;
  }, [onNews]);

  useEffect(() => {
    let ended = false;
    let busy = false;
    let again = false;
    let failures = 0;
    let polling: ReturnType<typeof setInterval> | null = null;
    const tell = async () => {
      if (busy) {
        again = true;
        return;
      }
      busy = true;
      do {
        again = false;
        await handler.current().catch(() => undefined);
      } while (again && !ended);
      busy = false;
    };
    const source = new EventSource(`/api/live?project=${encodeURIComponent(project)}`);
    source.onopen = () => {
      failures = 0;
      if (polling) clearInterval(polling);
      polling = null;
      setState("live");
      void tell(); // whatever happened while the stream was away
    };
    source.onmessage = () => void tell();
    source.onerror = () => {
      failures++;
      if (failures < failuresBeforePolling || polling) {
        if (!polling) setState("connecting");
        return;
      }
      setState("polling");
      polling = setInterval(() => void tell(), pollMs);
    };
    return () => {
      ended = true;
      source.close();
      if (polling) clearInterval(polling);
    };
  }, [project]);

  return state;
}
