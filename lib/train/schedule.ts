/** Schedules as functions of the share of training that is done, 0 … 1. */

/**
 * Learning-rate factor: a triangle from 0.2 up to 1 at 23 % and down to 0.07.
 * Source: airbench94 (KellerJordan/cifar10-airbench).
 */
export function triangle(progress: number): number {
  const [start, peak, end] = [0.2, 0.23, 0.07];
  if (progress < peak) return start + (1 - start) * (progress / peak);
  return 1 + (end - 1) * ((progress - peak) / (1 - peak));
}

/** Steps between two lookahead updates. */
export const LOOKAHEAD_STEPS = 5;

/**
 * How much of the slow average the lookahead keeps: little at first, nearly all at the end.
 * Source: airbench94, 0.95⁵·(t/T)³; after Zhang et al. 2019, “Lookahead optimizer”.
 */
export const lookaheadKeep = (progress: number): number => 0.95 ** LOOKAHEAD_STEPS * progress ** 3;

/**
 * How much of itself the running average that predicts keeps at an update, every LOOKAHEAD_STEPS steps:
 * of the first updates all count alike; later ones forget exponentially.
 * @param updates those before this one  @param span updates that it reaches back over
 */
export const emaKeep = (updates: number, span: number): number =>
  Math.min(updates / (updates + 1), Math.exp(-1 / span));
