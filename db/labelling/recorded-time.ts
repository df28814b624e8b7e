import type { Desk } from "#db/labelling/desk.ts";
import type { Held } from "#db/labelling/statements.ts";
import type { Judgment } from "#db/schema.ts";
import type { MeasuredTime } from "#lib/timing/measured.ts";
import { judgeTime, type Verdict } from "#lib/timing/plausible.ts";

/** What is stored with an answer of how long it took: of itself, or the batch that it was given with. */
export type RecordedTime = Pick<
  Judgment,
  "responseMs" | "visibleMs" | "hiddenCount" | "input" | "quality" | "batchId"
> & { timing: string | null };

type Spent = Parameters<typeof judgeTime>[0];

/** Judge a time that a person says to have taken, and remember until when it kept them busy. */
export function judged(
  desk: Desk,
  userId: number,
  spent: Spent,
  servedAt: number,
  receivedAt: number,
): Verdict["quality"] {
  const { quality, freeAt } = judgeTime(spent, {
    ...{ servedAt, receivedAt },
    freeAt: desk.freeAt.get(userId) ?? 0,
  });
  desk.freeAt.set(userId, freeAt);
  return quality;
}

/** Of a picture that was shown by itself. */
export function timeAlone(
  desk: Desk,
  userId: number,
  time: MeasuredTime,
  { servedAt }: Held,
  now: number,
): RecordedTime {
  const { responseMs, visibleMs, hiddenCount, input, blurCount, paintMs, frameMs, prefetched } = time;
  const { scale, devicePixelRatio, smoothing, zoom } = time;
  const timing = { blurCount, paintMs, frameMs, prefetched, scale, devicePixelRatio, smoothing, zoom };
  const quality = judged(desk, userId, time, servedAt, now);
  return {
    ...{ responseMs, visibleMs, hiddenCount, input, quality },
    ...{ timing: JSON.stringify(timing), batchId: null },
  };
}

/** Of one among many: the batch has the time. */
export const timeInBatch = (batchId: number): RecordedTime => ({
  ...{ responseMs: null, visibleMs: null, hiddenCount: null, input: null, quality: null },
  ...{ timing: null, batchId },
});
