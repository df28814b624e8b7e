/** What the browser measured of an ordinary answer. */
export const sampleTime = {
  responseMs: 500,
  visibleMs: 500,
  hiddenCount: 0,
  blurCount: 0,
  input: "key",
  quality: "ok",
  paintMs: 16,
  frameMs: 16.7,
  prefetched: true,
  scale: 8,
  devicePixelRatio: 1,
  smoothing: false,
} as const;
