import { and, desc, eq, inArray, isNotNull, or } from "drizzle-orm";
import { z } from "zod";
import { backbones } from "#lib/backbones/index.ts";
import { methods } from "#lib/methods/index.ts";
import { fewLabels } from "#lib/train/few-labels.ts";
import { asOperator, type Authorized } from "#db/access.ts";
import { type Db, type RootDb, write } from "#db/client.ts";
import { announce } from "#db/events.ts";
import { findEncoder } from "#db/features/encoders.ts";
import { isFitting } from "#db/machines/change-team.ts";
import { enoughLabels, labelledItems } from "#db/machines/first-run.ts";
import { isDeciding } from "#db/machines/decision.ts";
import { firstWithLabel, foldsOfTeam } from "#db/machines/label-sources.ts";
import { findRun } from "#db/machines/runs.ts";
import { crossFitted, insertRun, type NewRun } from "#db/machines/start-run.ts";
import { recordAuditEntry } from "#db/people/audit-log.ts";
import { type Project, projects, type Run, runs } from "#db/schema.ts";
import { answersSince, newestJudgment } from "#db/teaming/answers.ts";

/** The machine learns again from people's answers, by a rule of the project. */
export const renewalRule = z
  .object({
    /** people's answers since the last training that learnt from them */
    renewAfter: z.int().min(1, "At least one answer.").max(1_000_000_000).nullable(),
    /** the same as a share of those that it knew: 0.2 is a fifth more */
    renewShare: z.number().min(0.01, "At least one percent.").max(100).nullable(),
    /** accuracy that the new run may lose at most to become active by itself, [0, 1]; null: by hand */
    renewMargin: z.number().min(0).max(1).nullable(),
  })
  .refine(({ renewAfter, renewShare }) => renewAfter === null || renewShare === null, {
    error: "Either a number of answers or a share.",
  });
export type RenewalRule = z.output<typeof renewalRule>;

/** Fewer answers than these are no news, whatever share they are. */
const leastNew = 50;

/** Answers that have to come in after a training that knew so many; null where nothing is done by itself. */
export function renewalAfter(
  { renewAfter, renewShare }: Pick<RenewalRule, "renewAfter" | "renewShare">,
  known: number,
): number | null {
  if (renewShare !== null) return Math.max(leastNew, Math.ceil(renewShare * known));
  return renewAfter;
}

/** Change the rule. */
export function setRenewal(
  db: Db,
  project: Authorized<Project, "admin">,
  rule: RenewalRule,
  now: number,
): void {
  write(db, (tx) => {
    tx.update(projects).set(rule).where(eq(projects.id, project.id)).run();
    recordAuditEntry(
      tx,
      { userId: project.by, action: "project.renewal", projectId: project.id, detail: rule },
      now,
    );
    announce(tx, project.id, "projects", now);
  });
}

/** What the newest training that learnt from people knew, however it ended. */
export function lastLearning(db: Db, projectId: number): { runId: number; cursor: number; answers: number } {
  const learning = or(inArray(runs.pool, ["people", "team", "team-hard"]), isNotNull(runs.renews));
  const newest = db
    .select({ runId: runs.id, cursor: runs.cursor, answers: runs.answers })
    .from(runs)
    .where(and(eq(runs.projectId, projectId), isNotNull(runs.cursor), learning))
    .orderBy(desc(runs.id))
    .limit(1)
    .get();
  return { runId: newest?.runId ?? 0, cursor: newest?.cursor ?? 0, answers: newest?.answers ?? 0 };
}

const isTraining = (db: Db, projectId: number): boolean =>
  db
    .select({ id: runs.id })
    .from(runs)
    .where(and(eq(runs.projectId, projectId), inArray(runs.state, ["queued", "running"])))
    .limit(1)
    .get() !== undefined;

/**
 * Ask for the trainings that the projects' rules say are due: one a crossing, since what it knows is written in
 * the transaction that makes it, and none while a run of the project waits or goes on, or is decided about.
 * @returns projects that one was asked for
 */
export function askForDueRuns(db: RootDb, now: number): number[] {
  const ruled = db
    .select()
    .from(projects)
    .where(or(isNotNull(projects.renewAfter), isNotNull(projects.renewShare)))
    .all();
  return ruled.filter((project) => askIfDue(db, project, now)).map(({ id }) => id);
}

function askIfDue(db: RootDb, project: Project, now: number): boolean {
  const { id, activeRunId, archivedAt } = project;
  if (archivedAt !== null || activeRunId === null) return false;
  const last = lastLearning(db, id);
  const needed = renewalAfter(project, last.answers);
  // The belief that is learnt is to be of today's machine and fit.
  if (needed === null || isTraining(db, id) || isDeciding(db, id) || isFitting(db, id)) return false;
  const fresh = answersSince(db, id, last.cursor, -1);
  if (fresh < needed) return false;
  const labelRaterId = firstWithLabel(db, id, "person");
  if (labelRaterId === null) return false;
  const template = templateOf(db, id, activeRunId);
  return write(db, (tx) => {
    if (isTraining(tx, id) || lastLearning(tx, id).runId !== last.runId) return false; // another worker's
    const known = { cursor: newestJudgment(tx, id), answers: last.answers + fresh };
    const wanted = { ...template, labelRaterId, activate: false, renews: activeRunId, ...known };
    const { run } = insertRun(tx, asOperator(project), wanted, now);
    const detail = { run: run.name, runId: run.id, answers: fresh };
    recordAuditEntry(tx, { userId: null, action: "run.renew", projectId: id, detail }, now);
    return true;
  });
}

/** Trained as the active run was, or as the newest one where that was not trained here. */
function templateOf(db: Db, projectId: number, activeRunId: number): Omit<NewRun, "labelRaterId"> {
  const active = findRun(db, activeRunId);
  const newest = () =>
    db
      .select()
      .from(runs)
      .where(and(eq(runs.projectId, projectId), eq(runs.state, "finished")))
      .orderBy(desc(runs.id))
      .all()
      .find(repeatable);
  const repeatable = (run: Run) => trainedHere(run) && hasEncoder(db, run);
  const model = active && repeatable(active) ? active : newest();
  const { method, backbone, seed, options, pool, encoderId } = model ?? usual;
  const learnt = { seed, pool: pool === "team-hard" ? pool : ("team" as const) };
  const encoder = encoderId === null ? null : (findEncoder(db, encoderId) ?? null);
  if (model && sizedByItself(db, model)) {
    const labels = labelledItems(db, projectId, enoughLabels);
    return { ...learnt, encoder, ...fewLabels(labels, encoder ? "features" : "pictures") };
  }
  return {
    ...{ ...learnt, method, backbone, encoder },
    options: crossFitted(options) ? options : { ...options, folds: foldsOfTeam },
  };
}

/**
 * Whether nobody chose its options: they followed from how many labels there were for a first training, or for one
 * that renews such a one. What suits two hundred labels would take a hundred times too long with twenty thousand.
 */
function sizedByItself(db: Db, model: Run): boolean {
  let run: Run | undefined = model;
  while (run && !run.first && run.renews !== null) run = findRun(db, run.renews);
  return run?.first ?? false;
}

const usual: Pick<Run, "method" | "backbone" | "seed" | "options" | "pool" | "encoderId"> = {
  ...{
    method: "ce",
    encoderId: null,
    backbone: "quick",
    seed: 1,
    options: { folds: foldsOfTeam },
    pool: "team",
  },
};

const hasEncoder = (db: Db, { encoderId }: Run): boolean =>
  encoderId === null || findEncoder(db, encoderId)?.removedAt === null;

/** Also as far as this version still knows how. */
const trainedHere = ({ method, backbone }: Run): boolean =>
  methods.some(({ id }) => id === method) && backbones.some(({ id }) => id === backbone);
