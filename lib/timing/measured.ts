import { z } from "zod";

/** How far a response time can be trusted; the analyses decide what to leave out, storage never does. */
export const qualities = ["ok", "hidden", "slow-paint", "anticipation", "idle", "implausible"] as const;

const ms = z.number().min(0).max(1e9);

/** What the annotation page measured for one answer. */
export const measuredTime = z.object({
  /** first painted frame of the decoded image → time stamp of the key or pointer event, ms */
  responseMs: ms,
  /** the part of it during which the tab was visible, ms */
  visibleMs: ms,
  /** how often the tab was hidden meanwhile */
  hiddenCount: z.int().min(0).max(1e6),
  /** how often the window lost the focus meanwhile */
  blurCount: z.int().min(0).max(1e6),
  input: z.enum(["key", "pointer", "touch"]),
  quality: z.enum(qualities),
  /** insertion into the page → first painted frame, ms */
  paintMs: ms,
  /** usual time between two frames of this display, ms; null before it is known */
  frameMs: ms.nullable(),
  /** the image was decoded before the previous answer was given */
  prefetched: z.boolean(),
  /** side of a picture pixel on the screen, CSS pixels */
  scale: z.number().min(0).max(1000),
  devicePixelRatio: z.number().min(0).max(100),
  smoothing: z.boolean(),
  /** how far the picture was enlarged beyond that at most, while it was looked at; not said by pages of before */
  zoom: z.number().min(1).max(1000).optional(),
});
export type MeasuredTime = z.output<typeof measuredTime>;

/** What the grid measured for the answers of one batch together. */
export const batchTime = measuredTime
  .pick({ visibleMs: true, hiddenCount: true, input: true, quality: true })
  .extend({
    /** the grid's pictures painted, or the batch before given → time stamp of the key or pointer event, ms */
    batchMs: ms,
    /** pictures on the screen without an answer, those of the batch included */
    shown: z.int().min(1).max(1000),
  });
export type BatchTime = z.output<typeof batchTime>;
