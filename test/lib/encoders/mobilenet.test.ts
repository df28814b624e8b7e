import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs";
import { dirname, join } from "node:path";
import { createRequire } from "node:module";
import { expect, test } from "vitest";
import { at } from "#lib/array.ts";
import { normalisations } from "#lib/encoders/description.ts";
import { describeEncoder } from "#lib/encoders/fit.ts";
import { readModelFile } from "#lib/encoders/model-file.ts";
import { openEncoder } from "#lib/encoders/run.ts";
import { randomSource } from "#lib/random.ts";
import { featureLayer, kerasMobilenet, type KerasModel, onnxMobilenet } from "./mobilenet.ts";

/** Pictures of 224 pixels with edges and colours. */
const pictures = [1, 2, 3].map((seed) => {
  const random = randomSource(seed);
  const waves = Array.from({ length: 9 }, () => 0.02 + random.unit() / 4);
  return Uint8Array.from({ length: 224 * 224 * 3 }, (_, i) => {
    const [x, y, c] = [Math.floor(i / 3) % 224, Math.floor(i / 672), i % 3];
    return 128 + 80 * Math.sin(x * at(waves, c)) * Math.cos(y * at(waves, c + 3)) + random.below(30);
  });
});

async function byTfjs(model: KerasModel): Promise<Float32Array> {
  const entry = createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm");
  setWasmPaths(`${join(dirname(entry))}/`);
  await tf.setBackend("wasm");
  const { modelTopology, weightsManifest, bytes } = model;
  const whole = await tf.loadLayersModel({
    load: () =>
      Promise.resolve({
        modelTopology,
        weightSpecs: at(weightsManifest, 0).weights,
        weightData: Uint8Array.from(bytes).buffer,
      }),
  });
  const features = tf.model({ inputs: whole.inputs, outputs: whole.getLayer(featureLayer).output });
  return tf.tidy(() => {
    const fed = tf.concat(pictures.map((pixels) => tf.tensor(Float32Array.from(pixels, (byte) => byte / 255), [1, 224, 224, 3]))); // prettier-ignore
    const given = features.predict(fed);
    if (Array.isArray(given)) throw new Error("one output");
    return Float32Array.from(given.dataSync());
  });
}

test("MobileNetV2 through onnxruntime gives the features that TensorFlow.js gives", async ({ skip }) => {
  const model = kerasMobilenet();
  if (typeof model === "string") return skip(model);
  const wanted = await byTfjs(model);
  for (const n of ["n", 2]) {
    const bytes = onnxMobilenet(model, n);
    const { mean, std } = normalisations.none;
    const description = describeEncoder(readModelFile(bytes), { mean: [...mean], std: [...std] });
    expect(description).toMatchObject({ size: 224, layout: "nhwc" });
    const encoder = await openEncoder(bytes, description, 2);
    expect(encoder.width).toBe(1280);
    const own = [...(await encoder.embed(pictures.slice(0, 2))), ...(await encoder.embed(pictures.slice(2)))];
    await encoder.close();
    const largest = Math.max(...wanted.map(Math.abs));
    own.forEach((value, i) => expect(Math.abs(value - at(wanted, i)) / largest).toBeLessThan(1e-4));
  }
}, 180_000);
