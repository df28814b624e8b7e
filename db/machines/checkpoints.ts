import { existsSync } from "node:fs";
import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { errorCode } from "#lib/error-code.ts";
import type { DataDir } from "#db/data-dir.ts";

/** A run's checkpoint file: always a whole one, whatever happens while it is written. */
export type Checkpoints = {
  load(): Promise<Uint8Array | null>;
  save(bytes: Uint8Array): Promise<void>;
};

/** The newest checkpoint of a run in training, and at the end its final weights; one file a fold. */
export const runCheckpoints = (dir: DataDir, runId: number, fold = 0): Checkpoints =>
  blobFile(join(dir.checkpoints, `run-${runId}`), fold === 0 ? "checkpoint.bin" : `checkpoint-${fold}.bin`);

/** Whether it has any. */
export const hasWeights = (dir: DataDir, runId: number): boolean =>
  existsSync(join(dir.checkpoints, `run-${runId}`, "checkpoint.bin"));

/** The labels that a run learns from, fixed when it begins: whoever takes it up again has the same. */
export const runLabels = (dir: DataDir, runId: number): Checkpoints =>
  blobFile(join(dir.checkpoints, `run-${runId}`), "labels.bin");

const modelFile = "model.onnx";

/** A finished run's networks as one file for others to use. */
export const modelPath = (dir: DataDir, runId: number): string =>
  join(dir.checkpoints, `run-${runId}`, modelFile);

/** Keep it, always whole. */
export const saveModel = (dir: DataDir, runId: number, bytes: Uint8Array): Promise<void> =>
  blobFile(join(dir.checkpoints, `run-${runId}`), modelFile).save(bytes);

/** Weights, labels and model of a run that was deleted. */
export const removeFiles = (dir: DataDir, runId: number): Promise<void> =>
  rm(join(dir.checkpoints, `run-${runId}`), { recursive: true, force: true });

/** First epochs that the trainings of a panel share, by key. */
export function warmUpShelf(dir: DataDir, panelId: number) {
  const folder = join(dir.checkpoints, `panel-${panelId}`);
  return {
    load: (key: string) => blobFile(folder, `${key}.bin`).load(),
    save: (key: string, bytes: Uint8Array) => blobFile(folder, `${key}.bin`).save(bytes),
  };
}

/** Remove what panels shared whose trainings have all ended, however they did. @param ended of a panel's number */
export async function clearShelves(dir: DataDir, ended: (panelId: number) => boolean): Promise<void> {
  for (const name of await readdir(dir.checkpoints).catch(() => [])) {
    const panelId = /^panel-(\d+)$/.exec(name)?.[1];
    if (panelId !== undefined && ended(Number(panelId)))
      await rm(join(dir.checkpoints, name), { recursive: true, force: true });
  }
}

function blobFile(folder: string, name: string): Checkpoints {
  const file = join(folder, name);
  return {
    load: async () => {
      try {
        return await readFile(file);
      } catch (error) {
        if (errorCode(error) === "ENOENT") return null;
        throw error;
      }
    },
    save: async (bytes) => {
      await mkdir(folder, { recursive: true });
      const temporary = `${file}.new`;
      try {
        const handle = await open(temporary, "w");
        try {
          await handle.writeFile(bytes);
          await handle.sync();
        } finally {
          await handle.close();
        }
        await rename(temporary, file);
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
    },
  };
}
