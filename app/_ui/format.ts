/** Numbers as the pages say them. One place, so that 82.8 % is never 0.83 beside it. */

/** A share as a percentage with one decimal; an en dash where it is unknown. */
export const percent = (share: number | null | undefined, digits = 1): string =>
  share === null || share === undefined ? "–" : `${(100 * share).toFixed(digits)} %`;

/** A difference of shares in points, with its sign. */
export const points = (difference: number, digits = 1): string => {
  const value = (100 * difference).toFixed(digits);
  return `${difference > 0 ? "+" : ""}${value.replace("-", "−")}`;
};

/** 12345 → 12,345 */
export const whole = (n: number): string => n.toLocaleString("en-GB");

/** Milliseconds as a person reads them: 850 ms, 1.4 s, 2 min 5 s, 3 h 10 min. */
export function duration(ms: number | null | undefined): string {
  if (ms === null || ms === undefined || !Number.isFinite(ms)) return "–";
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A moment, the same for server and browser so that nothing flickers when the page wakes up. */
export const moment = (ms: number): string =>
  `${new Date(ms).toISOString().slice(0, 16).replace("T", " ")} UTC`;
