import { describe, expect, it } from "vitest";
import { decodeCheckpoint } from "#lib/train/checkpoint.ts";
import { trainFolds } from "#lib/train/cross-fit.ts";
import { predict, train } from "#lib/train/train.ts";
import { dealt, splitValidation } from "#lib/train/validation.ts";
import { viewsOf } from "#lib/train/views.ts";
import { colourWorld, recorder, small } from "#test/lib/train/world.ts";

const world = colourWorld(240, 16, 4);

/** Checkpoint stores in memory, one a fold, and a shelf of shared warm-ups. */
function stores() {
  const folds = new Map<number, Uint8Array>();
  const shelf = new Map<string, Uint8Array>();
  const store = (map: Map<number, Uint8Array>, key: number) => ({
    load: () => Promise.resolve(map.get(key) ?? null),
    save: (bytes: Uint8Array) => Promise.resolve(void map.set(key, bytes)),
  });
  return {
    folds,
    shelf,
    checkpoints: (fold: number) => store(folds, fold),
    warmUps: {
      load: (key: string) => Promise.resolve(shelf.get(key) ?? null),
      save: (key: string, bytes: Uint8Array) => Promise.resolve(void shelf.set(key, bytes)),
    },
  };
}

describe("validation labels", () => {
  it("take the same share of every label and leave the rest to learn from", () => {
    const { fit, validation } = splitValidation(world.train, 0.25, 1);
    expect(validation.rows.length).toBe(40);
    expect(fit.rows.length).toBe(120);
    expect(new Set([...fit.rows, ...validation.rows]).size).toBe(160);
    for (let label = 0; label < 4; label++) {
      expect(validation.labels.filter((each) => each === label).length).toBe(10);
    }
  });

  it("choose the epoch that predicts, the same after a resumption", async () => {
    const options = { ...small, epochs: 5, validation: 0.3, keep: "best" as const, learningRate: 30 };
    const hooks = recorder();
    const result = await train(world, options, hooks);
    const rights = result.history.map(({ validation }) => validation!);
    expect(result.keptEpoch).toBe(rights.indexOf(Math.max(...rights)) + 1);
    const again = await train(world, options, recorder({}, hooks.saved[3]));
    expect(again.keptEpoch).toBe(result.keptEpoch);
    expect(again.probabilities).toEqual(result.probabilities);
    // and from the final weights alone: the process may die between saving them and storing the result
    const after = await train(world, options, recorder({}, result.checkpoint));
    expect(after.probabilities).toEqual(result.probabilities);
    expect(after.keptEpoch).toBe(result.keptEpoch);
  });

  it("calibrate: the answers stay, the confidences move, and the checkpoint remembers", async () => {
    const options = { ...small, validation: 0.3 };
    const plain = await train(world, options, recorder());
    const calibrated = await train(world, { ...options, calibrate: true }, recorder());
    expect(calibrated.temperature).not.toBe(1);
    expect(calibrated.accuracy).toBe(plain.accuracy);
    expect(calibrated.probabilities).not.toEqual(plain.probabilities);
    const rest = world.images.slice(160 * 16 * 16 * 3);
    expect(await predict(calibrated.checkpoint, rest, 16)).toEqual(calibrated.probabilities);
  });

  it("are needed to choose or to calibrate", async () => {
    await expect(train(world, { ...small, calibrate: true }, recorder())).rejects.toMatchObject({
      code: "invalid",
    });
  });
});

describe("views", () => {
  it("weigh one in all, and mirror only what was trained mirrored", () => {
    for (const set of ["one", "mirrored", "shifted"] as const) {
      for (const flip of [true, false]) {
        const views = viewsOf(set, flip);
        expect(views.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 12);
        expect(views.some(({ mirrored }) => mirrored)).toBe(flip && set !== "one");
      }
    }
    expect(viewsOf("shifted", true).length).toBe(6);
  });

  it("give a mirrored image the prediction of the image itself", async () => {
    const { checkpoint } = await train(world, { ...small, views: "mirrored" }, recorder());
    const image = world.images.slice(0, 16 * 16 * 3);
    const turned = image.map((_, i) => {
      const [y, x, channel] = [Math.floor(i / 48), Math.floor((i % 48) / 3), i % 3];
      return image[y * 48 + (15 - x) * 3 + channel]!;
    });
    const [straight, mirrored] = [
      await predict(checkpoint, image, 16),
      await predict(checkpoint, turned, 16),
    ];
    straight.forEach((p, k) => expect(mirrored[k]).toBeCloseTo(p, 5));
  });
});

describe("shared warm-up", () => {
  it("gives the method the very weights it would have trained itself", async () => {
    for (const method of ["nls", "f-div", "forward"] as const) {
      const options = { ...small, method, shareWarmUp: true };
      const alone = await train(world, { ...options, shareWarmUp: false }, recorder());
      const { warmUps, shelf } = stores();
      await train(world, { ...small, method: "ce", shareWarmUp: true }, recorder({ warmUps }));
      expect(shelf.size).toBe(small.epochs - 1);
      const shared = await train(world, options, recorder({ warmUps }));
      expect(shared.sharedEpochs).toBeGreaterThan(0);
      expect(shared.probabilities).toEqual(alone.probabilities);
      expect(shared.history).toEqual(alone.history);
    }
  });

  it("is not taken over from another seed, nor by a method without one", async () => {
    const { warmUps } = stores();
    await train(world, { ...small, method: "ce", shareWarmUp: true }, recorder({ warmUps }));
    const other = { ...small, method: "nls" as const, shareWarmUp: true, seed: 5 };
    expect((await train(world, other, recorder({ warmUps }))).sharedEpochs).toBe(0);
    const gce = { ...small, method: "gce" as const, shareWarmUp: true };
    expect((await train(world, gce, recorder({ warmUps }))).sharedEpochs).toBe(0);
  });
});

describe("the best epoch", () => {
  it("is the same whether or not another training has left its first epochs to share", async () => {
    const options = { ...small, epochs: 5, validation: 0.3, keep: "best", learningRate: 30 } as const;
    const alone = await train(
      world,
      { ...options, shareWarmUp: true },
      recorder({ warmUps: stores().warmUps }),
    );
    const { warmUps, shelf } = stores();
    await train(world, { ...options, keep: "last", shareWarmUp: true }, recorder({ warmUps }));
    expect(shelf.size).toBe(4);
    const after = await train(world, { ...options, shareWarmUp: true }, recorder({ warmUps }));
    expect(after.keptEpoch).toBe(alone.keptEpoch);
    expect(after.probabilities).toEqual(alone.probabilities);
  });
});

describe("cross-fitting", () => {
  const everyone = {
    ...world,
    train: {
      rows: world.predict.rows.map((_, i) => i * 2),
      labels: world.predict.rows.map((_, i) => (i * 2) % 4),
    },
    predict: {
      rows: Int32Array.from({ length: 240 }, (_, row) => row),
      gold: Int32Array.from({ length: 240 }, (_, row) => row % 4),
    },
  };

  it("deals out items evenly, within each label too", () => {
    const labels = Int32Array.from({ length: 103 }, (_, i) => (i * i) % 5);
    const piles = dealt(labels, 4, 7);
    const sizes = [0, 1, 2, 3].map((pile) => piles.filter((each) => each === pile).length);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    for (let label = 0; label < 5; label++) {
      const own = [0, 1, 2, 3].map(
        (pile) => piles.filter((each, i) => each === pile && labels[i] === label).length,
      );
      expect(Math.max(...own) - Math.min(...own)).toBeLessThanOrEqual(1);
    }
  });

  it("predicts every item by a network that never saw its label", async () => {
    const options = { ...small, folds: 3, epochs: 2 };
    const kept = stores();
    const hooks = recorder();
    const result = await trainFolds(everyone, options, { ...hooks, checkpoints: kept.checkpoints });
    expect(result.probabilities.length).toBe(240 * 4);
    expect(result.checkpoints.length).toBe(3);
    // an ordinary training without one part gives that part the same predictions
    const piles = dealt(everyone.train.labels, 3, 0);
    for (const fold of [0, 2]) {
      const others = (values: Int32Array) => values.filter((_, item) => piles[item] !== fold);
      const { rows, labels } = everyone.train;
      const alone = await train(
        { ...everyone, train: { rows: others(rows), labels: others(labels) } },
        { ...options, folds: 1 },
        recorder(),
      );
      for (const row of rows.filter((_, item) => piles[item] === fold)) {
        const own = (all: Float32Array) => all.slice(row * 4, row * 4 + 4);
        expect(own(result.probabilities)).toEqual(own(alone.probabilities));
      }
    }
    for (let row = 0; row < 240; row++) {
      const sum = result.probabilities.subarray(row * 4, row * 4 + 4).reduce((a, b) => a + b);
      expect(sum).toBeCloseTo(1, 4);
    }
    expect(hooks.reports.at(-1)).toMatchObject({ epoch: 6, epochs: 6, secondsLeft: 0 });
  });

  it("resumed in the middle of the second fold it ends as if undisturbed", async () => {
    const options = { ...small, folds: 2, epochs: 2 };
    const whole = await trainFolds(everyone, options, { ...recorder(), checkpoints: stores().checkpoints });
    const kept = stores();
    let saves = 0;
    const interrupted = {
      ...recorder({ cancelled: () => saves === 3 }),
      checkpoints: (fold: number) => {
        const store = kept.checkpoints(fold);
        return { ...store, save: (bytes: Uint8Array) => (saves++, store.save(bytes)) };
      },
    };
    await expect(trainFolds(everyone, options, interrupted)).rejects.toMatchObject({ code: "cancelled" });
    expect(decodeCheckpoint(kept.folds.get(1)!).header.epoch).toBe(1);
    const rest = await trainFolds(everyone, options, { ...recorder(), checkpoints: kept.checkpoints });
    expect(rest.probabilities).toEqual(whole.probabilities);
  });
});
