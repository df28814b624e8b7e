import { crossFitted } from "#lib/teaming/folds.ts";
import { policyOf } from "#lib/teaming/policies/index.ts";
import type { RootDb } from "#db/client.ts";
import { streamOf } from "#db/labelling/tally.ts";
import type { Project } from "#db/schema.ts";
import { labelsBy } from "#db/teaming/answers.ts";
import { fitTeam } from "#db/teaming/fit-team.ts";
import { machineReader } from "#db/teaming/machine-reader.ts";

/** What becomes of the queue when another machine routes: reckoned, and nothing written. */
export type QueueChange = {
  /** items that want an answer, because the team is unsure of them or for the audit */
  now: { deferred: number; audit: number };
  then: { deferred: number; audit: number };
  /** of these: only then, and only now */
  newlyAsked: number;
  noLongerAsked: number;
  /** answers (labels and “cannot tell”s) that people have given to items no longer asked; they stay and count */
  answersThere: number;
};

type Row = [
  id: number,
  ordinal: number,
  draw: number,
  split: string | null,
  score: number | null,
  now: number | null,
  overlap: number | null,
  together: number | null,
  wanted: number | null,
  aside: number,
  confidence: number | null,
  predicted: number,
];

const [atOnce, mostBytes] = [10_000, 128e6];

/**
 * Route every item of a project by a run in place of the active one, under the policy in force, fitted to that run
 * where it has parameters: what db/labelling/rerouting.ts would make of it. Takes seconds at a million items.
 * @param runId a finished run of the project
 */
export function queueChange(db: RootDb, project: Project, runId: number): QueueChange {
  const { id: projectId, eta, auditRate, overlap, classes, routesGeneration: generation } = project;
  const policy = policyOf(project.policy);
  const wanted = { policy: policy.id, runId, createdBy: null };
  const params = policy.fit ? fitTeam(db, project, wanted, 0, () => 0).params : [];
  const teamOf = crossFitted(policy, params, classes.length);
  const machine = machineReader(db, runId, classes.length, mostBytes);
  const labelsOf = labelsBy(db.$client);
  const answersOf = db.$client
    .prepare<[number], number>(
      `select count(*) from current_judgments answer join raters on raters.id = answer.raterId
       where answer.itemId = ? and raters.source = 'person'`,
    )
    .pluck();
  const key = { project: projectId, generation, eta, auditRate };
  const change: QueueChange = {
    ...{ now: { deferred: 0, audit: 0 }, then: { deferred: 0, audit: 0 } },
    ...{ newlyAsked: 0, noLongerAsked: 0, answersThere: 0 },
  };

  /** By the new run, once it routes the item. */
  function scoreOf(itemId: number, confidence: number | null, answered: boolean): number {
    if (policy.byConfidence) return confidence ?? -1;
    const answers = answered ? labelsOf.all(itemId) : [];
    return teamOf(itemId).score({ machine: machine(itemId), answers, eta });
  }

  const page = db.$client
    .prepare<[number, number, number, number, number], Row>(
      `select items.id, items.ordinal, items.draw, items.split, routes.score, routes.answers, routes.overlap,
         routes.together, item_requests.answers, items.aside, predictions.confidence, predictions.itemId is not null
       from items
         left join item_requests on item_requests.itemId = items.id
         left join routes on routes.itemId = items.id and routes.generation = ?
         left join predictions on predictions.runId = ? and predictions.itemId = items.id
       where items.projectId = ? and items.ordinal > ? order by items.ordinal limit ?`,
    )
    .raw();
  const together = policy.asks === "in turn" ? 1 : overlap;
  for (let after = -1; ;) {
    const rows = page.all(generation, runId, projectId, after, atOnce);
    for (const row of rows) {
      const [
        itemId,
        ordinal,
        draw,
        split,
        score,
        counted,
        most,
        atATime,
        asked,
        aside,
        confidence,
        predicted,
      ] = row;
      after = ordinal;
      const routed = score !== null && counted !== null && most !== null && atATime !== null;
      const answers = counted ?? answersOf.get(itemId) ?? 0;
      const wanted = asked ?? 0;
      const standing = { draw, answers, held: 0, wanted };
      const before = routed ? streamOf(key, { ...standing, score, overlap: most, together: atATime }) : null;
      const kept = aside === 0 && (predicted === 1 || split !== "train" || asked !== null);
      const next = kept
        ? streamOf(key, {
            ...standing,
            ...{
              score: scoreOf(itemId, confidence, answers > 0),
              overlap: Math.max(overlap, wanted),
              together,
            },
          })
        : null;
      // what somebody has sent to people is asked whatever routes: as certainly as what is deferred
      if (before) change.now[before === "wanted" ? "deferred" : before]++;
      if (next) change.then[next === "wanted" ? "deferred" : next]++;
      if (next && !before) change.newlyAsked++;
      if (before && !next) {
        change.noLongerAsked++;
        change.answersThere += answers;
      }
    }
    if (rows.length < atOnce) return change;
  }
}
