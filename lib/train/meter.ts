import type { TrainingHooks } from "#lib/train/contract.ts";
import type { Progress } from "#lib/train/progress.ts";

/** Running means of an epoch, reported about once a second. */

const REPORT_MS = 1000;

export type Length = { epochs: number; stepsAnEpoch: number; batch: number };
export type Meter = {
  /** counts one step: its loss and how many of its labels were predicted */
  count(loss: number, right: number): void;
  /** reports now; count() does so whenever a second has passed */
  report(accuracy: number | null): void;
  /** means over the epoch so far */
  loss(): number;
  trainAccuracy(): number;
  /** milliseconds since the epoch began */
  elapsed(): number;
};

/**
 * @param before the progress up to this epoch; its accuracy on gold is shown until the next is known
 */
export function openMeter(
  hooks: Pick<TrainingHooks, "now" | "report">,
  { epochs, stepsAnEpoch, batch }: Length,
  { epoch, trainingMs, history }: Pick<Progress, "epoch" | "trainingMs" | "history">,
): Meter {
  const accuracy = history.at(-1)?.accuracy ?? null;
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
      const imagesPerSecond = (step * batch) / ((trainingMs + reported - started) / 1000);
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
