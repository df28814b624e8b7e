/**
 * Response time of one item, as a pure state machine: the browser adapter (app/annotate) feeds it
 * what happens and when, all on one clock (performance.now() and event.timeStamp share an origin).
 *
 *   waiting ── painted ──▶ running ── answered ──▶ done
 *                          running: visible ⇄ hidden
 *
 * t0 is the first frame in which the decoded image is on the screen, t1 the input event's own time
 * stamp, which a busy page does not delay. Hidden time is part of responseMs and left out of
 * visibleMs, so that both readings stay possible; nothing is trimmed here.
 * What it cannot see: the display's own latency and the input device's (10–40 ms, constant a device).
 * Method after jsPsych's keyboard listener and docs/overview/timing-accuracy; see ARCHITECTURE.md.
 */
export type Clock = {
  /** when the image was put into the page; null before */
  insertedAt: number | null;
  /** first frame with the image; null while waiting */
  paintedAt: number | null;
  /** since when the page is hidden; null while visible */
  hiddenSince: number | null;
  hiddenMs: number;
  hiddenCount: number;
  blurCount: number;
};

export type Happening =
  | { type: "inserted"; at: number; visible: boolean }
  | { type: "painted"; at: number }
  | { type: "hidden"; at: number }
  | { type: "visible"; at: number }
  | { type: "blurred" };

export const newClock = (): Clock => ({
  insertedAt: null,
  paintedAt: null,
  hiddenSince: null,
  hiddenMs: 0,
  hiddenCount: 0,
  blurCount: 0,
});

/** The clock after something happened. Unknown orders of events (visible while visible) change nothing. */
export function tick(clock: Clock, happening: Happening): Clock {
  switch (happening.type) {
    case "inserted":
      return { ...clock, insertedAt: happening.at, hiddenSince: happening.visible ? null : happening.at };
    case "painted":
      // Frames are only made while the page is visible, so the first one ends any hidden time before it.
      // A frame's time stamp is that of its beginning, which can lie before an insertion during it.
      return clock.paintedAt === null
        ? { ...clock, paintedAt: Math.max(happening.at, clock.insertedAt ?? happening.at), hiddenSince: null }
        : clock;
    case "hidden": {
      if (clock.hiddenSince !== null) return clock;
      const counts = clock.paintedAt === null ? 0 : 1;
      return { ...clock, hiddenSince: happening.at, hiddenCount: clock.hiddenCount + counts };
    }
    case "visible": {
      if (clock.hiddenSince === null) return clock;
      const away = clock.paintedAt === null ? 0 : Math.max(0, happening.at - clock.hiddenSince);
      return { ...clock, hiddenSince: null, hiddenMs: clock.hiddenMs + away };
    }
    case "blurred":
      return clock.paintedAt === null ? clock : { ...clock, blurCount: clock.blurCount + 1 };
  }
}

/** No one recognises a picture and presses a key in less, ms: such an answer was under way before. */
export const anticipationMs = 100;
/** From insertion to the first frame takes one or two frames; beyond this the picture came late, ms. */
const slowPaintMs = 200;
/** Visible time beyond this is not one decision any more, ms. */
const idleMs = 60_000;

export type Reading = {
  responseMs: number;
  visibleMs: number;
  hiddenCount: number;
  blurCount: number;
  paintMs: number;
  quality: "ok" | "hidden" | "slow-paint" | "anticipation" | "idle";
};

/**
 * The reading at an answer.
 * @param at time stamp of the input event, ms
 * @returns null while the image is not on the screen yet, or for an event older than the image: such a key was meant for the one before
 */
export function read(clock: Clock, at: number): Reading | null {
  if (clock.paintedAt === null || clock.insertedAt === null || at < clock.paintedAt) return null;
  const responseMs = at - clock.paintedAt;
  const hiddenNow = clock.hiddenSince === null ? 0 : Math.max(0, at - clock.hiddenSince);
  const visibleMs = Math.max(0, responseMs - clock.hiddenMs - hiddenNow);
  const paintMs = clock.paintedAt - clock.insertedAt;
  const quality =
    responseMs < anticipationMs
      ? "anticipation"
      : clock.hiddenCount > 0
        ? "hidden"
        : visibleMs > idleMs
          ? "idle"
          : paintMs > slowPaintMs
            ? "slow-paint"
            : "ok";
  return {
    responseMs,
    visibleMs,
    hiddenCount: clock.hiddenCount,
    blurCount: clock.blurCount,
    paintMs,
    quality,
  };
}
