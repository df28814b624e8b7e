import type { RunState } from "#lib/domain.ts";

export type PanelPart = {
  state: RunState;
  /** of a finished training */
  seconds: number | null;
  /** of a running one, 0 … 1 */
  progress: number;
  /** ms */
  startedAt: number | null;
};

/**
 * How far a panel of trainings has got.
 * @returns failed counts what failed or was cancelled; progress 0 … 1 over trainings; secondsLeft is
 *   null until something can be extrapolated, and 0 when nothing is left
 */
export function panelProgress(
  parts: readonly PanelPart[],
  now: number,
): { done: number; failed: number; progress: number; secondsLeft: number | null } {
  const finished = parts.filter(({ state }) => state === "finished");
  const failed = parts.filter(({ state }) => state === "failed" || state === "cancelled").length;
  const running = parts.filter(({ state }) => state === "running");
  const queued = parts.filter(({ state }) => state === "queued").length;
  const partly = running.reduce((sum, { progress }) => sum + progress, 0);
  const progress = parts.length === 0 ? 0 : (finished.length + failed + partly) / parts.length;

  // how long a training takes: known from finished ones, else extrapolated from running ones
  const guesses = running.flatMap(({ progress: part, startedAt }) =>
    part > 0.05 && startedAt !== null ? [(now - startedAt) / 1000 / part] : [],
  );
  const known = finished.flatMap(({ seconds }) => (seconds === null ? [] : [seconds]));
  const each = known.length > 0 ? known : guesses;
  if (queued + running.length === 0) return { done: finished.length, failed, progress: 1, secondsLeft: 0 };
  if (each.length === 0) return { done: finished.length, failed, progress, secondsLeft: null };
  const mean = each.reduce((sum, seconds) => sum + seconds, 0) / each.length;
  return { done: finished.length, failed, progress, secondsLeft: mean * (queued + running.length - partly) };
}
