import * as tf from "@tensorflow/tfjs";
import { z } from "zod";
import { backbone, type Network } from "#lib/backbones/backbone.ts";
import { layeredNetwork, needSide, type Layer } from "#lib/backbones/layers.ts";

/** A module: channels of parallel 1×1 and 3×3 convolutions, or of a 3×3 convolution that halves the image. */
type Module = { one: number; three: number } | { halve: number };

const MODULES: readonly Module[] = [
  { one: 32, three: 32 },
  { one: 32, three: 48 },
  { halve: 80 },
  { one: 112, three: 48 },
  { one: 96, three: 64 },
  { one: 80, three: 80 },
  { one: 48, three: 96 },
  { halve: 96 },
  { one: 176, three: 160 },
  { one: 176, three: 160 },
];
const STEM = 96;

/**
 * Small Inception: a 3×3 stem, modules of parallel 1×1 and 3×3 convolutions, two that halve the image
 * by a strided convolution beside 3×3 max-pooling, mean over pixels, linear layer.
 * Source: Zhang, Bengio, Hardt, Recht & Vinyals 2017, appendix A, fig. 3 (there on 28×28 crops).
 */
export const inception = backbone({
  id: "inception",
  name: "Small Inception",
  source: "Zhang et al. 2017, “Understanding deep learning requires rethinking generalization”",
  options: z.object({
    width: z.number().min(0.05).max(4).default(1).describe("factor on all channel counts"),
  }),
  build({ width }, { size, classes }): Network {
    needSide("The small Inception", size, 8);
    const scaled = (channels: number) => Math.max(4, Math.round(channels * width));
    const layers: Layer[] = [];
    const conv = (name: string, kernel: number, into: number, channels: number): number => {
      layers.push({ kind: "conv", name, kernel, into, out: scaled(channels) });
      return scaled(channels);
    };
    let channels = conv("stem", 3, 3, STEM);
    MODULES.forEach((module, index) => {
      const name = `module${index}`;
      channels =
        "halve" in module
          ? channels + conv(`${name}/halve`, 3, channels, module.halve)
          : conv(`${name}/one`, 1, channels, module.one) + conv(`${name}/three`, 3, channels, module.three);
    });
    layers.push({ kind: "linear", name: "head", into: channels, out: classes });

    return layeredNetwork(layers, (images, pass) => {
      let x = pass.convRelu(images, "stem");
      MODULES.forEach((module, index) => {
        const name = `module${index}`;
        const sides =
          "halve" in module
            ? [pass.convRelu(x, `${name}/halve`, 2), tf.maxPool(x, 3, 2, "same")]
            : [pass.convRelu(x, `${name}/one`), pass.convRelu(x, `${name}/three`)];
        x = tf.concat(sides, 3);
      });
      return pass.classify(x, "head");
    });
  },
});
