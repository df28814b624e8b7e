import { and, asc, desc, eq, gt, isNotNull, isNull } from "drizzle-orm";
import type { ExportedLook } from "#lib/formats/export-history.ts";
import { accuracyReached } from "#lib/teaming/aim.ts";
import { type Db, type RootDb, write } from "#db/client.ts";
import { announce } from "#db/events.ts";
import { enqueue } from "#db/job-queue.ts";
import { closeQueue } from "#db/labelling/closing.ts";
import { queueAnswers } from "#db/labelling/routes.ts";
import { answersSince } from "#db/teaming/answers.ts";
import { jobs, type Look, looks, type Project, projects, runs } from "#db/schema.ts";
import { teamView } from "#db/views/team.ts";

/** The payload of a job that looks at a project. */
export type LookJob = { projectId: number };
const kind = "look";

/** A look is due when answers have grown by a fiftieth since the last one, by so many at least, and so much later. */
const growth = { share: 0.02, least: 20 };
const pauseMs = 15_000;
const failedPauseMs = 10 * 60_000;
/** A look at a million items takes seconds: it is followed by a pause so many times as long. */
const rest = 9;
/** Looks that the history shows: enough for every pixel of a wide picture. */
const mostShown = 1500;

/** Answers more than before with which the next look is due. */
export const lookAfter = (answers: number): number =>
  Math.max(growth.least, Math.ceil(growth.share * answers));

const newestLooks = (db: Db, projectId: number, most: number): Look[] =>
  db
    .select()
    .from(looks)
    .where(eq(looks.projectId, projectId))
    .orderBy(desc(looks.id))
    .limit(most)
    .all()
    .reverse();

/**
 * Ask for the looks that are due.
 * @returns projects that one was asked for
 */
export function askForDueLooks(db: RootDb, now: number): number[] {
  const routed = db
    .select()
    .from(projects)
    .where(and(isNotNull(projects.activeRunId), isNull(projects.archivedAt)))
    .all();
  return routed.flatMap((project) => {
    if (!isDue(db, project, now) || mayNotLook(db, project.id, now)) return [];
    const payload: LookJob = { projectId: project.id };
    write(db, (tx) => enqueue(tx, { kind, payload, projectId: project.id, createdBy: null }, now));
    return [project.id];
  });
}

function isDue(db: Db, project: Project, now: number): boolean {
  const last = newestLooks(db, project.id, 1)[0];
  if (!last) return true;
  const { runId, fitId, policy, eta } = last;
  if (
    runId !== project.activeRunId ||
    fitId !== project.activeFitId ||
    policy !== project.policy ||
    eta !== project.eta
  )
    return true;
  const wanted = lookAfter(last.answers);
  return now - last.at >= pauseMs && answersSince(db, project.id, last.cursor, wanted) >= wanted;
}

/** A job looks already, one that just failed would fail again, or looks would take more than a tenth of a processor. */
function mayNotLook(db: Db, projectId: number, now: number): boolean {
  const newest = db
    .select({
      ...{ state: jobs.state, createdAt: jobs.createdAt },
      ...{ startedAt: jobs.startedAt, finishedAt: jobs.finishedAt },
    })
    .from(jobs)
    .where(and(eq(jobs.kind, kind), eq(jobs.projectId, projectId)))
    .orderBy(desc(jobs.id))
    .limit(1)
    .get();
  if (!newest) return false;
  const { state, createdAt, startedAt, finishedAt } = newest;
  if (state === "queued" || state === "running") return true;
  const pause =
    state === "failed" ? failedPauseMs : rest * ((finishedAt ?? 0) - (startedAt ?? finishedAt ?? 0));
  return now - (finishedAt ?? createdAt) < pause;
}

/** What is known of a project now; null while nothing routes it. It only reads. */
export function lookAt(db: RootDb, project: Project, now: number): Omit<Look, "id"> | null {
  if (project.activeRunId === null) return null;
  const { cursor, machine, evidence } = teamView(db, project);
  const { id: projectId, activeRunId: runId, activeFitId: fitId, policy, eta } = project;
  return {
    ...{ projectId, runId, fitId, policy, eta, cursor, evidence },
    at: now,
    answers: queueAnswers(db, project),
    machine: machine.value,
  };
}

/** Keep a look, and close the queue where it shows that the aim is reached: in a transaction. */
export function keepLook(tx: Db, look: Omit<Look, "id">): void {
  tx.insert(looks).values(look).run();
  const project = tx.select().from(projects).where(eq(projects.id, look.projectId)).get();
  const wanted = project?.aimAccuracy ?? null;
  if (wanted !== null && accuracyReached(wanted, newestLooks(tx, look.projectId, 2))) {
    const { evidence, answers } = look;
    closeQueue(tx, look.projectId, { because: "accuracy", evidence, answers }, null, look.at);
  }
  announce(tx, look.projectId, "projects", look.at);
}

/** A look as the history shows it. */
export type Shown = Pick<Look, "id" | "at" | "answers" | "machine" | "evidence"> & {
  run: string;
  policy: string;
  fit: number | null;
  eta: number;
};

/** The loop's history, oldest first; of a long one every second, third … look, and always the newest. */
export function historyOf(db: Db, projectId: number): Shown[] {
  const rows: Shown[] = looksAfter(db, projectId, null, null);
  const every = Math.ceil(rows.length / mostShown);
  return rows.filter((_, i) => i % every === 0 || i === rows.length - 1);
}

/** All of it, for files. */
export const exportedHistory = (db: Db, { id, slug }: Pick<Project, "id" | "slug">): ExportedLook[] =>
  looksAfter(db, id, null, null).map(({ at, answers, machine, evidence, run, policy, fit, eta }) => ({
    ...{ project: slug, at, answers, machine },
    team: evidence && {
      ...{ accuracy: evidence.value, low: evidence.low, high: evidence.high, by: evidence.by, n: evidence.n },
    },
    ...{ run, policy, fit, eta },
  }));

/** Those beyond the one of a number (null: from the first), so many at most (null: all), oldest first. */
export const looksAfter = (db: Db, projectId: number, after: number | null, most: number | null) =>
  db
    .select({
      ...{ id: looks.id, at: looks.at, answers: looks.answers },
      ...{ machine: looks.machine, evidence: looks.evidence },
      ...{ run: runs.name, policy: looks.policy, fit: looks.fitId, eta: looks.eta },
    })
    .from(looks)
    .innerJoin(runs, eq(runs.id, looks.runId))
    .where(and(eq(looks.projectId, projectId), after === null ? undefined : gt(looks.id, after)))
    .orderBy(asc(looks.id))
    .limit(most ?? -1)
    .all();
