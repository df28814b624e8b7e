import { dirname } from "node:path";
import { z } from "zod";
import { epochRecord } from "#lib/train/checkpoint.ts";
import {
  type Labelled,
  type TrainingData,
  type TrainingProgress,
  trainingProgress,
  type TrainingResult,
} from "#lib/train/contract.ts";
import {
  type FoldedResult,
  type FoldProgress,
  joinFolds,
  progressOfFolds,
  trainFold,
} from "#lib/train/cross-fit.ts";
import { TrainingError } from "#lib/train/errors.ts";
import { trainingOptions } from "#lib/train/options.ts";
import { JobCancelled, JobFailure } from "#workers/endings.ts";
import { bytesOf, type Content, type Draft, type Folder, readInput } from "../folder.ts";
import { findResult, readResult } from "../part.ts";
import { shelfBeside } from "../shelf.ts";
import { defineFolderKind, type Material, material, materialFile } from "./kind.ts";

/** A training as a folder: a part for each fold. */

const config = z.object({
  /** trainingOptions, as they were stored */
  options: z.record(z.string(), z.unknown()),
  classes: z.int().min(2),
  material,
  /** it learns from shares of answers and not from one label each */
  shares: z.boolean(),
  /** number of the panel whose first epochs it shares */
  panel: z.int().nullable(),
});

/** A training as a plain value, but for the pictures or features, which stay where they are. */
export type TrainingTask = {
  options: Record<string, unknown>;
  data: Labelled;
  material: Material;
  /** where the bytes of its pictures or features are */
  from: { of: string; bytes: number };
  panel: number | null;
};

/** How many trainings the options ask for. @throws JobFailure for those of another version */
export function foldsIn(options: Record<string, unknown>): number {
  const parsed = trainingOptions.safeParse(options);
  if (!parsed.success) throw new JobFailure("The run's options are not those of this version.");
  return parsed.data.folds;
}

export function trainingFolder({
  options,
  data: { classes, train, predict },
  material,
  from,
  panel,
}: TrainingTask): Pick<Draft, "kind" | "parts" | "config" | "files"> {
  const files: Record<string, Content> = {
    [materialFile(material)]: from,
    "train-rows.i32": train.rows,
    "train-labels.i32": train.labels,
    ...(train.targets && { "train-shares.f32": train.targets }),
    "predict-rows.i32": predict.rows,
    "predict-gold.i32": predict.gold,
  };
  const shares = train.targets !== undefined;
  const whole: z.output<typeof config> = { options, classes, material, shares, panel };
  return { kind: trainKind.kind, parts: foldsIn(options), config: whole, files };
}

/** Who learns and predicts what in a folder. */
async function labelledIn(folder: Folder): Promise<Labelled> {
  const { classes, shares } = config.parse(folder.description.config);
  const numbers = async (name: string) => new Int32Array(await readInput(folder, name));
  const train = { rows: await numbers("train-rows.i32"), labels: await numbers("train-labels.i32") };
  const targets = shares && new Float32Array(await readInput(folder, "train-shares.f32"));
  return {
    classes,
    train: { ...train, ...(targets && { targets }) },
    predict: { rows: await numbers("predict-rows.i32"), gold: await numbers("predict-gold.i32") },
  };
}

/** Everything that a folder's training works on. */
export async function trainingData(folder: Folder): Promise<TrainingData> {
  const { material } = config.parse(folder.description.config);
  const labelled = await labelledIn(folder);
  const bytes = await readInput(folder, materialFile(material));
  if (material.kind === "pictures")
    return { ...labelled, images: new Uint8Array(bytes), size: material.size };
  const { width, of } = material;
  return { ...labelled, features: new Float32Array(bytes), width, of };
}

export const trainKind = defineFolderKind({
  kind: "train",
  config,
  async open(folder, { options, panel, material }) {
    const parsed = trainingOptions.safeParse(options);
    if (!parsed.success) throw new JobFailure("The run's options are not those of this version.");
    const data = await trainingData(folder);
    return {
      async part(fold, { report, writer, ...hooks }) {
        const pictures = folder.description.files[materialFile(material)]?.sha256 ?? "";
        const shelf = panel !== null && {
          warmUps: shelfBeside(dirname(folder.path), panel, pictures, { writer, log: hooks.log }),
        };
        const told = (progress: TrainingProgress) =>
          report(progress.step / Math.max(1, progress.steps), progress);
        try {
          const whole = await trainFold(data, parsed.data, fold, { ...hooks, ...shelf, report: told });
          const { probabilities, checkpoint, ...facts } = whole;
          return { facts, files: { "predictions.f32": bytesOf(probabilities), "weights.bin": checkpoint } };
        } catch (error) {
          if (!(error instanceof TrainingError)) throw error;
          throw error.code === "cancelled" ? new JobCancelled() : new JobFailure(error.message);
        }
      },
      close: () => Promise.resolve(),
    };
  },
});

const facts = z.object({
  accuracy: z.number().nullable(),
  gold: z.number(),
  epochs: z.number(),
  sharedEpochs: z.number(),
  keptEpoch: z.number(),
  temperature: z.number(),
  // a training that was all but over when it was taken up again has no speed
  imagesPerSecond: z
    .number()
    .nullable()
    .transform((speed) => speed ?? 0),
  seconds: z.number(),
  executor: z.string(),
  parameters: z.number(),
  history: z.array(epochRecord),
});

/** What came of a training whose parts are all done. @throws Error when a file is damaged */
export async function trainingOutcome(folder: Folder): Promise<FoldedResult> {
  const { options } = config.parse(folder.description.config);
  const results: TrainingResult[] = [];
  for (let part = 0; part < folder.description.parts; part++)
    results.push({
      ...facts.parse((await findResult(folder.path, part))?.facts),
      probabilities: new Float32Array(await readResult(folder, part, "predictions.f32")),
      checkpoint: new Uint8Array(await readResult(folder, part, "weights.bin")),
    });
  return joinFolds(await labelledIn(folder), trainingOptions.parse(options), results);
}

/** What the parts tell of themselves as one note. @param told by part; null for one that is done */
export function trainingNote(
  parts: number,
  told: ReadonlyMap<number, Record<string, unknown> | null>,
): Record<string, unknown> | null {
  const known = new Map<number, FoldProgress>();
  for (const [part, note] of told) {
    const progress = trainingProgress.safeParse(note).data ?? null;
    if (progress !== null || note === null) known.set(part, { progress, done: note === null });
  }
  return [...known.values()].some(({ done }) => !done) ? progressOfFolds(parts, known) : null;
}
