import { policyOf } from "#lib/teaming/policies/index.ts";
import type { RootDb } from "#db/client.ts";
import { withoutMachine } from "#db/labelling/no-machine.ts";
import type { Project, Route } from "#db/schema.ts";
import { labelsBy } from "#db/teaming/answers.ts";
import { liveTeam } from "#db/teaming/live-team.ts";

type Routed = Pick<Project, "policy" | "activeFitId" | "activeRunId" | "classes">;

/** Makes the scores of a generation in the making; to be called in a transaction of the connection. */
export type Scorer = {
  of(item: Pick<Route, "draw" | "answers" | "overlap"> & { id: number }): { prior: number; score: number };
  /**
   * Renews the scores of the items that people have answered since the last time, or since the generation was begun.
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
  if (making.activeRunId === null) return withoutMachine(db, making);
  if (policyOf(making.policy).byConfidence) return null;
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

  function of(itemId: number, answered: boolean): { prior: number; score: number } {
    const [team, said] = [teamOf(itemId), machine(itemId)];
    const prior = team.score({ machine: said, answers: [], eta });
    const answers = answered ? labelsOf.all(itemId) : [];
    return { prior, score: answers.length === 0 ? prior : team.score({ machine: said, answers, eta }) };
  }

  function catchUp(most = -1): number {
    const rows = answeredSince.all(projectId, cursor, most);
    cursor = rows.at(-1)?.id ?? cursor;
    for (const itemId of new Set(rows.map((row) => row.itemId))) {
      const { prior, score } = of(itemId, true);
      set.run(prior, score, itemId, generation);
    }
    return rows.length;
  }

  return { of: ({ id, answers }) => of(id, answers > 0), catchUp };
}
