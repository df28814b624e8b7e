import * as tf from "@tensorflow/tfjs";
import { z } from "zod";
import { at } from "#lib/array.ts";
import { backbone, type InputShape, type Network } from "#lib/backbones/backbone.ts";
import { layeredNetwork, needSide, type Layer, type Pass } from "#lib/backbones/layers.ts";
import { relu } from "#lib/tensor/relu.ts";

const widthsOf = (...widths: number[]) =>
  z
    .array(z.int().min(4).max(2048))
    .length(widths.length)
    .default(widths)
    .describe("output channels of each stage");

/**
 * Residual network for small images: a 3×3 stem without pooling, stages of basic blocks (two 3×3
 * convolutions and a shortcut, 1×1 where the shape changes), each stage after the first halving the
 * image, mean over pixels, linear layer.
 * @param blocks how many blocks each stage has
 */
function residual(title: string, widths: number[], blocks: number[], { size, classes }: InputShape): Network {
  needSide(title, size, 2 ** widths.length);
  const first = at(widths, 0);
  let into = first;
  const shape = widths.flatMap((width, stage) =>
    Array.from({ length: at(blocks, stage) }, (_, index): Block => {
      const stride = index === 0 && stage > 0 ? 2 : 1;
      const block = { name: `stage${stage}/block${index}`, into, width, stride };
      into = width;
      return block;
    }),
  );
  const conv = (name: string, kernel: number, channels: number, out: number): Layer => {
    return { kind: "conv", name, kernel, into: channels, out };
  };
  const layers: Layer[] = [
    conv("stem", 3, 3, first),
    ...shape.flatMap((block) => [
      conv(`${block.name}/a`, 3, block.into, block.width),
      conv(`${block.name}/b`, 3, block.width, block.width),
      ...(changes(block) ? [conv(`${block.name}/shortcut`, 1, block.into, block.width)] : []),
    ]),
    { kind: "linear", name: "head", into, out: classes },
  ];
  return layeredNetwork(layers, (images, pass) => {
    let x = pass.convRelu(images, "stem");
    for (const block of shape) x = basicBlock(x, block, pass);
    return pass.classify(x, "head");
  });
}

type Block = { name: string; into: number; width: number; stride: number };
const changes = ({ into, width, stride }: Block): boolean => into !== width || stride > 1;

function basicBlock(x: tf.Tensor4D, block: Block, pass: Pass): tf.Tensor4D {
  const inner = pass.convRelu(x, `${block.name}/a`, block.stride);
  const shortcut = changes(block) ? pass.conv(x, `${block.name}/shortcut`, block.stride) : x;
  return relu(tf.add(pass.conv(inner, `${block.name}/b`), shortcut));
}

/** ResNet-34 with the stem for small images; the study's network. 21,282,122 parameters for ten classes. */
export const resnet34 = backbone({
  id: "resnet34",
  name: "ResNet-34",
  source: "He, Zhang, Ren & Sun 2016, “Deep residual learning for image recognition”, table 1",
  options: z.object({ widths: widthsOf(64, 128, 256, 512) }),
  build: ({ widths }, input) => residual("ResNet-34", widths, [3, 4, 6, 3], input),
});

/** ResNet-20 with 1×1 shortcuts: small, and deep for its size. 272,474 parameters for ten classes. */
export const resnet20 = backbone({
  id: "resnet20",
  name: "ResNet-20",
  source: "He, Zhang, Ren & Sun 2016, “Deep residual learning for image recognition”, §4.2",
  options: z.object({ widths: widthsOf(16, 32, 64) }),
  build: ({ widths }, input) => residual("ResNet-20", widths, [3, 3, 3], input),
});
