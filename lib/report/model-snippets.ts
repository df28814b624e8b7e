/** Programs that use a model from Tandem, as its card shows them. */

export type SnippetFacts = {
  /** name of the ONNX file */
  file: string;
  classes: readonly string[];
  /** side of the pictures, pixels */
  size: number;
  /** pictures a call */
  batch: number;
};

/** Needs onnxruntime-node and sharp. */
export const typescriptSnippet = ({ file, classes, size, batch }: SnippetFacts): string => `\
import { InferenceSession, Tensor } from "onnxruntime-node";
import sharp from "sharp";

const classes = ${JSON.stringify(classes)};
const session = await InferenceSession.create(${JSON.stringify(file)});
const pixels = await sharp(process.argv[2])
  .autoOrient()
  .flatten({ background: "#808080" })
  .resize(${size}, ${size}, { fit: "cover" })
  .toColourspace("srgb")
  .raw()
  .toBuffer();
const input = new Uint8Array(${batch} * pixels.length);
input.set(pixels);${batch > 1 ? ` // the first of ${batch} pictures` : ""}
const { probabilities } = await session.run({ pixels: new Tensor("uint8", input, [${batch}, ${size}, ${size}, 3]) });
for (const [k, name] of classes.entries()) console.log(name, Number(probabilities?.data[k]).toFixed(4));
`;

/** Needs onnxruntime, numpy and Pillow. */
export const pythonSnippet = ({ file, classes, size, batch }: SnippetFacts): string => `\
import sys
import numpy as np
import onnxruntime
from PIL import Image, ImageOps

classes = ${JSON.stringify(classes)}
session = onnxruntime.InferenceSession(${JSON.stringify(file)})
picture = ImageOps.exif_transpose(Image.open(sys.argv[1])).convert("RGBA")
grey = Image.new("RGBA", picture.size, (128, 128, 128, 255))
picture = Image.alpha_composite(grey, picture).convert("RGB")
picture = ImageOps.fit(picture, (${size}, ${size}), Image.Resampling.LANCZOS)
pixels = np.zeros((${batch}, ${size}, ${size}, 3), np.uint8)
pixels[0] = np.asarray(picture)
probabilities = session.run(["probabilities"], {"pixels": pixels})[0][0]
for name, p in zip(classes, probabilities):
    print(name, f"{p:.4f}")
`;
