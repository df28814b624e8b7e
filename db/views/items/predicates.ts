import type { Said } from "#lib/items/filter.ts";
import { aggregateOfLabels } from "#lib/study/data/aggregate.ts";
import { pooledOf } from "#lib/study/data/pooled.ts";
import { decide } from "#lib/teaming/policies/policy.ts";
import type { RootDb } from "#db/client.ts";
import type { Project } from "#db/schema.ts";
import { labelsBy } from "#db/teaming/answers.ts";
import { type LiveTeam, liveTeam } from "#db/teaming/live-team.ts";
import { perProject } from "#db/views/per-project.ts";
import { isReckoned } from "#db/views/items/conditions.ts";

/** What only code knows of items: the team's answer, the majority of people, and people as one rater. */

/** The machine's output that may stay in memory, bytes. */
const keepBytes = 32e6;

type Known = { of: string; team: LiveTeam };
const teams = perProject<Known>(() => 1, 20);

/** The team at work. Where each item stands in the machine's output is read once and kept while its routes are in force. */
export function teamAtWork(db: RootDb, project: Project): LiveTeam {
  const { id, policy, activeFitId, activeRunId, routesGeneration } = project;
  const of = [policy, activeFitId, activeRunId, routesGeneration].join("/");
  const known = teams(db).get(id);
  if (known?.of === of) return known.team;
  const team = liveTeam(db, project, keepBytes);
  teams(db).set(id, { of, team });
  return team;
}

export type Reckoned = (itemId: number) => number | null;

/** @returns what the team answers for an item, as it stands; null where it has no answer */
export function teamAnswers(db: RootDb, project: Project): Reckoned {
  const { teamOf, machine } = teamAtWork(db, project);
  const labels = labelsBy(db.$client);
  return (id) =>
    decide(teamOf(id), { machine: machine(id), answers: labels.all(id), eta: project.eta }).label;
}

/** @returns what most people and columns say of an item, as the study's aggregate does; null where nobody does */
export function majorities(db: RootDb): Reckoned {
  const ordinal = db.$client.prepare<[number], { ordinal: number }>("select ordinal from items where id = ?");
  const labels = db.$client.prepare<[number], { label: number }>(
    `select answer.label from current_judgments answer join raters on raters.id = answer.raterId
     where answer.itemId = ? and answer.label is not null and raters.crowdId is null and raters.source <> 'review'
     order by answer.id`,
  );
  return (id) => {
    const answer = aggregateOfLabels(labels.all(id), ordinal.get(id)?.ordinal ?? 0);
    return answer < 0 ? null : answer;
  };
}

/** @returns the answer of the study's pooled people; null where nobody gave one */
function pooledPeople(db: RootDb, projectId: number): Reckoned {
  const ordinal = db.$client.prepare<[number], { ordinal: number }>("select ordinal from items where id = ?");
  // in the order of their first answers, as the study has its raters
  const people = db.$client
    .prepare<[number], number>(
      `select raters.id from raters where raters.projectId = ? and raters.source = 'person'
       order by (select min(answer.id) from judgments answer
         where answer.raterId = raters.id and answer.label is not null)`,
    )
    .pluck()
    .all(projectId);
  const rank = new Map(people.map((rater, nth) => [rater, nth]));
  const labels = labelsBy(db.$client);
  return (id) => {
    const given = labels
      .all(id)
      .sort((a, b) => (rank.get(a.rater) ?? 0) - (rank.get(b.rater) ?? 0))
      .map(({ label }) => label);
    const answer = pooledOf(given, ordinal.get(id)?.ordinal ?? 0);
    return answer < 0 ? null : answer;
  };
}

function reckoner(db: RootDb, project: Project, rater: string): Reckoned {
  if (rater === "team") return teamAnswers(db, project);
  return rater === "people" ? pooledPeople(db, project.id) : majorities(db);
}

/** @returns whether an item fits what is asked of answers that only code knows; null where nothing is */
export function predicateOf(
  db: RootDb,
  project: Project,
  said: readonly Said[],
): ((itemId: number) => boolean) | null {
  const asked = said.filter(isReckoned);
  if (asked.length === 0) return null;
  const goldOf = db.$client.prepare<[number], { gold: number | null }>("select gold from items where id = ?");
  const by = new Map<string, Reckoned>();
  for (const { rater } of asked) if (!by.has(rater)) by.set(rater, reckoner(db, project, rater));
  return (id) =>
    asked.every(({ rater, answer }) => {
      const given = by.get(rater)?.(id) ?? null;
      if (typeof answer === "number") return given === answer;
      if (answer === "any") return given !== null;
      if (answer === "none") return given === null;
      if (answer === "unsure") return false;
      const gold = goldOf.get(id)?.gold ?? null;
      return given !== null && gold !== null && (given === gold) === (answer === "right");
    });
}
