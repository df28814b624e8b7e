import type Database from "better-sqlite3";
import { eq, max } from "drizzle-orm";
import { crossFitted } from "#lib/teaming/folds.ts";
import { policyOf } from "#lib/teaming/policies/index.ts";
import type { Team } from "#lib/teaming/policies/policy.ts";
import type { Answer } from "#lib/teaming/team-data.ts";
import type { Db, RootDb } from "#db/client.ts";
import { findFit } from "#db/machines/fits.ts";
import { type MachineReader, machineReader } from "#db/machines/probabilities.ts";
import { judgments, type Project } from "#db/schema.ts";

/** Policy, parameters and machine of a project at work: beliefs of single items. */
export type LiveTeam = { teamOf: (itemId: number) => Team; machine: MachineReader };

type Routed = Pick<Project, "policy" | "activeFitId" | "activeRunId" | "classes">;

/** @param keepBytes of the machine's output that stay in memory; enough for all of it where everything is looked at */
export function liveTeam(
  db: Db,
  { policy: id, activeFitId, activeRunId, classes }: Routed,
  keepBytes?: number,
): LiveTeam {
  const policy = policyOf(id);
  const fit = activeFitId === null ? undefined : findFit(db, activeFitId);
  if (policy.fit && (fit?.policy !== id || fit.runId !== activeRunId))
    throw new Error(`policy ${id} and run ${activeRunId} do not go with fit ${activeFitId}`);
  const nothing: MachineReader = () => null;
  return {
    teamOf: crossFitted(policy, fit?.params ?? [], classes.length),
    machine: activeRunId === null ? nothing : machineReader(db, activeRunId, classes.length, keepBytes),
  };
}

/** Gives the rows of a generation in the making their scores; to be called in a transaction of the connection. */
export type Scorer = {
  of(itemIds: Iterable<number>): void;
  /**
   * The items that people have answered since the last time, or since the generation was begun.
   * @param most judgments looked at
   * @returns how many there were
   */
  catchUp(most?: number): number;
};

/** @returns null where scores are the machine's confidence, which the rows have already */
export function scorer(
  db: RootDb,
  making: Routed & { id: number; eta: number; generation: number; cursor: number },
): Scorer | null {
  const { id: projectId, eta, generation } = making;
  if (making.activeRunId === null || policyOf(making.policy).byConfidence) return null;
  const { teamOf, machine } = liveTeam(db, making);
  let { cursor } = making;
  const { $client: sqlite } = db;
  const labelsOf = labelsBy(sqlite);
  const set = sqlite.prepare<[number, number, number, number]>(
    "update routes set prior = ?, score = ? where itemId = ? and generation = ?",
  );
  const answeredSince = sqlite.prepare<[number, number, number], { id: number; itemId: number }>(
    "select id, itemId from judgments where projectId = ? and id > ? order by id limit ?",
  );

  function of(itemIds: Iterable<number>): void {
    for (const itemId of itemIds) {
      const [team, said, answers] = [teamOf(itemId), machine(itemId), labelsOf.all(itemId)];
      const prior = team.score({ machine: said, answers: [], eta });
      const score = answers.length === 0 ? prior : team.score({ machine: said, answers, eta });
      set.run(prior, score, itemId, generation);
    }
  }

  function catchUp(most = -1): number {
    const rows = answeredSince.all(projectId, cursor, most);
    cursor = rows.at(-1)?.id ?? cursor;
    of(new Set(rows.map(({ itemId }) => itemId)));
    return rows.length;
  }

  return { of, catchUp };
}

/** People's labels of an item as they stand. */
export const labelsBy = (sqlite: Database.Database): Database.Statement<[number], Answer> =>
  sqlite.prepare(
    `select answer.raterId as rater, answer.label from current_judgments answer
     join raters on raters.id = answer.raterId
     where answer.itemId = ? and answer.label is not null and raters.source = 'person' order by answer.id`,
  );

export const newestJudgment = (db: Db, projectId: number): number =>
  db
    .select({ id: max(judgments.id) })
    .from(judgments)
    .where(eq(judgments.projectId, projectId))
    .get()?.id ?? 0;
