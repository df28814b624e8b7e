/** Numbers as every page, command, report and figure writes them: 82.8 % is never 0.83 beside it. */

export const unknown = "–";
export const minus = (text: string): string => text.replace("-", "−");
const isKnown = (value: number | null | undefined): value is number =>
  value !== null && value !== undefined && Number.isFinite(value);

/** A share: 0.853 → "85.3 %"; "–" where it is unknown. */
export const percent = (share: number | null | undefined, digits = 1): string =>
  isKnown(share) ? `${minus((100 * share).toFixed(digits))} %` : unknown;

/** A share as somebody set it, with the digits that it has: 0.05 → "5 %", 0.000001 → "0.0001 %". */
export const percentSet = (share: number): string => `${Number((100 * share).toPrecision(6))} %`;

/** A difference of shares in percentage points, with its sign: 0.012 → "+1.2"; none where it rounds to 0. */
export function points(difference: number | null | undefined, digits = 1): string {
  if (!isKnown(difference)) return unknown;
  const text = (100 * difference).toFixed(digits);
  if (Number(text) === 0) return text.replace("-", "");
  return difference > 0 ? `+${text}` : minus(text);
}

/** 12345 → "12,345" */
export const counted = (n: number | null | undefined): string =>
  isKnown(n) ? minus(Math.round(n).toLocaleString("en-GB")) : unknown;

/** "1 item", "1,000 items" */
export const numbered = (n: number, one: string, many = `${one}s`): string =>
  `${counted(n)} ${n === 1 ? one : many}`;

/** How long to wait, in whole units and never too short: "1 second", "45 seconds", "15 minutes". */
export const waitWords = (seconds: number): string =>
  seconds < 90 ? numbered(Math.ceil(seconds), "second") : numbered(Math.ceil(seconds / 60), "minute");

/** Milliseconds as a person reads them: "850 ms", "1.24 s", "12.4 s", "2 min 5 s", "3 h 10 min". */
export function duration(ms: number | null | undefined): string {
  if (!isKnown(ms)) return unknown;
  if (ms < 0) return `−${duration(-ms)}`;
  if (Math.round(ms) < 1000) return `${Math.round(ms)} ms`;
  if (ms < 9995) return `${(ms / 1000).toFixed(2)} s`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Bytes as a person reads them: "12 kB", "3.4 MB", "1.2 GB". */
export function fileSize(bytes: number): string {
  if (bytes < 1e6) return `${Math.max(1, Math.round(bytes / 1e3))} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
}

/** How many there are, and how large: "3 packs, 8.9 MB", "none". @param one what one of them is called */
export const amountOf = (files: readonly { bytes: number }[], one: string): string =>
  files.length === 0
    ? "none"
    : `${numbered(files.length, one)}, ${fileSize(files.reduce((sum, { bytes }) => sum + bytes, 0))}`;
