import { existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { readIfThere, writeWhole } from "#lib/whole-file.ts";
import type { DataDir } from "#db/data-dir.ts";

/** A file of a run: always a whole one, whatever happens while it is written. */
export type Checkpoints = {
  load(): Promise<Uint8Array | null>;
  save(bytes: Uint8Array): Promise<void>;
};

/** The final weights of a run, one file a fold. */
export const runCheckpoints = (dir: DataDir, runId: number, fold = 0): Checkpoints =>
  blobFile(join(dir.checkpoints, `run-${runId}`), fold === 0 ? "checkpoint.bin" : `checkpoint-${fold}.bin`);

/** Whether it has any. */
export const hasWeights = (dir: DataDir, runId: number): boolean =>
  existsSync(join(dir.checkpoints, `run-${runId}`, "checkpoint.bin"));

const modelFile = "model.onnx";
const logFile = "log.txt";

/** A finished run's networks as one file for others to use. */
export const modelPath = (dir: DataDir, runId: number): string =>
  join(dir.checkpoints, `run-${runId}`, modelFile);

/** Keep it, always whole. */
export const saveModel = (dir: DataDir, runId: number, bytes: Uint8Array): Promise<void> =>
  blobFile(join(dir.checkpoints, `run-${runId}`), modelFile).save(bytes);

/** What happened in a run's training, as text. */
export const saveLog = (dir: DataDir, runId: number, text: string): Promise<void> =>
  blobFile(join(dir.checkpoints, `run-${runId}`), logFile).save(Buffer.from(text));

/** @returns null where there is none: it was trained by a version that kept none, or is not finished */
export async function findLog(dir: DataDir, runId: number): Promise<string | null> {
  const bytes = await blobFile(join(dir.checkpoints, `run-${runId}`), logFile).load();
  return bytes && Buffer.from(bytes).toString();
}

/** Its weights and the model made of them: all that the run has but its log. */
const weightFiles = (dir: DataDir, runId: number): string[] => {
  const folder = join(dir.checkpoints, `run-${runId}`);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name !== logFile)
    .map((name) => join(folder, name));
};

/** Bytes of its weights and its model. */
export const weightBytes = (dir: DataDir, runId: number): number =>
  weightFiles(dir, runId).reduce(
    (sum, path) => sum + (statSync(path, { throwIfNoEntry: false })?.size ?? 0),
    0,
  );

/** Remove its weights and its model, and keep its log. */
export function removeWeights(dir: DataDir, runId: number): void {
  for (const path of weightFiles(dir, runId)) rmSync(path, { force: true });
}

/** Weights, log and model of a run that was deleted. */
export const removeFiles = (dir: DataDir, runId: number): Promise<void> =>
  rm(join(dir.checkpoints, `run-${runId}`), { recursive: true, force: true });

function blobFile(folder: string, name: string): Checkpoints {
  const file = join(folder, name);
  return {
    load: () => readIfThere(file),
    save: async (bytes) => {
      await mkdir(folder, { recursive: true });
      await writeWhole(file, bytes, "run");
    },
  };
}
