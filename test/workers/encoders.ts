import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { at } from "#lib/array.ts";
import { encoderPixels } from "#lib/encoders/pixels.ts";
import { openEncoder } from "#lib/encoders/run.ts";
import { readPacked } from "../db/read-image.ts";
import { picturesBetween } from "#db/features/embedding.ts";
import { encoderPath, listEncoders } from "#db/features/encoders.ts";
import type { Encoder } from "#db/schema.ts";
import type { Store } from "../db/datasets.ts";
import { filterEncoder } from "../lib/encoders/models.ts";

/** Encoders in a data folder, as the commands bring them there. */

export const tandem = (store: Store, ...args: string[]) =>
  spawnSync(process.execPath, ["workers/tandem.js", ...args, "--data", store.dir.root], { encoding: "utf8" });

export function add(store: Store, bytes: Uint8Array, ...more: string[]) {
  const path = join(store.folder, "encoder.onnx");
  writeFileSync(path, bytes);
  return tandem(store, "features", "add", path, "--name", "Edges", "--norm", "half", ...more);
}

export function edges(store: Store, size = 48): Encoder {
  const added = add(store, filterEncoder(size));
  expect([added.stderr, added.status]).toEqual(["", 0]);
  return at(listEncoders(store.db), 0);
}

/** By the definition: each picture by itself, from its original. */
export async function directly({ db, dir }: Store, encoder: Encoder): Promise<Float32Array> {
  const open = await openEncoder(readFileSync(encoderPath(dir, encoder)), encoder.description, 1);
  const pictures = picturesBetween(db, 1, 0, 10_000);
  const all = new Float32Array(pictures.length * encoder.width);
  for (const [row, image] of pictures.entries()) {
    const { bytes } = readPacked(dir, image, { shown: false });
    all.set(await open.embed([await encoderPixels(bytes, encoder.description)]), row * encoder.width);
  }
  await open.close();
  return all;
}

export const furthest = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((most, value, place) => Math.max(most, Math.abs(value - at(b, place))), 0);
