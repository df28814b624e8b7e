import { createHash } from "node:crypto";
import { ZodError } from "zod";
import type { Network } from "#lib/backbones/backbone.ts";
import type { Memory } from "#lib/methods/method.ts";
import { sizeOf, type Named, type Values } from "#lib/tensor/executor.ts";
import { plainImages, type Source } from "#lib/train/batches.ts";
import { decodeCheckpoint, type Checkpoint, type Header } from "#lib/train/checkpoint.ts";
import { TrainingError } from "#lib/train/errors.ts";
import type { Settings, TrainingOptions } from "#lib/train/options.ts";
import { modelParts } from "#lib/train/predict.ts";
import { randomSource } from "#lib/random.ts";
import type { TrainingData, TrainingHooks } from "#lib/train/contract.ts";

/** What happens once before the loop: check, draw weights, look for a checkpoint. */

/** @throws TrainingError "invalid" with one sentence that says what is wrong with the data or options */
export function checked(data: TrainingData, options: TrainingOptions) {
  const refuse = (sentence: string): never => {
    throw new TrainingError("invalid", sentence);
  };
  const { images, size, classes, train, predict } = data;
  const items = images.length / (size * size * 3);
  if (classes < 2) refuse(`There must be at least two classes to tell apart, not ${classes}.`);
  if (!Number.isInteger(items)) refuse(`The images are not whole ${size}×${size} colour images.`);
  if (train.rows.length !== train.labels.length) refuse("Every training item needs exactly one label.");
  if (predict.rows.length !== predict.gold.length) refuse("Every item to predict needs a gold label or −1.");
  if (train.rows.length < 2)
    refuse(`There are ${train.rows.length} training items; at least two are needed.`);
  const within = (values: Int32Array, low: number, high: number) => values.every((v) => v >= low && v < high);
  if (!within(train.rows, 0, items) || !within(predict.rows, 0, items))
    refuse("A row lies outside the images.");
  if (!within(train.labels, 0, classes)) refuse("A training label is not one of the classes.");
  if (!within(predict.gold, -1, classes)) refuse("A gold label is not one of the classes.");
  try {
    const parts = modelParts(options, { size, classes });
    const phases = parts.method.plan(parts.options.hyper);
    if (parts.options.heldOut === 0 && (parts.options.keep === "best" || parts.options.calibrate))
      refuse("To choose the best epoch or to calibrate, put a share of the labels aside (heldOut).");
    if (parts.options.translate >= size)
      refuse(`Images of ${size} pixels cannot be shifted by ${parts.options.translate}.`);
    return { ...parts, phases };
  } catch (error) {
    if (error instanceof ZodError) {
      const [issue] = error.issues;
      return refuse(`The option ${issue!.path.join(".") || "given"} does not fit: ${issue!.message}.`);
    }
    if (error instanceof RangeError) return refuse(error.message);
    throw error;
  }
}

/** Normalised images that data-dependent weights look at: as many pixels as 2,000 images of 32×32. */
const SAMPLE_PIXELS = 2000 * 32 * 32;

/**
 * Newly drawn weights, momenta of zero and averages equal to the weights, for all networks.
 * @param draw counts restarts, so that each draws other weights
 */
export function initialState(
  network: Network,
  nets: number,
  source: Source,
  rows: Int32Array,
  seed: number,
  draw: number,
): Named<Values> {
  const sample = rows.slice(0, Math.max(1, Math.floor(SAMPLE_PIXELS / source.size ** 2)));
  const images = plainImages(source, sample);
  const state: Named<Values> = {};
  for (let net = 0; net < nets; net++) {
    const random = randomSource(seed, 0, net, draw);
    for (const [name, values] of Object.entries(network.initial({ unit: random.unit, images }))) {
      const parameter = network.parameters[name];
      state[`${net}/${name}`] = values;
      if (parameter?.until === 0) continue;
      state[`average/${net}/${name}`] = { shape: values.shape, data: values.data.slice() };
      if (parameter) {
        state[`momentum/${net}/${name}`] = {
          shape: values.shape,
          data: new Float32Array(sizeOf(values.shape)),
        };
      }
    }
  }
  return state;
}

/** Names what a checkpoint must belong to: all settings that change weights, and who has which label. */
export function fingerprintOf(settings: Settings, data: TrainingData): string {
  const hash = createHash("sha256");
  const { size, classes, train } = data;
  hash.update(JSON.stringify({ ...settings, threads: null, shareWarmUp: null, size, classes }));
  for (const { buffer, byteOffset, byteLength } of [train.rows, train.labels]) {
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  }
  return hash.digest("hex");
}

/** The newest checkpoint of this very training. A damaged or foreign one is logged and not used. */
export async function loadCheckpoint(hooks: TrainingHooks, fingerprint: string): Promise<Resumed | null> {
  const bytes = await hooks.checkpoints.load();
  if (!bytes) return null;
  try {
    const checkpoint = decodeCheckpoint(bytes);
    if (checkpoint.header.fingerprint === fingerprint) return separated(checkpoint);
    hooks.log("checkpoint.ignored", { reason: "It belongs to other options or labels." });
  } catch (error) {
    hooks.log("checkpoint.ignored", { reason: error instanceof Error ? error.message : String(error) });
  }
  return null;
}

/** A checkpoint with the networks' state, the kept epoch's weights and the method's memory apart. */
export type Resumed = { header: Header; state: Named<Values>; best: Named<Values>; memory: Memory };

export function separated({ header, tensors }: Checkpoint): Resumed {
  const state: Named<Values> = {};
  const best: Named<Values> = {};
  const memory: Memory = {};
  for (const [name, values] of Object.entries(tensors)) {
    if (name.startsWith("memory/")) memory[name.slice("memory/".length)] = values.data;
    else if (name.startsWith("best/")) best[name.slice("best/".length)] = values;
    else state[name] = values;
  }
  return { header, state, best, memory };
}

/** The other way round. */
export const together = (
  state: Named<Values>,
  best: Named<Values>,
  memory: Memory,
): Checkpoint["tensors"] => ({
  ...state,
  ...Object.fromEntries(Object.entries(best).map(([name, values]) => [`best/${name}`, values])),
  ...Object.fromEntries(
    Object.entries(memory).map(([name, data]) => [`memory/${name}`, { shape: [data.length], data }]),
  ),
});
