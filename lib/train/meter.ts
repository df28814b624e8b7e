import type { TrainingHooks } from "#lib/train/contract.ts";

/** Counts what an epoch has learnt so far and reports it about once a second. */

const REPORT_MS = 1000;

export type Length = { epochs: number; stepsAnEpoch: number; batch: number };
export type Meter = {
  /** counts one step: its loss and how many of its labels were predicted */
  count(loss: number, right: number): void;
  /** reports now; also done by count() when a second has gone by */
  report(accuracy: number | null): void;
  /** means over the epoch so far */
  loss(): number;
  trainAccuracy(): number;
  /** milliseconds since the epoch began */
  elapsed(): number;
};

/**
 * @param epoch index of the epoch, from 0
 * @param earlierMs time spent on training in the epochs before
 * @param accuracy on gold after the epoch before, shown until the next is known
 */
export function openMeter(
  hooks: TrainingHooks,
  { epochs, stepsAnEpoch, batch }: Length,
  epoch: number,
  earlierMs: number,
  accuracy: number | null,
): Meter {
  const started = hooks.now();
  let reported = started;
  let steps = 0;
  let lossSum = 0;
  let rightSum = 0;
  const meter: Meter = {
    count(loss, right) {
      steps++;
      lossSum += loss;
      rightSum += right;
      if (hooks.now() - reported >= REPORT_MS) meter.report(accuracy);
    },
    report(known) {
      reported = hooks.now();
      const step = epoch * stepsAnEpoch + steps;
      const imagesPerSecond = (step * batch) / ((earlierMs + reported - started) / 1000);
      hooks.report({
        epoch: epoch + 1,
        epochs,
        step,
        steps: epochs * stepsAnEpoch,
        imagesPerSecond,
        loss: meter.loss(),
        trainAccuracy: meter.trainAccuracy(),
        accuracy: known,
        secondsLeft: ((epochs * stepsAnEpoch - step) * batch) / imagesPerSecond,
      });
    },
    loss: () => lossSum / steps,
    trainAccuracy: () => rightSum / (steps * batch),
    elapsed: () => hooks.now() - started,
  };
  return meter;
}
