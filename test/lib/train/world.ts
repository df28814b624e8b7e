import type { TrainingData, TrainingHooks, TrainingProgress } from "#lib/train/train.ts";
import { randomSource } from "#lib/train/random.ts";

/** Small worlds to train on, and hooks that remember. */

/**
 * Images whose class is their pattern (vertical stripes, horizontal stripes, chequers, plain) on
 * noise: learnable from a few dozen items. The last third is kept for prediction.
 */
export function patternWorld(n: number, size: number, classes: 2 | 3 | 4, seed = 1): TrainingData {
  const random = randomSource(seed);
  const patterns = [
    (_: number, x: number) => x % 2,
    (y: number) => y % 2,
    (y: number, x: number) => (x + y) % 2,
    () => 0,
  ];
  const labels = Int32Array.from({ length: n }, (_, item) => item % classes);
  const images = Uint8Array.from({ length: n * size * size * 3 }, (_, i) => {
    const pixel = Math.floor(i / 3);
    const [item, y, x] = [Math.floor(pixel / size ** 2), Math.floor(pixel / size) % size, pixel % size];
    return random.below(120) + 120 * patterns[labels[item]!]!(y, x);
  });
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
