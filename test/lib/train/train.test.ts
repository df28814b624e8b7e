import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { predict, train, TrainingError } from "#lib/train/train.ts";
import { colourWorld, recorder, small } from "#test/lib/train/world.ts";

const world = colourWorld(240, 16, 4);

describe("train", () => {
  it("learns a small problem, predicts out of sample, and the checkpoint predicts the same", async () => {
    const hooks = recorder();
    const result = await train(
      world,
      { ...small, epochs: 8, backboneOptions: { widths: [16, 32, 32] } },
      hooks,
    );
    expect(result.accuracy).toBeGreaterThan(0.95);
    expect(result.gold).toBe(80);
    expect(result.history.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 8 }, (_, i) => i + 1));
    expect(result.history.at(-1)!.loss).toBeLessThan(result.history[0]!.loss);
    for (let row = 0; row < 80; row++) {
      const sum = result.probabilities.subarray(row * 4, row * 4 + 4).reduce((a, b) => a + b);
      expect(sum).toBeCloseTo(1, 4);
    }
    const rest = world.images.slice(160 * 16 * 16 * 3);
    expect(await predict(result.checkpoint, rest, 16)).toEqual(result.probabilities);
    expect(hooks.reports.at(-1)).toMatchObject({
      epoch: 8,
      epochs: 8,
      step: 80,
      steps: 80,
      secondsLeft: 0,
    });
    expect(hooks.events[0]![0]).toBe("executor.chosen");
  });

  it("gives the same weights for the same seed, and others for another", async () => {
    const [first, again, other] = [
      await train(world, small, recorder()),
      await train(world, small, recorder()),
      await train(world, { ...small, seed: 1 }, recorder()),
    ];
    expect(again.probabilities).toEqual(first.probabilities);
    expect(other.probabilities).not.toEqual(first.probabilities);
  });

  it("keeps what it learnt where there are too few steps for an average of the weights", async () => {
    const predicted = async (epochs: number, lookahead: boolean) =>
      (await train(world, { ...small, batch: 160, epochs, lookahead }, recorder())).probabilities;
    // one step an epoch; the average begins with the fifth
    expect(await predicted(4, true)).toEqual(await predicted(4, false));
    expect(await predicted(5, true)).not.toEqual(await predicted(5, false));
  });

  it("resumed after any epoch it ends bit-equal to an undisturbed training", async () => {
    const undisturbed = recorder();
    const whole = await train(world, small, undisturbed);
    for (const after of [1, 3, 4]) {
      const hooks = recorder({}, undisturbed.saved[after - 1]);
      const rest = await train(world, small, hooks);
      expect(hooks.events.map(([name]) => name)).toContain("checkpoint.resumed");
      expect(hooks.saved.length).toBe(4 - after);
      expect(rest.probabilities).toEqual(whole.probabilities);
      expect(rest.history).toEqual(whole.history);
    }
    const after = await train(world, small, recorder({}, whole.checkpoint));
    expect(after.probabilities).toEqual(whole.probabilities);
  });

  it("resumes exactly also while early epochs see parts of larger images", async () => {
    const larger = colourWorld(96, 24, 4);
    const options = { ...small, epochs: 3, earlyShare: 0.7, earlySide: 0.7 };
    const undisturbed = recorder();
    const whole = await train(larger, options, undisturbed);
    const rest = await train(larger, options, recorder({}, undisturbed.saved[0]));
    expect(rest.probabilities).toEqual(whole.probabilities);
    const full = await train(larger, { ...options, earlyShare: 0 }, recorder());
    expect(full.probabilities).not.toEqual(whole.probabilities);
  });

  it("resumes a checkpoint of version 0.1, which says heldOut and offset", async () => {
    const options = { ...small, epochs: 5, keep: "best", calibrate: true, learningRate: 30 } as const;
    const blob = readFileSync(`${import.meta.dirname}/../../fixtures/checkpoint-0.1.bin`);
    const hooks = recorder({}, blob);
    const resumed = await train(world, { ...options, validation: 0.3 }, hooks);
    expect(hooks.events.map(([name]) => name)).toContain("checkpoint.resumed");
    expect(hooks.saved.length).toBe(2);
    expect(resumed.history.every(({ validation }) => validation !== null)).toBe(true);
    // the very same training, its options as they were stored then
    const stored: object = { ...options, heldOut: 0.3 };
    const again = recorder({}, blob);
    expect((await train(world, stored, again)).probabilities).toEqual(resumed.probabilities);
    expect(again.saved.length).toBe(2);
  });

  it("does not resume from a damaged or foreign checkpoint", async () => {
    const foreign = recorder();
    await train(world, { ...small, epochs: 1, seed: 9 }, foreign);
    const damaged = foreign.saved[0]!.slice();
    damaged[500]! ^= 1;
    for (const blob of [foreign.saved[0]!, damaged]) {
      const hooks = recorder({}, blob);
      await train(world, { ...small, epochs: 1 }, hooks);
      expect(hooks.events.map(([name]) => name)).toContain("checkpoint.ignored");
      expect(hooks.saved.length).toBe(1);
    }
  });

  it("says what is wrong with an option that only shows between epochs", async () => {
    const given = {
      transition: [
        [0.9, 0.1],
        [0.1, 0.9],
      ],
    };
    await expect(
      train(world, { ...small, method: "forward", hyper: given }, recorder()),
    ).rejects.toMatchObject({
      code: "invalid",
      message: "The transition matrix is for 2 classes, not 4.",
    });
  });

  it("stops within one step of being cancelled", async () => {
    let asked = 0;
    const hooks = recorder({ cancelled: () => ++asked > 10 });
    await expect(train(world, small, hooks)).rejects.toMatchObject({ code: "cancelled" });
    expect(asked).toBe(11);
  });

  it("says that it diverged and keeps the last good checkpoint", async () => {
    const hooks = recorder();
    await train(world, { ...small, epochs: 1 }, hooks);
    const broken = recorder();
    const attempt = train(world, { ...small, learningRate: 1e30 }, broken);
    await expect(attempt).rejects.toSatisfy(
      (error) =>
        error instanceof TrainingError && error.code === "diverged" && /epoch \d/.test(error.message),
    );
    expect(broken.saved.length).toBe(0);
  });
});

describe("edges", () => {
  it("fewer items than a batch: the batch shrinks", async () => {
    const few = colourWorld(15, 16, 2);
    const result = await train(few, { ...small, batch: 64 }, recorder());
    expect(result.probabilities.length).toBe(5 * 2);
  });

  it("two classes; one class that no label names; no gold; nothing to predict", async () => {
    const data = colourWorld(60, 16, 2);
    const gold = data.predict.gold.map(() => -1);
    const absent = { ...data, classes: 3, predict: { ...data.predict, gold } };
    const result = await train(absent, small, recorder());
    expect(result.accuracy).toBeNull();
    expect(result.gold).toBe(0);
    expect(result.probabilities.every(Number.isFinite)).toBe(true);
    const none = { rows: new Int32Array(0), gold: new Int32Array(0) };
    expect((await train({ ...data, predict: none }, small, recorder())).probabilities.length).toBe(0);
  });

  it("images of other sizes", async () => {
    for (const size of [9, 33]) {
      const result = await train(colourWorld(48, size, 2), { ...small, epochs: 1 }, recorder());
      expect(result.probabilities.every(Number.isFinite)).toBe(true);
    }
  });

  it.each([
    ["one class", { ...world, classes: 1 }, small, "at least two classes"],
    [
      "one item",
      { ...world, train: { rows: Int32Array.of(0), labels: Int32Array.of(0) } },
      small,
      "at least two",
    ],
    ["a label too large", { ...world, classes: 3 }, small, "not one of the classes"],
    ["tiny images", colourWorld(30, 8, 2), small, "at least 9×9"],
    ["an unknown option value", world, { ...small, epochs: 0 }, "epochs"],
    ["bad widths", world, { ...small, backboneOptions: { widths: [1, 2] } }, "widths"],
  ])("refuses %s with a sentence", async (_, data, options, sentence) => {
    const attempt = train(data, options, recorder());
    await expect(attempt).rejects.toMatchObject({ code: "invalid" });
    await expect(attempt).rejects.toThrow(sentence);
  });
});
