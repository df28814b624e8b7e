import { and, eq, gt, inArray, isNull, notExists, or, sql } from "drizzle-orm";
import { fail, ok, type Result } from "#lib/domain.ts";
import { fewLabels, leastLabels } from "#lib/train/few-labels.ts";
import { asOperator, type Authorized } from "#db/access.ts";
import { type Db, write } from "#db/client.ts";
import { encoderAtHand } from "#db/features/embedding.ts";
import { itemsOf } from "#db/labelling/waiting.ts";
import { labelSources } from "#db/machines/label-sources.ts";
import { checkOptions, insertRun, type NewRun, sizesOfTrainings } from "#db/machines/start-run.ts";
import { recordAuditEntry } from "#db/people/audit-log.ts";
import { jobs, type Project, projects, type Run, runs } from "#db/schema.ts";
import { newestJudgment } from "#db/teaming/answers.ts";

/*
 * A project's first training: it learns from what people have labelled here, cross-fitted, predicts everything, and
 * starts by itself once there are enough labels. The index runs_first lets a project have one only.
 */

/** Labelled items with which the first training starts by itself, all of a small project; null: never. */
export function labelsToFirstRun(db: Db, { id, firstRunLabels, classes }: Project): number | null {
  if (firstRunLabels === 0) return null;
  return Math.max(leastLabels, Math.min(firstRunLabels * classes.length, itemsOf(db, id)));
}

/** How many items people have labelled, counted up to `most`: what is beyond is not looked at. */
export const labelledItems = (db: Db, projectId: number, most: number): number =>
  db.get<{ n: number }>(sql`
    select count(*) as n from (
      select distinct answer.itemId
      from raters cross join judgments answer indexed by judgments_rater on answer.raterId = raters.id
      where raters.projectId = ${projectId} and raters.source = 'person' and answer.label is not null
        and not exists (select 1 from judgments newer
          where newer.itemId = answer.itemId and newer.raterId = answer.raterId and newer.id > answer.id)
      limit ${most})`)?.n ?? 0;

/** Whether people's labels name two classes at least: with one there is nothing to tell apart. */
const tellApart = (db: Db, projectId: number): boolean =>
  db.get<{ n: number }>(sql`
    select count(*) as n from (
      select distinct answer.label
      from raters cross join judgments answer indexed by judgments_rater on answer.raterId = raters.id
      where raters.projectId = ${projectId} and raters.source = 'person' and answer.label is not null
        and not exists (select 1 from judgments newer
          where newer.itemId = answer.itemId and newer.raterId = answer.raterId and newer.id > answer.id)
      limit 2)`)?.n === 2;

/** Runs of the project that route its items, or will. */
const runsAtWork = (db: Db, projectId: number) =>
  db
    .select({ id: runs.id })
    .from(runs)
    .where(and(eq(runs.projectId, projectId), inArray(runs.state, ["queued", "running", "finished"])));

/**
 * The first training, with the labels that there are: of a head where an encoder has seen the project's pictures,
 * of a network where none has.
 * @returns a sentence when there are too few
 */
export function firstRunOf(db: Db, project: Project): Result<NewRun> {
  const labels = labelledItems(db, project.id, enoughLabels);
  if (labels < leastLabels)
    return fail(`A first training needs ${leastLabels} labelled pictures; there are ${labels}.`);
  if (!tellApart(db, project.id))
    return fail("So far all labels name one class: there is nothing to tell apart.");
  const people = labelSources(db, project.id).find(({ key }) => key === "people");
  if (!people) return fail("Nobody has labelled anything yet.");
  const encoder = encoderAtHand(db, project.id);
  const how = fewLabels(labels, encoder ? "features" : "pictures");
  return ok({ labelRaterId: people.raterId, pool: people.pool, encoder, ...how });
}

/**
 * Start it, and its job with it.
 * @param wanted of firstRunOf()
 * @param by whom it is asked for
 * @param sizes of its one source, counted before the transaction: nobody could write meanwhile
 * @returns a sentence when a machine is there or under way
 */
export function startFirstRun(
  db: Db,
  project: Authorized<Project, "admin">,
  wanted: NewRun,
  now: number,
  by: "person" | "itself",
  sizes = sizesOfTrainings(
    db,
    project.id,
    [{ raterId: wanted.labelRaterId, pool: wanted.pool ?? null }],
    wanted.options,
  ),
): Result<Run> {
  const checked = checkOptions(project, wanted);
  if (!checked.ok) return checked;
  if (!sizes.ok) return sizes;
  const [size] = sizes.value;
  if (!size) throw new Error("a run has one source");
  return write(db, (tx) => {
    if (runsAtWork(tx, project.id).limit(1).get())
      return fail("A machine is there already, or being trained.");
    const first = !hasHadFirst(tx, project.id);
    if (by === "itself" && !first) return fail("The first training is not tried again by itself.");
    const { run } = insertRun(tx, project, { ...wanted, ...size, first }, now);
    const detail = { run: run.name, runId: run.id };
    const entry =
      by === "person" ? { userId: project.by, action: "run.start" } : { userId: null, action: "run.first" };
    recordAuditEntry(tx, { ...entry, projectId: project.id, detail }, now);
    return ok(run);
  });
}

/** Options grow no further with more labels than so many. */
export const enoughLabels = 5000;

const hasHadFirst = (db: Db, projectId: number): boolean =>
  db
    .select({ id: runs.id })
    .from(runs)
    .where(and(eq(runs.projectId, projectId), eq(runs.first, true)))
    .get() !== undefined;

/** What was looked at last in a project: newest judgment and aim; the same again need not be counted again. */
export type SeenLabels = Map<number, string>;

/**
 * Start the first trainings that are due. Looks at projects without a machine only, and counts labels only where
 * there are new ones.
 * @returns the runs that were started
 */
export function startDueFirstRuns(db: Db, seen: SeenLabels, now: number): Run[] {
  const cold = db
    .select()
    .from(projects)
    .where(
      and(
        isNull(projects.activeRunId),
        isNull(projects.archivedAt),
        gt(projects.firstRunLabels, 0),
        notExists(
          db
            .select({ id: runs.id })
            .from(runs)
            .where(
              and(
                eq(runs.projectId, projects.id),
                or(eq(runs.first, true), inArray(runs.state, ["queued", "running", "finished"])),
              ),
            ),
        ),
      ),
    )
    .all();
  return cold.flatMap((project) => {
    const goal = labelsToFirstRun(db, project) ?? Infinity;
    const stand = `${newestJudgment(db, project.id)}/${goal}`;
    if (seen.get(project.id) === stand) return [];
    const wanted = labelledItems(db, project.id, goal) < goal ? null : firstRunOf(db, project);
    const started = wanted?.ok ? startFirstRun(db, asOperator(project), wanted.value, now, "itself") : null;
    seen.set(project.id, stand);
    return started?.ok ? [started.value] : [];
  });
}

/** A page counts no further. */
export const manyLabels = 1000;

/** How far a project without a machine is. */
export type ColdStart = {
  /** labelled items, counted up to the aim; without one, and once there is a run, up to `manyLabels` */
  labels: number;
  /** with which the first training starts by itself; null: never */
  goal: number | null;
  /** fewest that a training can be started with */
  least: number;
  /** whether labels name two classes at least */
  apart: boolean;
  /** the encoder on whose features the first machine will be a head */
  encoder: string | null;
  /** the newest run, where there is one: what became of it, and how far it is, 0 … 1 */
  run: (Pick<Run, "id" | "name" | "state" | "error"> & { progress: number }) | null;
};

/** @returns null where a machine routes the project */
export function coldStart(db: Db, project: Project): ColdStart | null {
  if (project.activeRunId !== null) return null;
  const goal = labelsToFirstRun(db, project);
  const run = db
    .select({
      ...{ id: runs.id, name: runs.name, state: runs.state, error: runs.error },
      progress: sql<number>`coalesce(${jobs.progress}, 0)`,
    })
    .from(runs)
    .leftJoin(jobs, eq(jobs.id, runs.jobId))
    .where(and(eq(runs.projectId, project.id), isNull(runs.deletedAt)))
    .orderBy(sql`${runs.id} desc`)
    .limit(1)
    .get();
  const labels = labelledItems(db, project.id, (!run && goal) || manyLabels);
  return {
    ...{ labels, goal, least: leastLabels, apart: tellApart(db, project.id) },
    ...{ encoder: encoderAtHand(db, project.id)?.name ?? null, run: run ?? null },
  };
}
