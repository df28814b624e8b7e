import { z } from "zod";
import { predictByFolds } from "#lib/train/predict.ts";
import { bytesOf, type Draft, type Folder, readInput } from "../folder.ts";
import { readResult } from "../part.ts";
import { defineFolderKind, type Material, material, materialFile } from "./kind.ts";

/** What a finished run says of pictures that came later. */

const config = z.object({ material, networks: z.int().min(1) });

/**
 * @param weights final weights, one blob a fold
 * @param rows the pictures' bytes one after the other, or their features
 */
export function predictionFolder(
  weights: readonly Uint8Array[],
  material: Material,
  rows: Uint8Array | Float32Array,
): Pick<Draft, "kind" | "parts" | "config" | "files"> {
  const files = Object.fromEntries(weights.map((blob, fold) => [`weights-${fold}.bin`, blob]));
  const whole: z.output<typeof config> = { material, networks: weights.length };
  return {
    kind: predictKind.kind,
    parts: 1,
    config: whole,
    files: { ...files, [materialFile(material)]: rows },
  };
}

export const predictKind = defineFolderKind({
  kind: "predict",
  config,
  async open(folder, { material, networks }) {
    const weights: Uint8Array[] = [];
    for (let fold = 0; fold < networks; fold++)
      weights.push(new Uint8Array(await readInput(folder, `weights-${fold}.bin`)));
    const rows = await readInput(folder, materialFile(material));
    const unseen =
      material.kind === "pictures"
        ? { images: new Uint8Array(rows), size: material.size }
        : { features: new Float32Array(rows) };
    return {
      async part() {
        const probabilities = await predictByFolds(weights, unseen);
        return { facts: {}, files: { "predictions.f32": bytesOf(probabilities) } };
      },
      close: () => Promise.resolve(),
    };
  },
});

/** @returns rows × classes */
export const predictionsIn = async (folder: Folder): Promise<Float32Array> =>
  new Float32Array(await readResult(folder, 0, "predictions.f32"));
