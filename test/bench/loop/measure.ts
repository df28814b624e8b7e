import { sql } from "drizzle-orm";
import { argmax } from "#lib/stats/argmax.ts";
import { decide } from "#lib/teaming/policies/policy.ts";
import type { Answer } from "#lib/teaming/team-data.ts";
import type { RootDb } from "#db/client.ts";
import { standingAnswers } from "#db/teaming/answers.ts";
import { liveTeam } from "#db/teaming/live-team.ts";
import { findRun } from "#db/machines/runs.ts";
import { teamView } from "#db/views/team.ts";
import { findProjectById } from "#db/dataset/projects.ts";

export type Point = {
  /** people's answers so far */
  questions: number;
  /** items that somebody has answered */
  asked: number;
  /** share of all items on which it is right; an item without an answer of it counts as wrong */
  machine: number;
  team: number;
  /** what the project itself, which knows no truth, makes of the team's accuracy, and its 95 % interval */
  estimate: { value: number; low: number; high: number } | null;
  run: string | null;
};

/** How right machine and team are now, by labels that the project does not know. */
export function measure(db: RootDb, projectId: number, truth: (item: string) => number): Point {
  const project = findProjectById(db, projectId);
  if (!project) throw new Error(`project ${projectId} is gone`);
  const { teamOf, machine } = liveTeam(db, project, 64e6);
  const answers = new Map<number, Answer[]>();
  for (const { item, rater, label } of db.all<Answer & { item: number }>(sql`
    select answer.itemId as item, answer.raterId as rater, answer.label from current_judgments answer
    join raters on raters.id = answer.raterId
    where raters.projectId = ${projectId} and raters.source = 'person' and answer.label is not null
    order by answer.id`)) {
    const known = answers.get(item) ?? [];
    answers.set(item, [...known, { rater, label }]);
  }
  const right = { machine: 0, team: 0 };
  const all = db.all<{ id: number; name: string }>(
    sql`select id, name from items where projectId = ${projectId}`,
  );
  for (const { id, name } of all) {
    const label = truth(name);
    const says = machine(id);
    right.machine += Number(says !== null && argmax(says) === label);
    const seen = { machine: says, answers: answers.get(id) ?? [], eta: project.eta };
    right.team += Number(decide(teamOf(id), seen).label === label);
  }
  const evidence = project.activeRunId === null ? null : teamView(db, project).evidence;
  return {
    questions: standingAnswers(db, projectId),
    asked: answers.size,
    machine: right.machine / all.length,
    team: right.team / all.length,
    estimate: evidence && { value: evidence.value, low: evidence.low, high: evidence.high },
    run: project.activeRunId === null ? null : (findRun(db, project.activeRunId)?.name ?? null),
  };
}
