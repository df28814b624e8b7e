import type * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import type { Network } from "#lib/backbones/backbone.ts";
import { pictureBackbones as backbones } from "#lib/backbones/index.ts";
import { ce } from "#lib/methods/ce.ts";
import { sizeOf, type Named, type Program, type Values } from "#lib/tensor/executor.ts";
import { probe } from "#lib/tensor/probe.ts";
import { randomSource } from "#lib/random.ts";
import { trainedNames, trainingStep } from "#lib/train/step.ts";
import { train } from "#lib/train/train.ts";
import { eager, expectClose, numbers, once } from "#test/lib/tensor/compare.ts";
import { colourWorld, recorder, small } from "#test/lib/train/world.ts";

const named = (id: string) => backbones.find((backbone) => backbone.id === id)!;
const count = ({ parameters }: Network): number =>
  Object.values(parameters).reduce((sum, { shape }) => sum + sizeOf(shape), 0);

/** Narrow enough for plain JavaScript to be the judge. */
const narrow: Record<string, unknown> = {
  quick: { widths: [8, 8, 8] },
  resnet20: { widths: [4, 4, 8] },
  resnet34: { widths: [4, 4, 4, 8] },
  vgg16: { width: 4 },
  inception: { width: 0.05 },
};

describe("parameter counts", () => {
  // He et al. 2016 as in kuangliu/pytorch-cifar (ResNet34) and with 1×1 shortcuts; VGG-16 there has
  // 14,728,266 with the 4,224 biases that batch norm makes idle
  it.each([
    ["resnet34", 21_282_122],
    ["resnet20", 272_474],
    ["vgg16", 14_728_266 - 4_224],
  ])("%s for ten classes", (id, wanted) => {
    expect(count(named(id).build({}, { size: 32, classes: 10 }))).toBe(wanted);
  });

  it("do not depend on the size of the images, so that parts of images can be learnt from", () => {
    for (const backbone of backbones) {
      const at = (size: number) => backbone.build(narrow[backbone.id], { size, classes: 5 });
      const shapes = ({ parameters }: Network) =>
        Object.entries(parameters).map(([name, { shape }]) => [name, shape]);
      expect(shapes(at(24))).toEqual(shapes(at(32)));
      expect(shapes(at(64))).toEqual(shapes(at(32)));
    }
  });
});

describe.each(backbones.map(({ id }) => id))("%s", (id) => {
  const backbone = named(id);

  it("refuses images too small for it in one sentence, and bad options", () => {
    expect(() => backbone.build({}, { size: 4, classes: 10 })).toThrow(/at least \d+×\d+ pixels, not 4×4\.$/);
    expect(() => backbone.build({ widths: "wide", width: "wide" }, { size: 32, classes: 10 })).toThrow();
  });

  it.each([16, 17])(
    "computes a training step and a prediction as plain tfjs does, at %d pixels",
    async (size) => {
      const [batch, classes] = [6, 3];
      const network = backbone.build(narrow[id], { size, classes });
      const pixel = randomSource(7);
      const images = Float32Array.from({ length: batch * size * size * 3 }, () => 4 * pixel.unit() - 2);
      const initial = network.initial({ unit: randomSource(3).unit, images });
      const shape = { network, nets: 1, batch, size, classes };
      const trained = trainedNames(shape, 0);
      const state: Named<Values> = {};
      for (const [name, values] of Object.entries(initial)) state[`0/${name}`] = values;
      for (const name of trained) {
        const own = state[name]!.shape;
        state[`momentum/${name}`] = { shape: own, data: numbers([...own]).map((x) => x / 100) };
      }
      const fed = {
        images,
        labels: Float32Array.from({ length: batch * classes }, (_, i) =>
          Number(i % 3 === Math.floor(i / 3) % 3),
        ),
        learningRate: Float32Array.of(0.01),
        momentum: Float32Array.of(0.85),
        decay: Float32Array.of(0.01),
      };
      const program = trainingStep(shape, ce.plan({})[0]!, trained);
      const { executor } = await probe(1);
      const wanted = await once(eager, program, fed, state);
      const actual = await once(executor, program, fed, state);
      expectClose(actual.outputs.loss!, wanted.outputs.loss!, 1e-4, 1e-4);
      expectClose(actual.outputs.logits!, wanted.outputs.logits!, 1e-3, 1e-3);
      for (const [name, { data }] of Object.entries(wanted.state)) {
        const scale = Math.max(...data.map(Math.abs), 1e-3);
        expectClose(actual.state[name]!.data, data, 5e-3 * scale, 5e-3);
        const still = network.parameters[name.slice(name.indexOf("/") + 1)]?.until === 0;
        if (!still) expect(data, name).not.toEqual(state[name]!.data);
      }
      const predicting: Program = {
        inputs: { images: [batch, size, size, 3] },
        compute: ({ images: x }, weights) => ({
          outputs: { logits: network.forward(x as tf.Tensor4D, weights, false).logits },
        }),
      };
      const learnt = Object.fromEntries(
        Object.keys(initial).map((name) => [name, wanted.state[`0/${name}`] ?? state[`0/${name}`]!]),
      );
      const [judge, frozen] = [
        await eager.freeze(predicting, learnt),
        await executor.freeze(predicting, learnt),
      ];
      expectClose((await frozen.run({ images })).logits!, (await judge.run({ images })).logits!, 1e-3, 1e-3);
      await frozen.close();
      await judge.close();
    },
  );

  it("learns a small problem with the settings that are the default", async () => {
    const world = colourWorld(180, 16, 3);
    const options = { ...small, epochs: 8, backbone: backbone.id, backboneOptions: narrow[id] };
    const { accuracy } = await train(world, { ...options, translate: 0 }, recorder());
    expect(accuracy).toBeGreaterThan(0.6);
  });
});
