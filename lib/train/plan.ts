import type { Phase } from "#lib/methods/method.ts";

/** What one epoch does: its phase, and where it stands in the phase and in the schedule. */
export type PlannedEpoch = {
  phase: Phase;
  /** position of the phase in the method's list */
  index: number;
  /** epochs of this phase before this one, and in all */
  done: number;
  length: number;
  /** first epoch and end of the learning-rate schedule, which starts over where a phase restarts */
  from: number;
  to: number;
};

/**
 * Divides the epochs among the phases, rounding where each one ends. With very few epochs a short
 * phase may get none.
 */
export function planEpochs(phases: Phase[], epochs: number): PlannedEpoch[] {
  const total = phases.reduce((sum, { share }) => sum + share, 0);
  let [before, end] = [0, 0];
  const spans = phases.map((phase, index) => {
    const start = end;
    end = Math.round((epochs * (before += phase.share)) / total);
    return { phase, index, start, length: end - start };
  });
  /** where a learning-rate schedule begins */
  const starts = spans.filter(({ phase, index }) => phase.restart || index === 0).map(({ start }) => start);
  return spans.flatMap(({ phase, index, start, length }) => {
    const from = starts.filter((each) => each <= start).at(-1) ?? 0;
    const to = starts.find((each) => each > start) ?? epochs;
    return Array.from({ length }, (_, done) => ({ phase, index, done, length, from, to }));
  });
}

/** A crop with fewer pixels on a side would show too little. */
const SMALLEST_SIDE = 16;

/** Side of what an epoch sees of each image: a crop in the early epochs of a schedule, all of it later. */
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
