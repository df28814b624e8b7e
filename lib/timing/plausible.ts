import { anticipationMs } from "#lib/timing/clock.ts";
import type { MeasuredTime } from "#lib/timing/measured.ts";

/** The server's clock, the browser's and the network may differ by this much before a time is called implausible, ms. */
export const toleranceMs = 2000;

/** What the server itself knows of an answer, ms on its own clock. */
export type Known = {
  servedAt: number;
  receivedAt: number;
  /** earliest moment at which the person can have been done with the answer before; 0: unknown */
  freeAt: number;
};

export type Verdict = {
  quality: MeasuredTime["quality"];
  /** earliest moment at which the person can have been done with this answer, ms */
  freeAt: number;
};

/**
 * How far a time can be trusted, whatever the browser says of it. A picture can be looked at from when it
 * was served, and not while the one before was; so the visible times of a person, one after the other,
 * must fit before the receipt. Answers that waited for a connection come in a burst and fit all the same.
 * The figure itself is kept as it came.
 */
export function judgeTime(
  {
    responseMs,
    visibleMs,
    hiddenCount,
    quality,
  }: Pick<MeasuredTime, "responseMs" | "visibleMs" | "hiddenCount" | "quality">,
  { servedAt, receivedAt, freeAt }: Known,
): Verdict {
  const done = Math.max(servedAt, freeAt) + visibleMs;
  const possible =
    visibleMs <= responseMs &&
    responseMs <= receivedAt - servedAt + toleranceMs &&
    done <= receivedAt + toleranceMs;
  // What cannot be is no measure for what comes after it, and a clock that was set back must not be one either.
  if (!possible) return { quality: "implausible", freeAt: Math.min(freeAt, receivedAt + toleranceMs) };
  if (responseMs < anticipationMs) return { quality: "anticipation", freeAt: done };
  if (quality === "ok" && hiddenCount > 0) return { quality: "hidden", freeAt: done };
  return { quality, freeAt: done };
}
