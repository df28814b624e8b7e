import { z } from "zod";
import { backbone, type Network } from "#lib/backbones/backbone.ts";
import { layeredNetwork, needSide, type Layer } from "#lib/backbones/layers.ts";
import { halve } from "#lib/tensor/halve.ts";

/** Convolutions per stage, and its width as a multiple of the first stage's. */
const STAGES = [
  { convolutions: 2, times: 1 },
  { convolutions: 2, times: 2 },
  { convolutions: 3, times: 4 },
  { convolutions: 3, times: 8 },
  { convolutions: 3, times: 8 },
];

/**
 * VGG-16 with batch normalisation for small images: thirteen 3×3 convolutions in five stages, each
 * ending in 2×2 max-pooling as long as there are pixels to halve, then the mean over what remains and
 * one linear layer in place of three. 14,724,042 parameters for ten classes.
 * Source: Simonyan & Zisserman 2015, configuration D; with the head that CIFAR versions have.
 */
export const vgg16 = backbone({
  id: "vgg16",
  name: "VGG-16",
  source: "Simonyan & Zisserman 2015, “Very deep convolutional networks for large-scale image recognition”",
  options: z.object({
    width: z.int().min(4).max(256).default(64).describe("output channels of the first stage"),
  }),
  build({ width }, { size, classes }): Network {
    needSide("VGG-16", size, 8);
    let into = 3;
    const stages = STAGES.map(({ convolutions, times }, stage) =>
      Array.from({ length: convolutions }, (_, index): Layer & { kind: "conv" } => {
        const out = width * times;
        const layer = { kind: "conv" as const, name: `stage${stage}/${index}`, kernel: 3, into, out };
        into = out;
        return layer;
      }),
    );
    const head: Layer = { kind: "linear", name: "head", into, out: classes };
    return layeredNetwork([...stages.flat(), head], (images, pass) => {
      let x = images;
      for (const stage of stages) {
        for (const { name } of stage) x = pass.convRelu(x, name);
        if (Math.min(x.shape[1], x.shape[2]) > 1) x = halve(x);
      }
      return pass.classify(x, "head");
    });
  },
});
