import { z } from "zod";

/*
 * One sitting at a project, as the person's own browser counts it: for a goal, a pace and a summary at the end. What
 * the server stores is not touched by it.
 */

export const session = z.object({
  startedAt: z.number(),
  lastAt: z.number(),
  /** answers that stand, and those among them that name no class */
  answers: z.number(),
  unsure: z.number(),
  skips: z.number(),
  /** time between answers, longer pauses left out, ms */
  workMs: z.number(),
});
export type Session = z.output<typeof session>;

/** Longer between two answers is a pause and no work, ms. */
const pauseMs = 60_000;
/** Who comes back later than this begins anew, ms. */
const endsAfterMs = 30 * 60_000;

const fresh = (now: number): Session => ({
  startedAt: now,
  lastAt: now,
  answers: 0,
  unsure: 0,
  skips: 0,
  workMs: 0,
});

/** The sitting that is going on, if any. @param now ms */
export const ongoing = (before: Session | null, now: number): Session | null =>
  before && now - before.lastAt < endsAfterMs && now >= before.lastAt ? before : null;

type Outcome = "label" | "unsure" | "skip";
export type Did = Outcome | `undo ${Outcome}`;

/** The way back from something that was done with a picture. */
export const undoOf = ({ label, skipped }: { label: number | null; skipped?: true }): Did =>
  skipped ? "undo skip" : label === null ? "undo unsure" : "undo label";

/** The sitting after something was done in it. @param pictures with how many at once */
export function after(before: Session | null, did: Did, now: number, pictures = 1): Session {
  const known = ongoing(before, now) ?? fresh(now);
  const since = now - known.lastAt;
  const less = (n: number) => Math.max(0, n - pictures);
  const next = { ...known, lastAt: now, workMs: known.workMs + (since < pauseMs ? since : 0) };
  switch (did) {
    case "label":
      return { ...next, answers: next.answers + pictures };
    case "unsure":
      return { ...next, answers: next.answers + pictures, unsure: next.unsure + pictures };
    case "skip":
      return { ...next, skips: next.skips + pictures };
    case "undo label":
      return { ...next, answers: less(next.answers) };
    case "undo unsure":
      return { ...next, answers: less(next.answers), unsure: less(next.unsure) };
    case "undo skip":
      return { ...next, skips: less(next.skips) };
  }
}

/** Answers a minute of work; null while there are too few to say. */
export const paceOf = ({ answers, workMs }: Session): number | null =>
  answers >= 5 && workMs >= 5000 ? answers / (workMs / 60_000) : null;
