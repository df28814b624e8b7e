import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { decodeCheckpoint } from "#lib/train/checkpoint.ts";
import { predict, type TrainingHooks } from "#lib/train/train.ts";

/** A training that a kill does not cost: where it stands lies in a file, and is taken up by the next start. */

/** Looks at the networks on the way, every so many epochs: the accuracy of what is predicted of some pictures. */
export type Watch = {
  every: number;
  pictures: Uint8Array;
  side: number;
  accuracy: (probabilities: Float32Array) => number;
};

export type Going = {
  hooks: TrainingHooks;
  /** the best accuracy seen so far */
  best: () => number;
  /** removes the file of a finished training */
  finish: () => Promise<void>;
};

/**
 * @param folder also keeps the plain first epochs that methods share
 * @param name of the training: several may go on side by side
 */
export async function going(folder: string, name: string, watch?: Watch): Promise<Going> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, name);
  let best = 0;
  const took = async (path: string) => {
    const found = await kept(path);
    best = found?.best ?? best;
    return found?.checkpoint ?? null;
  };
  const hooks: TrainingHooks = {
    now: () => performance.now(),
    report: () => undefined,
    checkpoints: {
      load: () => took(file),
      async save(blob) {
        if (watch && decodeCheckpoint(blob).header.epoch % watch.every === 0)
          best = Math.max(best, watch.accuracy(await predict(blob, watch.pictures, watch.side)));
        await keep(file, blob, best);
      },
    },
    warmUps: {
      load: (key) => took(join(folder, key)),
      save: (key, blob) => keep(join(folder, key), blob, best),
    },
    cancelled: () => false,
    log(event) {
      if (event === "checkpoint.ignored") best = 0; // another training's, with its best
    },
  };
  return { hooks, best: () => best, finish: () => rm(file, { force: true }) };
}

/** A checkpoint with the best accuracy so far after it, written whole or not at all. */
async function keep(path: string, checkpoint: Uint8Array, best: number): Promise<void> {
  await writeFile(`${path}.new`, Buffer.concat([checkpoint, new Uint8Array(Float64Array.of(best).buffer)]));
  await rename(`${path}.new`, path);
}

async function kept(path: string): Promise<{ checkpoint: Uint8Array; best: number } | null> {
  if (!existsSync(path)) return null;
  const bytes = await readFile(path);
  const end = bytes.length - 8;
  return { checkpoint: new Uint8Array(bytes.subarray(0, end)), best: bytes.readDoubleLE(end) };
}
