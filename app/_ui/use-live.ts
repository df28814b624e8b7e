import { useEffect, useRef, useState } from "react";

/** Without a stream (a proxy that buffers, say) the page asks this often, ms; also the pause before trying again. */
const pauseMs = 2000;
const failuresBeforePolling = 2;

export type LiveState =
  | "connecting"
  /** the stream is open and the last question was answered */
  | "live"
  /** no stream, but asking every two seconds works */
  | "polling"
  /** what is on the screen may be old */
  | "reconnecting";

/**
 * Calls `onNews` whenever something of the project changed: by server-sent events, and by asking
 * again and again while those do not get through. One call at a time; news during a call make one more.
 * @param project slug; null follows every project
 * @param onNews rejects when it could not get the news; it is then called again
 */
export function useLive(project: string | null, onNews: () => Promise<void>): LiveState {
  const [state, setState] = useState<LiveState>("connecting");
  const ask = useRef(onNews);
  useEffect(() => {
    ask.current = onNews;
  }, [onNews]);
  useEffect(
    () =>
      follow(
        project === null ? "/api/live" : `/api/live?project=${encodeURIComponent(project)}`,
        () => ask.current(),
        setState,
      ),
    [project],
  );
  return state;
}

/** @returns a function that ends it */
function follow(url: string, ask: () => Promise<void>, tell: (state: LiveState) => void): () => void {
  let source: EventSource;
  let streaming = false;
  let failures = 0;
  let answered = true;
  let asking = false;
  let again = false;
  let ended = false;
  let polling: ReturnType<typeof setInterval> | null = null;
  let reconnect: ReturnType<typeof setTimeout> | null = null;
  let retry: ReturnType<typeof setTimeout> | null = null;

  const say = () => {
    if (ended) return;
    if (!answered) tell("reconnecting");
    else if (streaming) tell("live");
    else if (polling) tell("polling");
    else tell(failures === 0 ? "connecting" : "reconnecting");
  };
  const news = async () => {
    if (asking) {
      again = true;
      return;
    }
    asking = true;
    if (retry) clearTimeout(retry);
    do {
      again = false;
      answered = await ask().then(
        () => true,
        () => false,
      );
    } while (again && !ended);
    asking = false;
    if (!answered && !polling && !ended) retry = setTimeout(() => void news(), pauseMs);
    say();
  };
  const poll = (on: boolean) => {
    if (on) polling ??= setInterval(() => void news(), pauseMs);
    else if (polling) clearInterval(polling);
    if (!on) polling = null;
  };
  const connect = () => {
    source = new EventSource(url);
    source.onopen = () => {
      streaming = true;
      failures = 0;
      poll(false);
      void news(); // whatever happened while the stream was away
    };
    source.onmessage = () => void news();
    source.onerror = () => {
      streaming = false;
      failures++;
      // After a lost connection the browser tries again by itself; after a refusal it does not.
      if (source.readyState === EventSource.CLOSED) reconnect = setTimeout(connect, pauseMs);
      if (failures >= failuresBeforePolling) poll(true);
      say();
    };
  };
  // A computer that slept may hold a dead connection without knowing.
  const woken = () => {
    if (document.visibilityState === "visible") void news();
  };

  connect();
  document.addEventListener("visibilitychange", woken);
  window.addEventListener("online", woken);
  return () => {
    ended = true;
    source.close();
    poll(false);
    if (reconnect) clearTimeout(reconnect);
    if (retry) clearTimeout(retry);
    document.removeEventListener("visibilitychange", woken);
    window.removeEventListener("online", woken);
  };
}
