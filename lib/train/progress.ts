import type { Memory } from "#lib/methods/method.ts";
import type { Named, Values } from "#lib/tensor/executor.ts";
import { encodeCheckpoint, type EpochRecord } from "#lib/train/checkpoint.ts";
import type { Resumed } from "#lib/train/resume.ts";
import type { Training } from "#lib/train/training.ts";

/** Where a training stands after an epoch. Every epoch makes a new value of it. */
export type Progress = {
  /** epochs completed */
  epoch: number;
  /** what the method remembers from epoch to epoch */
  memory: Memory;
  /** the best epoch so far and its validation accuracy */
  best: { epoch: number; right: number } | null;
  /** that epoch's weights; empty while none is chosen */
  bestWeights: Named<Values>;
  history: EpochRecord[];
  /** milliseconds spent on training steps */
  trainingMs: number;
};

/** The progress to start from: none, or a checkpoint's. */
export const progressFrom = (resumed: Resumed | null): Progress => ({
  epoch: resumed?.header.epoch ?? 0,
  memory: resumed?.memory ?? {},
  best: resumed?.header.best ?? null,
  bestWeights: resumed?.best ?? {},
  history: resumed?.header.history ?? [],
  trainingMs: (resumed?.header.trainingSeconds ?? 0) * 1000,
});

/** A checkpoint of this progress: `tensors` are a whole state to resume from, or weights to predict with. */
export function checkpointOf(
  { settings, fingerprint, source, width, normalisation, sharedEpochs, seconds }: Training,
  { epoch, best, history, trainingMs }: Progress,
  tensors: Named<Values>,
  temperature = 1,
): Uint8Array {
  const { size, classes } = source;
  const times = { seconds: seconds(), trainingSeconds: trainingMs / 1000 };
  const { mean, deviation } = normalisation;
  const made = {
    options: settings,
    fingerprint,
    size,
    classes,
    width,
    temperature,
    normalisation: { mean: [...mean], deviation: [...deviation] },
  };
  return encodeCheckpoint({
    header: { ...made, epoch, history, best, shared: sharedEpochs, ...times },
    tensors,
  });
}
