import { count, eq } from "drizzle-orm";
import { fail, ok, type Pool, type Result } from "#lib/domain.ts";
import type { OwnLaunch } from "#lib/launching.ts";
import { methodName } from "#lib/methods/index.ts";
import { preTrained } from "#lib/pre-trained.ts";
import { optionsProblem, pictureOptionProblem } from "#lib/train/check-options.ts";
import type { Authorized } from "#db/access.ts";
import { type Db, write } from "#db/client.ts";
import { announce } from "#db/events.ts";
import { enqueue } from "#db/job-queue.ts";
import {
  countPredictionItems,
  countTrainingLabels,
  type LabelSource,
  sourceName,
} from "#db/machines/label-sources.ts";
import { runProblems } from "#db/machines/launching.ts";
import { isTaken } from "#db/machines/run-names.ts";
import { recordAuditEntry } from "#db/people/audit-log.ts";
import { type Encoder, type Job, type Project, raters, type Run, runs } from "#db/schema.ts";

/** Asking for a training. Whoever asks, a page or a command, is refused the same things in the same words. */

export type NewRun = {
  method: string;
  backbone: string;
  labelRaterId: number;
  pool?: Pool | null;
  panelId?: number;
  /** whose features it learns from; absent or null: the pictures themselves */
  encoder?: Encoder | null;
  /** where it is done; absent or null: where the project says */
  launch?: OwnLaunch | null;
  /** trainingOptions of lib/train, but for method, backbone and seed */
  options: Record<string, unknown>;
  seed: number;
};

/** Cross-fitting uses labelled items of every split and predicts all of them. */
export const crossFitted = (options: Record<string, unknown>): boolean => Number(options.folds ?? 1) > 1;

/** @returns a sentence when the options do not fit each other or the project's images */
export function checkOptions(
  { imageSize, classes }: Pick<Project, "imageSize" | "classes">,
  { method, backbone, seed, options, encoder = null }: Omit<NewRun, "labelRaterId" | "pool" | "panelId">,
): Result<null> {
  if (classes.length < 2) return fail("There must be at least two classes to tell apart.");
  if (encoder && encoder.removedAt !== null) return fail("The encoder was removed.");
  const shape = { size: encoder ? 1 : imageSize, classes: classes.length, width: encoder?.width ?? null };
  const chosen = encoder && pictureOptionProblem(options);
  if (chosen !== null) return fail(chosen);
  const problem = optionsProblem({ ...options, method, backbone, seed }, shape);
  return problem === null ? ok(null) : fail(problem);
}

/** @returns a sentence when it cannot be done where it is wanted */
export function checkPlace(
  db: Db,
  { id }: Pick<Project, "id">,
  launch: OwnLaunch | null = null,
): Result<null> {
  const [problem] = Object.values(runProblems(db, id, launch) ?? {});
  return problem === undefined ? ok(null) : fail(problem);
}

export type TrainingSize = { trainItems: number; predictedItems: number };

/** What the project's own rule says of a run that it asks for. */
type Renewal = Partial<Pick<Run, "renews" | "cursor" | "answers">>;

/** How many items there are to learn from and to predict, or a sentence when there are too few. */
export function sizeOfTraining(
  db: Db,
  projectId: number,
  source: LabelSource,
  options: Record<string, unknown>,
): Result<TrainingSize> {
  const rater = db.select().from(raters).where(eq(raters.id, source.raterId)).get();
  if (rater?.projectId !== projectId) return fail("This project has no such label source.");
  const everySplit = crossFitted(options);
  const trainItems = countTrainingLabels(db, projectId, source, everySplit);
  if (trainItems === 0) {
    const name = sourceName(source, rater.name);
    return fail(
      everySplit
        ? `No item has a label of ${name}.`
        : `Nothing in the training split has a label of ${name}; cross-fitting would use labels of every split.`,
    );
  }
  const predictedItems = countPredictionItems(db, projectId, everySplit);
  if (predictedItems === 0)
    return fail("There is nothing outside the training split to predict: split the project or cross-fit.");
  return ok({ trainItems, predictedItems });
}

/**
 * sizeOfTraining() for each source, in their order. Counting a million labels takes a second: the web process
 * has it done by a thread and brings the outcome along.
 */
export function sizesOfTrainings(
  db: Db,
  projectId: number,
  sources: readonly LabelSource[],
  options: Record<string, unknown>,
): Result<TrainingSize[]> {
  const sizes: TrainingSize[] = [];
  for (const source of sources) {
    const size = sizeOfTraining(db, projectId, source, options);
    if (!size.ok) return size;
    sizes.push(size.value);
  }
  return ok(sizes);
}

/** The one source of a run that is wanted. */
const sourceOf = ({ labelRaterId, pool }: NewRun): LabelSource => ({
  raterId: labelRaterId,
  pool: pool ?? null,
});

/**
 * Make a run and its job together.
 * @param sizes of its one source, counted before the transaction: nobody could write meanwhile
 * @returns a sentence when it could not be trained
 */
export function startRun(
  db: Db,
  project: Authorized<Project, "admin">,
  wanted: NewRun,
  now: number,
  sizes = sizesOfTrainings(db, project.id, [sourceOf(wanted)], wanted.options),
): Result<{ run: Run; job: Job }> {
  const checked = checkOptions(project, wanted);
  if (!checked.ok) return checked;
  const placed = checkPlace(db, project, wanted.launch);
  if (!placed.ok) return placed;
  if (!sizes.ok) return sizes;
  const [size] = sizes.value;
  if (!size) throw new Error("a run has one source");
  return write(db, (tx) => {
    const started = insertRun(tx, project, { ...wanted, ...size }, now);
    const detail = { run: started.run.name, runId: started.run.id };
    recordAuditEntry(tx, { userId: project.by, action: "run.start", projectId: project.id, detail }, now);
    return ok(started);
  });
}

/** The first name that no run of the project has, counted from the number of its runs. */
function freeName(tx: Db, projectId: number, name: (n: number) => string): string {
  const of = eq(runs.projectId, projectId);
  const before = tx.select({ n: count() }).from(runs).where(of).get()?.n ?? 0;
  for (let n = before + 1; ; n++) if (!isTaken(tx, projectId, name(n))) return name(n);
}

/** A run, checked before, and its job: inside a transaction. */
export function insertRun(
  tx: Db,
  project: Authorized<Project, "admin">,
  wanted: NewRun & Partial<TrainingSize> & Renewal & { first?: boolean },
  now: number,
): { run: Run; job: Job } {
  const rater = tx.select().from(raters).where(eq(raters.id, wanted.labelRaterId)).get();
  const labels = sourceName({ pool: wanted.pool ?? null }, rater?.name ?? "?");
  const { id } = tx
    .insert(runs)
    .values({
      projectId: project.id,
      name: freeName(tx, project.id, (n) =>
        preTrained(`${methodName(wanted.method)} on ${labels} #${n}`, wanted.encoder?.name),
      ),
      ...wanted,
      encoderId: wanted.encoder?.id ?? null,
      state: "queued",
      createdBy: project.by,
      createdAt: now,
    })
    .returning({ id: runs.id })
    .get();
  const job = enqueue(
    tx,
    { kind: "train", payload: { runId: id }, projectId: project.id, createdBy: project.by },
    now,
  );
  const run = tx.update(runs).set({ jobId: job.id }).where(eq(runs.id, id)).returning().get();
  announce(tx, project.id, "runs", now);
  return { run, job };
}
