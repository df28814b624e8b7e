import type { OutlookPoint } from "#lib/teaming/outlook.ts";

/** How far it is to an accuracy: questions from here on over the whole project, and the reach of what is uncertain. */
export type ToTheAim =
  | { state: "there" }
  | { state: "ahead"; questions: number; low: number; high: number | null }
  /** even asking everybody everything: the most that is expected */
  | { state: "out of reach"; best: number };

/**
 * @param points what is expected, by questions per item: as it stands, then from here on, as lib/teaming/outlook.ts
 *   makes them; between two of them the way is straight, as it is drawn
 * @param routed items of the project
 * @param wanted share right, (0, 1)
 */
export function toTheAim(
  points: readonly [now: OutlookPoint, ...fromHere: OutlookPoint[]],
  routed: number,
  wanted: number,
): ToTheAim {
  const [now] = points;
  const after = (of: (point: OutlookPoint) => number): number | null => {
    const at = points.findIndex((point) => of(point) >= wanted);
    const [before, found] = [points[at - 1], points[at]];
    if (!found) return null;
    if (!before) return 0;
    const share = (wanted - of(before)) / (of(found) - of(before));
    const questions = before.questions + share * (found.questions - before.questions);
    return Math.max(0, questions - now.questions) * routed;
  };
  const questions = after(({ accuracy }) => accuracy);
  if (questions === null)
    return { state: "out of reach", best: Math.max(...points.map(({ accuracy }) => accuracy)) };
  if (questions < 0.5) return { state: "there" };
  return { state: "ahead", questions, low: after(({ high }) => high) ?? 0, high: after(({ low }) => low) };
}
