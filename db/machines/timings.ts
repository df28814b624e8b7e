import { and, desc, eq, isNotNull, isNull } from "drizzle-orm";
import { z } from "zod";
import { trainingOptions } from "#lib/train/options.ts";
import type { TimedTraining } from "#lib/train/expected-time.ts";
import type { Db } from "#db/client.ts";
import { projects, runs } from "#db/schema.ts";

/** Trainings that are looked at, of whatever project. */
const most = 300;

const usual = trainingOptions.parse({});
/** What says how long a training is; options of a version that knew others say these all the same. */
const length = z.object({
  epochs: z.number().catch(usual.epochs).default(usual.epochs),
  folds: z.number().catch(usual.folds).default(usual.folds),
  backboneOptions: z.unknown().default({}),
});

/**
 * How long trainings took here, the newest first.
 * @param executors what the workers train with now; what others took says nothing. Empty: nobody knows, all count
 */
export function timedTrainings(db: Db, executors: readonly string[]): TimedTraining[] {
  return db
    .select({ run: runs, imageSize: projects.imageSize })
    .from(runs)
    .innerJoin(projects, eq(projects.id, runs.projectId))
    .where(and(eq(runs.state, "finished"), isNull(runs.origin), isNotNull(runs.seconds)))
    .orderBy(desc(runs.id))
    .limit(most)
    .all()
    .flatMap(({ run, imageSize }) => {
      const { method, backbone, encoderId, trainItems, predictedItems, seconds, executor } = run;
      const { epochs, folds, backboneOptions } = length.parse(run.options);
      const network = JSON.stringify(backboneOptions);
      if (trainItems === null || predictedItems === null || seconds === null) return [];
      if (executors.length > 0 && (executor === null || !executors.includes(executor))) return [];
      const work = { epochs, folds, trainItems, predictedItems };
      return [{ method, backbone, network, encoderId, imageSize, ...work, seconds }];
    });
}
