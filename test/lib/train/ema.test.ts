import { describe, expect, it } from "vitest";
import { entry } from "#lib/tensor/executor.ts";
import { probe } from "#lib/tensor/probe.ts";
import { decodeCheckpoint } from "#lib/train/checkpoint.ts";
import { trainFolds } from "#lib/train/cross-fit.ts";
import { emaKeep } from "#lib/train/schedule.ts";
import { predictingWeights } from "#lib/train/state.ts";
import { emaStep } from "#lib/train/step.ts";
import { predict, train } from "#lib/train/train.ts";
import { colourWorld, recorder, small } from "#test/lib/train/world.ts";

const world = colourWorld(120, 10, 3);
const averaged = { ...small, ema: 0.3 };

describe("the running average of the weights", () => {
  it("is the plain mean at first, and forgets exponentially later, on the executor that trains", async () => {
    const { executor } = await probe(1);
    const weights = [1, 5, 3, -2, 8, 0.5];
    const session = executor.open({
      "0/w": { shape: [1], data: Float32Array.of(0) },
      "ema/0/w": { shape: [1], data: Float32Array.of(9) },
    });
    try {
      const run = await session.compile(emaStep(["0/w"]));
      const seen: number[] = [];
      for (const [updates, weight] of weights.entries()) {
        const { "ema/0/w": ema } = await session.read();
        if (!ema) throw new Error("the session holds the average");
        session.write({ "0/w": { shape: [1], data: Float32Array.of(weight) }, "ema/0/w": ema });
        await run({ keep: Float32Array.of(emaKeep(updates, 2)) });
        seen.push(entry(await session.read(), "ema/0/w").data[0] ?? NaN);
      }
      const later = Math.exp(-1 / 2);
      // 1/2 < e^(−1/2) < 2/3: two updates are a mean
      const wanted = [1, 3];
      for (const weight of weights.slice(2))
        wanted.push(later * (wanted.at(-1) ?? NaN) + (1 - later) * weight);
      seen.forEach((value, i) => expect(value).toBeCloseTo(wanted[i] ?? NaN, 5));
    } finally {
      await session.close();
    }
  });

  it("predicts and changes nothing in what is learnt", async () => {
    const [plain, hooks] = [recorder(), recorder()];
    const last = await train(world, small, plain);
    const mean = await train(world, averaged, hooks);
    expect(mean.probabilities).not.toEqual(last.probabilities);
    const [without, within] = [plain, hooks].map(({ saved }) => decodeCheckpoint(saved[2]!).tensors);
    for (const [name, { data }] of Object.entries(without!)) expect(within![name]!.data).toEqual(data);
    // what is kept of a finished training, and goes into ONNX files and later predictions, are these averages
    const { tensors } = decodeCheckpoint(mean.checkpoint);
    const kept = predictingWeights(decodeCheckpoint(hooks.saved.at(-1)!).tensors);
    expect(tensors).toEqual(kept);
    const rest = world.images.slice(80 * 10 * 10 * 3);
    expect(await predict(mean.checkpoint, rest, 10)).toEqual(mean.probabilities);
  });

  it("resumed after any epoch it ends bit-equal", async () => {
    const undisturbed = recorder();
    const whole = await train(world, averaged, undisturbed);
    for (const after of [1, 4]) {
      const rest = await train(world, averaged, recorder({}, undisturbed.saved[after - 1]));
      expect(rest.probabilities).toEqual(whole.probabilities);
      expect(rest.history).toEqual(whole.history);
    }
    const after = await train(world, averaged, recorder({}, whole.checkpoint));
    expect(after.probabilities).toEqual(whole.probabilities);
  });

  it("is the weights themselves where there are too few steps for one", async () => {
    const few = { ...small, batch: 80, epochs: 3 };
    const last = await train(world, few, recorder());
    expect((await train(world, { ...few, ema: 0.3 }, recorder())).probabilities).toEqual(last.probabilities);
  });

  it("is what methods and folds predict with", async () => {
    const store = { load: () => Promise.resolve(null), save: () => Promise.resolve() };
    const options = { ...averaged, method: "consistency", folds: 2 } as const;
    const folded = await trainFolds(world, options, { ...recorder(), checkpoints: () => store });
    expect(folded.probabilities.every(Number.isFinite)).toBe(true);
    expect(
      folded.checkpoints.every((blob) =>
        Object.keys(decodeCheckpoint(blob).tensors).every((name) => !name.startsWith("ema/")),
      ),
    ).toBe(true);
  });
});
