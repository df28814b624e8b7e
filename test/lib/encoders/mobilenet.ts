import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { z } from "zod";
import { at } from "#lib/array.ts";
import { Graph } from "#lib/tensor/graph.ts";

/**
 * A real image network: MobileNetV2 as the npm package nsfwjs carries it (MIT; 41 MB with its other networks, so it
 * is fetched when it is needed), a Keras model with weights of 8 bits; and its way into ONNX by this project's writer.
 */

const version = "4.4.0";
const tarball = `nsfwjs-${version}.tgz`;
const sha512 = "krC1fgeTLXtZwgdpKJ0jm7hqv0gTSRQQRL+FhOaxaJ9Wj92t42BO3csO2odwgTAgZgf2RvkwPtp0R8Aa7dc+MA==";

const place = z.tuple([z.string(), z.number(), z.number(), z.unknown()]);
const layerSchema = z.object({
  name: z.string(),
  class_name: z.string(),
  config: z.record(z.string(), z.unknown()),
  inbound_nodes: z.array(z.array(place)),
});
const modelSchema = z.object({
  modelTopology: z.looseObject({
    model_config: z.looseObject({ config: z.looseObject({ layers: z.array(layerSchema) }) }),
  }),
  weightsManifest: z.array(
    z.object({
      weights: z.array(
        z.object({
          name: z.string(),
          shape: z.array(z.number()),
          dtype: z.literal("float32"),
          quantization: z.object({ min: z.number(), scale: z.number(), dtype: z.literal("uint8") }),
        }),
      ),
    }),
  ),
});
export type KerasModel = z.output<typeof modelSchema> & { bytes: Uint8Array };

/** @returns the model, or in words why it cannot be had here */
export function kerasMobilenet(): KerasModel | string {
  const folder = fetched();
  if (folder === null) return `the npm package nsfwjs ${version} could not be fetched`;
  const exported = (name: string): unknown => {
    const module = { exports: {} };
    const code = readFileSync(join(folder, "package/dist/models/mobilenet_v2", name), "utf8");
    // the bundle asks for whichever way of exporting there is, and goes on to ask another time
    runInNewContext(code, { module, exports: module.exports, window: {}, self: {} });
    // of this realm, for those who ask whether an array is an Array
    return JSON.parse(JSON.stringify(module.exports));
  };
  const bytes = Buffer.from(z.string().parse(exported("group1-shard1of1.min.js")), "base64");
  return { ...modelSchema.parse(exported("model.min.js")), bytes };
}

function fetched(): string | null {
  const folder = join(tmpdir(), `tandem-test-nsfwjs-${version}`);
  if (existsSync(folder)) return folder;
  const making = `${folder}-${process.pid}`;
  mkdirSync(making, { recursive: true });
  try {
    const quiet = { cwd: making, stdio: "ignore", timeout: 120_000, shell: process.platform === "win32" } as const; // prettier-ignore
    spawnSync("npm", ["pack", `nsfwjs@${version}`, "--silent"], quiet);
    const file = join(making, tarball);
    if (!existsSync(file)) return null;
    if (createHash("sha512").update(readFileSync(file)).digest("base64") !== sha512) return null;
    spawnSync("tar", ["xzf", tarball, "package/dist/models/mobilenet_v2"], quiet);
    rmSync(file);
    if (!existsSync(join(making, "package/dist/models/mobilenet_v2/model.min.js"))) return null;
    try {
      renameSync(making, folder);
    } catch {
      return existsSync(folder) ? folder : null; // another test was quicker
    }
    return folder;
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
}

type Weight = { shape: number[]; data: Float32Array };

function weightsOf({ weightsManifest, bytes }: KerasModel): Map<string, Weight> {
  const found = new Map<string, Weight>();
  let from = 0;
  for (const { name, shape, quantization } of at(weightsManifest, 0).weights) {
    const length = shape.reduce((product, size) => product * size, 1);
    const data = Float32Array.from(
      bytes.subarray(from, from + length),
      (byte) => byte * quantization.scale + quantization.min,
    );
    found.set(name, { shape, data });
    from += length;
  }
  return found;
}

/** The last layer of the network below the classifier: 1,280 features. */
export const featureLayer = "flatten_1";

/**
 * The network up to its features, as ONNX: pictures [n, 224, 224, 3] → [n, 1280].
 * @param n pictures a call; a text leaves it open
 */
export function onnxMobilenet(model: KerasModel, n: number | string): Uint8Array {
  const graph = new Graph();
  const weights = weightsOf(model);
  const weight = (name: string): Weight => weights.get(name) ?? { shape: [], data: new Float32Array(0) };
  const made = new Map<string, string>();
  const pictures = graph.input("pictures", [n, 224, 224, 3]);
  for (const layer of model.modelTopology.model_config.config.layers) {
    const { name, class_name: kind, config } = layer;
    const into = (layer.inbound_nodes[0] ?? []).map(([from]) => made.get(from) ?? "");
    const x = into[0] ?? pictures;
    made.set(name, outputOf());
    if (name === featureLayer) break;

    function outputOf(): string {
      if (kind === "InputLayer") return graph.op("Transpose", [pictures], { perm: [0, 3, 1, 2] });
      if (kind === "ZeroPadding2D") {
        const [[top, bottom], [left, right]] = z
          .tuple([z.tuple([z.number(), z.number()]), z.tuple([z.number(), z.number()])])
          .parse(config.padding);
        return graph.op("Pad", [x, graph.ints([0, 0, top, left, 0, 0, bottom, right])]);
      }
      if (kind === "Conv2D" || kind === "DepthwiseConv2D") return convolution(kind === "DepthwiseConv2D");
      if (kind === "BatchNormalization") {
        const [scale, bias, mean, variance] = ["gamma", "beta", "moving_mean", "moving_variance"].map(
          (part) => {
            const { data, shape } = weight(`${name}/${part}`);
            return graph.floats(data, shape);
          },
        );
        const epsilon = { float: z.number().parse(config.epsilon) };
        return graph.op("BatchNormalization", [x, scale ?? "", bias ?? "", mean ?? "", variance ?? ""], {
          epsilon,
        });
      }
      if (kind === "ReLU") return graph.op("Clip", [x, graph.scalar(0), graph.scalar(6)]);
      if (kind === "Add") return graph.op("Add", into);
      if (kind === "AveragePooling2D") return graph.op("GlobalAveragePool", [x]);
      if (kind === "Flatten") return graph.op("Flatten", [x], { axis: 1 });
      throw new Error(`no way for a ${kind}`);
    }

    function convolution(depthwise: boolean): string {
      const { shape, data } = weight(`${name}/${depthwise ? "depthwise_kernel" : "kernel"}`);
      const [height, width, channels, out] = [at(shape, 0), at(shape, 1), at(shape, 2), at(shape, 3)];
      // [h, w, in, out] → [out, in, h, w]; of a depthwise one [h, w, in, 1] → [in, 1, h, w]
      const [outer, inner] = depthwise ? [channels, 1] : [out, channels];
      const turned = new Float32Array(data.length);
      for (let place = 0; place < height * width; place++)
        for (let o = 0; o < outer; o++)
          for (let i = 0; i < inner; i++) {
            const from = place * channels * out + (depthwise ? o : i * out + o);
            turned[(o * inner + i) * height * width + place] = at(data, from);
          }
      const pad = config.padding === "same" ? (height - 1) / 2 : 0;
      return graph.op("Conv", [x, graph.floats(turned, [outer, inner, height, width])], {
        strides: z.array(z.number()).parse(config.strides),
        pads: [pad, pad, pad, pad],
        group: depthwise ? channels : 1,
      });
    }
  }
  graph.output("features", made.get(featureLayer) ?? "", [n, 1280]);
  return graph.encode();
}
