import { statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { eq } from "drizzle-orm";
import { backboneName } from "#lib/backbones/index.ts";
import { methodName } from "#lib/methods/index.ts";
import type { ModelFacts } from "#lib/report/model-card.ts";
import { hasWeights, modelPath, runCheckpoints } from "#db/machines/checkpoints.ts";
import type { Db } from "#db/client.ts";
import type { DataDir } from "#db/data-dir.ts";
import { encoderPath, findEncoder, lostEncoder, readEncoder } from "#db/features/encoders.ts";
import { sourceName } from "#db/machines/label-sources.ts";
import { type Encoder, type Project, raters, type Run } from "#db/schema.ts";
import { picturesAtOnce } from "#lib/encoders/fit.ts";
import { joinedModel } from "#lib/encoders/joined-model.ts";
import { EncoderProblem } from "#lib/encoders/problem.ts";
import { onnxModel } from "#lib/train/onnx-model.ts";

/** Runs as files to take home. */

/** Folds of a cross-fitted run, each with its networks; 1 without. */
export const foldsOf = ({ options }: Pick<Run, "options">): number => Math.max(1, Number(options.folds ?? 1));

/** The final weights of a run, one blob a fold; null when some are gone. */
export async function finalWeights(
  dir: DataDir,
  run: Pick<Run, "id" | "options">,
): Promise<Uint8Array[] | null> {
  const blobs: Uint8Array[] = [];
  for (let fold = 0; fold < foldsOf(run); fold++) {
    const blob = await runCheckpoints(dir, run.id, fold).load();
    if (blob === null) return null;
    blobs.push(blob);
  }
  return blobs;
}

/**
 * Whether a run can be taken home at once: its file was made when it finished; of a head on features it is put
 * together when it is asked for, as it would be as large as the encoder for every run.
 */
export function hasModel(db: Db, dir: DataDir, run: Run): boolean {
  if (run.state !== "finished" || run.origin !== null) return false;
  if (run.encoderId === null) return modelBytes(dir, run.id) !== null;
  return lostEncoder(db, dir, run.id) === null && hasWeights(dir, run.id);
}

/** Bytes of the file that was made when the run finished; null where there is none. */
export const modelBytes = (dir: DataDir, runId: number): number | null =>
  statSync(modelPath(dir, runId), { throwIfNoEntry: false })?.size ?? null;

export const readModel = (dir: DataDir, runId: number): Promise<Buffer> => readFile(modelPath(dir, runId));

/** What the card of a run's file says. */
export function modelFacts(
  db: Db,
  project: Project,
  run: Run,
  { file, batch }: Pick<ModelFacts, "file" | "batch">,
): ModelFacts {
  const rater = db.select().from(raters).where(eq(raters.id, run.labelRaterId)).get();
  const { id, name, trainItems, predictedItems, accuracy, goldItems, temperature, seed } = run;
  const encoder = encoderOf(db, run);
  return {
    file,
    batch,
    run: {
      id,
      name,
      method: methodName(run.method),
      backbone: backboneName(run.backbone),
      labels: sourceName(run, rater?.name ?? "?"),
    },
    project: project.name,
    synthetic: project.synthetic,
    classes: project.classes,
    size: encoder?.description.resize ?? project.imageSize,
    encoder: encoder && {
      name: encoder.name,
      width: encoder.width,
      size: encoder.description.size,
      hash: encoder.hash,
    },
    folds: foldsOf(run),
    ...{ trainItems, predictedItems, accuracy, goldItems, temperature, seed },
  };
}

/** Texts that the file itself holds. */
export const modelTexts = (
  project: Project,
  run: Run,
  encoder: Encoder | null = null,
): Record<string, string> => ({
  classes: JSON.stringify(project.classes),
  run: `${run.id}: ${run.name}`,
  method: methodName(run.method),
  backbone: backboneName(run.backbone),
  ...(encoder && { preTrained: `${encoder.name}, SHA-256 ${encoder.hash}` }),
  project: project.name,
  madeBy: "Tandem",
});

/** Pictures a call of the file that modelOf() makes when nobody says how many. */
export async function batchOf(db: Db, dir: DataDir, run: Run): Promise<number> {
  const encoder = encoderOf(db, run);
  if (!encoder) return 1;
  return picturesAtOnce(await readFile(encoderPath(dir, encoder))) ?? 1;
}

/** The encoder that a run learnt from; null for one that learnt from the pictures. */
export const encoderOf = (db: Db, { encoderId }: Pick<Run, "encoderId">): Encoder | null =>
  encoderId === null ? null : (findEncoder(db, encoderId) ?? null);

/**
 * A finished run as ONNX: its networks, or its heads with the encoder below them.
 * @param weights of finalWeights()
 * @param wanted pictures a call; absent: as many as the encoder always takes, else 1
 * @throws EncoderProblem with a sentence where the encoder is gone or cannot be joined
 */
export async function modelOf(
  db: Db,
  dir: DataDir,
  project: Project,
  run: Run,
  weights: readonly Uint8Array[],
  wanted?: number,
): Promise<{ model: Uint8Array; batch: number }> {
  const encoder = encoderOf(db, run);
  const texts = modelTexts(project, run, encoder);
  if (!encoder) {
    const batch = wanted ?? 1;
    return { model: onnxModel(weights, batch, texts), batch };
  }
  const bytes = await readEncoder(dir, encoder);
  if (!bytes)
    throw new EncoderProblem(`The file of the encoder ${encoder.name} is not in the data folder any more.`);
  const { description, width } = encoder;
  const batch = wanted ?? picturesAtOnce(bytes) ?? 1;
  const joined = { encoder: bytes, description, width, checkpoints: weights };
  return { model: joinedModel({ ...joined, classes: project.classes.length }, batch, texts), batch };
}
