import type { Phase } from "#lib/methods/method.ts";

/** What one epoch does: its phase, and where it stands in the phase and in the schedule. */
export type PlannedEpoch = {
  phase: Phase;
  /** position of the phase in the method's list */
  index: number;
  /** epochs of this phase before this one, and in all */
  done: number;
  length: number;
  /** first epoch and end of the learning-rate schedule: it begins anew where a phase restarts */
  from: number;
  to: number;
};

/**
 * Shares out the epochs among the phases, by rounding where each one ends. With very few epochs a
 * short phase may get none.
 */
export function planEpochs(phases: Phase[], epochs: number): PlannedEpoch[] {
  const total = phases.reduce((sum, { share }) => sum + share, 0);
  let before = 0;
  const ends = phases.map(({ share }) => Math.round((epochs * (before += share)) / total));
  const starts = ends.map((_, index) => (index === 0 ? 0 : ends[index - 1]!));
  const legs = phases.flatMap(({ restart }, index) => (restart || index === 0 ? [starts[index]!] : []));
  return phases.flatMap((phase, index) => {
    const length = ends[index]! - starts[index]!;
    const from = legs.filter((start) => start <= starts[index]!).at(-1)!;
    const to = legs.find((start) => start > starts[index]!) ?? epochs;
    return Array.from({ length }, (_, done) => ({ phase, index, done, length, from, to }));
  });
}

/** Below this many pixels a part of an image would show too little. */
const SMALLEST_SIDE = 16;

/** Side of what an epoch sees of each image: a part in early epochs of a schedule, all of it later. */
export function sideOf(
  epoch: number,
  { from, to }: Pick<PlannedEpoch, "from" | "to">,
  size: number,
  { earlySide, earlyShare }: { earlySide: number; earlyShare: number },
): number {
  const side = Math.round(size * earlySide);
  const early = Math.min(Math.round((to - from) * earlyShare), to - from - 1);
  return side >= SMALLEST_SIDE && epoch - from < early ? side : size;
}
