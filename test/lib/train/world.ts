import type { PictureData, TrainingHooks, TrainingProgress } from "#lib/train/train.ts";
import { randomSource } from "#lib/random.ts";

/** Small worlds to train on, and hooks that remember. */

/**
 * Noise images whose class is the channel that is brighter (the fourth class: none): learnable from
 * a few dozen items. The last third is kept for prediction.
 */
export function colourWorld(n: number, size: number, classes: 2 | 3 | 4, seed = 1): PictureData {
  const random = randomSource(seed);
  const length = size * size * 3;
  const labels = Int32Array.from({ length: n }, (_, item) => item % classes);
  const images = Uint8Array.from(
    { length: n * length },
    (_, i) => random.below(120) + (i % 3 === labels[Math.floor(i / length)]! ? 100 : 0),
  );
  const cut = Math.floor((n * 2) / 3);
  const rows = Int32Array.from({ length: n }, (_, row) => row);
  return {
    images,
    size,
    classes,
    train: { rows: rows.slice(0, cut), labels: labels.slice(0, cut) },
    predict: { rows: rows.slice(cut), gold: labels.slice(cut) },
  };
}

export type Recorder = TrainingHooks & {
  saved: Uint8Array[];
  reports: TrainingProgress[];
  events: [string, object | undefined][];
};

/** Hooks with a clock that ticks at every look and a checkpoint store in memory. */
export function recorder(change: Partial<TrainingHooks> = {}, from: Uint8Array | null = null): Recorder {
  let clock = 0;
  const saved: Uint8Array[] = [];
  const reports: TrainingProgress[] = [];
  const events: [string, object | undefined][] = [];
  return {
    saved,
    reports,
    events,
    now: () => (clock += 7),
    report: (progress) => reports.push(progress),
    checkpoints: {
      load: () => Promise.resolve(saved.at(-1) ?? from),
      save: (bytes) => {
        saved.push(bytes);
        return Promise.resolve();
      },
    },
    cancelled: () => false,
    log: (event, detail) => events.push([event, detail]),
    ...change,
  };
}

/** Options small enough for a test. */
export const small = {
  epochs: 4,
  batch: 16,
  threads: 1,
  translate: 1,
  backboneOptions: { widths: [8, 8, 8] },
};
