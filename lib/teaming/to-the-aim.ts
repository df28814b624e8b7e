import type { OutlookPoint } from "#lib/teaming/outlook.ts";

/** How far it is to an accuracy: questions from here on over the whole project, and the reach of what is uncertain. */
export type ToTheAim =
  | { state: "there" }
  | { state: "ahead"; questions: number; low: number; high: number | null }
  /** even asking everybody everything: the most that is expected */
  | { state: "out of reach"; best: number };

/**
 * @param points what is expected from here on, by questions per item, as lib/teaming/outlook.ts makes them
 * @param asked questions per item so far; @param routed items of the project
 * @param wanted share right, (0, 1)
 */
export function toTheAim(
  points: readonly OutlookPoint[],
  { asked, routed }: { asked: number; routed: number },
  wanted: number,
): ToTheAim {
  const after = (of: (point: OutlookPoint) => number): number | null => {
    const found = points.find((point) => of(point) >= wanted);
    return found ? Math.max(0, found.questions - asked) * routed : null;
  };
  const questions = after(({ accuracy }) => accuracy);
  if (questions === null)
    return { state: "out of reach", best: Math.max(...points.map(({ accuracy }) => accuracy)) };
  if (questions < 0.5) return { state: "there" };
  return { state: "ahead", questions, low: after(({ high }) => high) ?? 0, high: after(({ low }) => low) };
}
