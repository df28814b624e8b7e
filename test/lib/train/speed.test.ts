import { expect, it } from "vitest";
import type { Executor, Run } from "#lib/tensor/executor.ts";
import { measureSpeed } from "#lib/train/speed.ts";
import { traced } from "#test/lib/tensor/compare.ts";

/** An executor whose every run takes as long as it is told, on a clock of its own. */
function clockwork(trainingMs: number, predictionMs: number) {
  let time = 0;
  const runs = { training: 0, prediction: 0 };
  const takes =
    (ms: number, kind: keyof typeof runs): Run =>
    () => {
      time += ms;
      runs[kind]++;
      return Promise.resolve({});
    };
  const executor: Executor = {
    name: "clockwork",
    open: () => ({
      compile: () => Promise.resolve(takes(trainingMs, "training")),
      read: () => Promise.resolve({}),
      write: () => undefined,
      close: () => Promise.resolve(),
    }),
    freeze: () => Promise.resolve({ run: takes(predictionMs, "prediction"), close: () => Promise.resolve() }),
  };
  return { executor, runs, now: () => time };
}

it("counts the images of the timed steps, and stops when the time is over", async () => {
  const { executor, runs, now } = clockwork(500, 100);
  const speed = await measureSpeed(executor, { batch: 4, steps: 6, most: 1200 }, now);
  expect(speed).toEqual({ training: { median: 8, best: 8 }, prediction: { median: 40, best: 40 } });
  expect(runs).toEqual({ training: 1 + 3, prediction: 1 + 6 });
});

it("measures a real executor", async () => {
  let time = 0;
  const speed = await measureSpeed(traced(), { batch: 2, steps: 1, most: 1 }, () => (time += 1000));
  for (const { median, best } of [speed.training, speed.prediction]) {
    expect(Number.isFinite(best) && median > 0 && best >= median).toBe(true);
  }
});
