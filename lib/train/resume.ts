import { createHash } from "node:crypto";
import { decodeCheckpoint, type Header } from "#lib/train/checkpoint.ts";
import { inputShapeOf, type TrainingData, type TrainingHooks } from "#lib/train/contract.ts";
import { asDigested } from "#lib/train/old-names.ts";
import type { Settings } from "#lib/train/options.ts";
import { separated, type TrainingState } from "#lib/train/state.ts";

/** What a training resumes from: a checkpoint of its own, or shared first epochs. */
export type Resumed = TrainingState & { header: Header };

/** SHA-256 over settings in their order and items with their labels, in hexadecimal. */
export function digestOf(settings: object, { rows, labels, targets }: TrainingData["train"]): string {
  const hash = createHash("sha256").update(JSON.stringify(settings));
  for (const { buffer, byteOffset, byteLength } of targets ? [rows, labels, targets] : [rows, labels]) {
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  }
  return hash.digest("hex");
}

/** Identifies the training a checkpoint belongs to: all settings that change weights, and who has which label. */
export const fingerprintOf = (settings: Settings, data: TrainingData): string =>
  digestOf({ ...asDigested(settings), threads: null, shareWarmUp: null, ...identityOf(data) }, data.train);

/** What the items are, as it has always entered digests; features say which they are. */
export function identityOf(data: TrainingData): object {
  const { size, classes } = inputShapeOf(data);
  return { size, classes, ...("features" in data && { width: data.width, of: data.of }) };
}

/** The newest checkpoint of this very training. A damaged or foreign one is logged and not used. */
export async function loadCheckpoint(hooks: TrainingHooks, fingerprint: string): Promise<Resumed | null> {
  const bytes = await hooks.checkpoints.load();
  if (!bytes) return null;
  try {
    const { header, tensors } = decodeCheckpoint(bytes);
    if (header.fingerprint === fingerprint) return { header, ...separated(tensors) };
    hooks.log("checkpoint.ignored", { reason: "It belongs to other options or labels." });
  } catch (error) {
    hooks.log("checkpoint.ignored", { reason: error instanceof Error ? error.message : String(error) });
  }
  return null;
}
