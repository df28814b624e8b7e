import { describe, expect, it } from "vitest";
import { optionsProblem } from "#lib/train/check-options.ts";
import { trainFolds } from "#lib/train/cross-fit.ts";
import { fewLabels, leastLabels } from "#lib/train/few-labels.ts";
import { predictByFolds } from "#lib/train/predict.ts";
import { colourWorld, recorder, small } from "#test/lib/train/world.ts";

describe("a first training", () => {
  it("cross-fits on any number of labels: every fold learns from some batches, in enough steps", () => {
    for (const labels of [leastLabels, 11, 13, 24, 25, 60, 200, 999, 5000, 50_000]) {
      const { options, ...rest } = fewLabels(labels);
      const { folds, batch, epochs } = options;
      expect(optionsProblem({ ...rest, ...options }, { size: 32, classes: 10 })).toBeNull();
      const { options: short, ...head } = fewLabels(labels, "features");
      expect(optionsProblem({ ...head, ...short }, { size: 1, classes: 10, width: 7 })).toBeNull();
      expect(folds).toBeGreaterThanOrEqual(2);
      expect(labels).toBeGreaterThanOrEqual(2 * folds);
      const learnt = labels - Math.ceil(labels / folds);
      const steps = Math.floor(learnt / Math.min(batch, learnt));
      expect(steps).toBeGreaterThanOrEqual(1);
      expect(steps * epochs).toBeGreaterThanOrEqual(labels < 100 ? 60 : 170);
    }
  });
});

describe("a cross-fitted run asked later", () => {
  it.each([2, 3])(
    "%i folds: says of items without a label what it said when it was trained",
    async (folds) => {
      const world = colourWorld(90, 16, 3);
      const { checkpoints, ...hooks } = recorder();
      const saved = Array.from({ length: folds }, () => recorder().checkpoints);
      const outcome = await trainFolds(
        world,
        { ...small, folds, views: "shifted" },
        { ...hooks, checkpoints: (fold) => saved[fold] ?? checkpoints },
      );
      const length = 16 * 16 * 3;
      const asked = world.images.slice(60 * length);
      const again = await predictByFolds(outcome.checkpoints, { images: asked, size: 16 });
      expect(again).toHaveLength(90);
      again.forEach((p, i) => expect(p).toBeCloseTo(outcome.probabilities[i]!, 5));
    },
  );
});
