import { statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { eq } from "drizzle-orm";
import { backboneName } from "#lib/backbones/index.ts";
import { methodName } from "#lib/methods/index.ts";
import type { ModelFacts } from "#lib/report/model-card.ts";
import { modelPath, runCheckpoints } from "#db/machines/checkpoints.ts";
import type { Db } from "#db/client.ts";
import type { DataDir } from "#db/data-dir.ts";
import { sourceName } from "#db/machines/label-sources.ts";
import { type Project, raters, type Run } from "#db/schema.ts";

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
    size: project.imageSize,
    folds: foldsOf(run),
    ...{ trainItems, predictedItems, accuracy, goldItems, temperature, seed },
  };
}

/** Texts that the file itself holds. */
export const modelTexts = (project: Project, run: Run): Record<string, string> => ({
  classes: JSON.stringify(project.classes),
  run: `${run.id}: ${run.name}`,
  method: methodName(run.method),
  backbone: backboneName(run.backbone),
  project: project.name,
  madeBy: "Tandem",
});
