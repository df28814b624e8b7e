import { type ItemFilter, isBesides, type Pair, type Said } from "#lib/items/filter.ts";
import { aggregateOfLabels } from "#lib/study/data/aggregate.ts";
import { pooledOf } from "#lib/study/data/pooled.ts";
import { decide } from "#lib/teaming/policies/policy.ts";
import { mostVotes } from "#lib/teaming/votes.ts";
import type { RootDb } from "#db/client.ts";
import type { Project } from "#db/schema.ts";
import { labelsBy } from "#db/teaming/answers.ts";
import { type LiveTeam, liveTeam } from "#db/teaming/live-team.ts";
import { perProject } from "#db/views/per-project.ts";
import { isReckoned, numberIn, sourcesOf } from "#db/views/items/answers.ts";

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

/** @returns what most of the others said of an item, as a person's page has it; null where nobody did, or they are at odds */
function othersThan(db: RootDb, rater: string): Reckoned {
  const labels = db.$client.prepare<[number, number], { label: number }>(
    `select answer.label from current_judgments answer join raters on raters.id = answer.raterId
     where answer.itemId = ? and answer.raterId <> ? and answer.label is not null
       and raters.crowdId is null and raters.source <> 'review'`,
  );
  const own = numberIn(rater);
  return (id) => mostVotes(labels.all(id, own));
}

/** @returns the class that a rater gave, whoever it is */
function reckoner(db: RootDb, project: Project, rater: string, answers: ItemFilter["answers"]): Reckoned {
  if (rater === "team") return teamAnswers(db, project);
  if (rater === "people") return pooledPeople(db, project.id);
  if (rater === "aggregate") return majorities(db);
  if (rater === "gold") return goldOf(db);
  const [source] = sourcesOf(rater, answers);
  if (!source) return () => null;
  const label = db.$client
    .prepare<number[], number | null>(
      `select (select ${source.label} from ${source.from}) from items where items.id = ?`,
    )
    .pluck();
  return (id) => label.get(...source.values, id) ?? null;
}

function goldOf(db: RootDb): Reckoned {
  const gold = db.$client.prepare<[number], number | null>("select gold from items where id = ?").pluck();
  return (id) => gold.get(id) ?? null;
}

/** @returns whether an item fits what is asked of answers that only code knows; null where nothing is */
export function predicateOf(
  db: RootDb,
  project: Project,
  { said, by, pair, answers }: Pick<ItemFilter, "said" | "by" | "pair" | "answers">,
): ((itemId: number) => boolean) | null {
  const known = new Map<string, Reckoned>();
  const reckoned = (rater: string): Reckoned => {
    const before = known.get(rater) ?? reckoner(db, project, rater, answers);
    known.set(rater, before);
    return before;
  };
  const gold = goldOf(db);
  const asked = said.flatMap((each) => {
    if (isBesides(each.answer)) return [besides(each, reckoned(each.rater), othersThan(db, each.rater))];
    return isReckoned(each.rater) ? [answered(each, reckoned(each.rater), gold)] : [];
  });
  if (by?.raters.some(isReckoned)) {
    const each = by.raters.map(reckoned);
    asked.push((id) => {
      const n = each.reduce((sum, answer) => sum + (answer(id) === null ? 0 : 1), 0);
      return by.low <= n && n <= by.high;
    });
  }
  if (pair && [pair.one, pair.other].some(isReckoned))
    asked.push(related(pair, reckoned(pair.one), reckoned(pair.other), gold));
  return asked.length === 0 ? null : (id) => asked.every((fits) => fits(id));
}

type Fits = (itemId: number) => boolean;

const besides =
  ({ answer }: Said, own: Reckoned, others: Reckoned): Fits =>
  (id) => {
    const [given, most] = [own(id), others(id)];
    return given !== null && most !== null && (given === most) === (answer === "agrees");
  };

const answered =
  ({ answer }: Said, of: Reckoned, gold: Reckoned): Fits =>
  (id) => {
    const given = of(id);
    if (typeof answer === "number") return given === answer;
    if (answer === "any" || answer === "given") return given !== null;
    if (answer === "none") return given === null;
    if (answer === "unsure") return false;
    const label = gold(id);
    return given !== null && label !== null && (given === label) === (answer === "right");
  };

const related =
  ({ relation }: Pair, one: Reckoned, other: Reckoned, gold: Reckoned): Fits =>
  (id) => {
    const [a, b] = [one(id), other(id)];
    if (a === null || b === null) return false;
    if (relation !== "either") return (a === b) === (relation === "alike");
    const label = gold(id);
    return a === label || b === label;
  };
