import type { RootDb } from "#db/client.ts";
import { columnAnswers, fromTeam, trainingLabels, trainingShares } from "#db/machines/label-sources.ts";
import { crossFitted } from "#db/machines/start-run.ts";
import { teamLabels } from "#db/machines/team-labels.ts";
import type { LearntFrom, Project, Run } from "#db/schema.ts";
import { newestJudgment, standingAnswers } from "#db/teaming/answers.ts";
import { learnsShares } from "#lib/methods/index.ts";
import { posteriorLabels } from "#lib/teaming/posterior-labels.ts";
import type { TrainingData } from "#lib/train/contract.ts";

/** What a run learns from, and what is to be remembered of it. */
export type RunLabels = {
  train: TrainingData["train"];
  /** newest judgment when they were read, people's answers in them, and whose belief they are */
  cursor: number;
  answers: number | null;
  learntFrom: LearntFrom | null;
};

/** The labels of a run. People go on answering: they are read once, into the run's folder. */
export function readLabels(db: RootDb, project: Project, run: Run): RunLabels {
  const { method, labelRaterId: raterId, pool } = run;
  const everySplit = crossFitted(run.options);
  if (fromTeam(pool)) {
    const { ordinals: rows, labels, shares, ...rest } = teamLabels(db, project.id, everySplit);
    const soft = pool === "team" && learnsShares(method);
    return { train: { rows, labels, ...(soft && { targets: shares }) }, ...rest };
  }
  const cursor = newestJudgment(db, project.id); // before them: what comes in between counts as new
  const facts = {
    cursor,
    answers: pool === "people" ? standingAnswers(db, project.id) : null,
    learntFrom: null,
  };
  if (pool === "posterior") {
    const answers = columnAnswers(db, project.id, everySplit);
    const { ordinals: rows, labels, shares } = posteriorLabels(answers, project.classes.length);
    return { train: { rows, labels, ...(learnsShares(method) && { targets: shares }) }, ...facts };
  }
  const labels = trainingLabels(db, project.id, { raterId, pool }, everySplit);
  const shares = learnsShares(method)
    ? trainingShares(db, project.id, { raterId, pool }, labels, project.classes.length)
    : null;
  const train = {
    rows: Int32Array.from(labels, ({ ordinal }) => ordinal),
    labels: Int32Array.from(labels, ({ label }) => label),
    ...(shares && { targets: shares }),
  };
  return { train, ...facts };
}
