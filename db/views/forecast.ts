import { and, eq, isNull, sql } from "drizzle-orm";
import { at } from "#lib/array.ts";
import { randomSource } from "#lib/random.ts";
import { dependenceIn } from "#lib/teaming/dependence.ts";
import { crossFit, crossFitted, foldOf } from "#lib/teaming/folds.ts";
import { type Expectation, forecast, inRandomOrder, type OpenItem } from "#lib/teaming/forecast.ts";
import { pPlusLParams } from "#lib/teaming/p-plus-l/params.ts";
import { policyOf } from "#lib/teaming/policies/index.ts";
import { pPlusL } from "#lib/teaming/policies/p-plus-l.ts";
import { threshold } from "#lib/teaming/policies/threshold.ts";
import type { Db, RootDb } from "#db/client.ts";
import { labelsBy } from "#db/teaming/answers.ts";
import { liveTeam } from "#db/teaming/live-team.ts";
import { teamDataOf } from "#db/teaming/team-data.ts";
import { type Project, users } from "#db/schema.ts";

/** What asking people on is expected to bring; db/views/team.ts has what was measured so far. */
export type TeamForecast = {
  /** items that it was reckoned on, drawn at random from the routed ones */
  sample: number;
  /** items that are routed */
  routed: number;
  /** answers, imported labels and items with gold that people and machine are known by */
  knownBy: { answers: number; imported: number; gold: number };
  /** labels and “cannot tell”s per item so far, in the sample */
  asked: number;
  /** answers an item that it is reckoned with, at most; those that the project allows; and people who could give them */
  most: number;
  overlap: number;
  people: number;
  /** from here on, by η in steps of a hundredth from 0 to 1 */
  fromHere: Expectation[];
  /** from the very first question on: in the order of the queue, in random order, and by the study's threshold rule with one person an item */
  fromNothing: Expectation[];
  random: { questions: number; accuracy: number }[];
  threshold: Expectation[];
  /** of this policy with no more questions: what the team is believed to be right on now */
  now: number;
};

export const etas: readonly number[] = Array.from({ length: 101 }, (_, step) => step / 100);

/** Items looked at: the mean over so many is off by less than a percent. */
const sampleSize = 3000;
const limits = { answered: 4000, gold: 4000, imported: 2000 };
const [folds, seed] = [2, 1];

/** @returns null without an active run, or without routed items */
export function teamForecast(db: RootDb, project: Project): TeamForecast | null {
  const { activeRunId, classes } = project;
  const people = annotators(db);
  const { overlap } = project;
  // nobody is asked the same twice; without any annotator, it is reckoned as if there were enough
  const most = people === 0 ? overlap : Math.min(overlap, people);
  if (activeRunId === null) return null;
  const sample = routedSample(db, project);
  if (sample.items.length === 0) return null;
  // People and machine are known by probabilities times likelihoods, whatever policy is in force.
  const { data, items: dataItems, answers, imported, gold } = teamDataOf(db, project, activeRunId, limits);
  const fits = crossFit(pPlusL, data, dataItems, folds, seed);
  const worldOf = crossFitted(pPlusL, fits, classes.length);
  const known = fits.map((fit) => pPlusLParams.parse(fit).people);
  const dependence = dependenceIn(data, (i) => ({
    team: worldOf(at(dataItems, i)),
    people: at(known, foldOf(at(dataItems, i), folds)),
  }));
  const { teamOf, machine } = liveTeam(db, project, 64e6);
  const labelsOf = labelsBy(db.$client);
  const open = sample.items.flatMap(({ itemId }): OpenItem[] => {
    const their = known[foldOf(itemId, folds)];
    if (!their) return [];
    const [team, world, said] = [teamOf(itemId), worldOf(itemId), machine(itemId)];
    return [{ machine: said, answers: labelsOf.all(itemId), team, world, people: their, dependence }];
  });
  const { asks } = policyOf(project.policy);
  const study = threshold.team(null, classes.length);
  const random = (part: number) => randomSource(seed, 22, part);
  const fromHere = forecast(open, { asks, most, from: "now" }, etas, random(0));
  const byThreshold = open.map((item) => ({ ...item, team: study }));
  const asNothing = { most, from: "nothing" } as const;
  return {
    sample: open.length,
    routed: sample.routed,
    knownBy: { answers, imported, gold },
    asked: sample.items.reduce((sum, { answers }) => sum + answers, 0) / sample.items.length,
    most,
    overlap,
    people,
    fromHere,
    fromNothing: forecast(open, { asks, ...asNothing }, etas, random(1)),
    random: inRandomOrder(open, asNothing, random(2)),
    threshold: forecast(byThreshold, { asks: "together", most: 1, from: "nothing" }, etas, random(3)),
    now: forecast(open, { asks, most, from: "now" }, [-2], random(4))[0]?.accuracy ?? NaN,
  };
}

/** Answers on the routed items that stand. */
export const answersIn = (db: Db, projectId: number): number =>
  db.get<{ n: number }>(sql`
    select coalesce(sum(answers), 0) as n from routes indexed by routes_counts
    where projectId = ${projectId} and generation = (select routesGeneration from projects where id = ${projectId})`)
    .n;

type SampleRow = { itemId: number; answers: number };

/** Routed items at random: by places in the index of counts that are drawn, walked through once. */
function routedSample(db: RootDb, { id, routesGeneration }: Project): { routed: number; items: SampleRow[] } {
  const { $client: sqlite } = db;
  const ids = sqlite
    .prepare<[number, number], number>(
      "select itemId from routes indexed by routes_counts where projectId = ? and generation = ?",
    )
    .pluck();
  const random = randomSource(seed, 23);
  const kept: number[] = [];
  let routed = 0;
  // Vitter's algorithm R: every item is kept with the same probability
  for (const itemId of ids.iterate(id, routesGeneration)) {
    routed++;
    if (kept.length < sampleSize) kept.push(itemId);
    else {
      const place = random.below(routed);
      if (place < sampleSize) kept[place] = itemId;
    }
  }
  const row = sqlite.prepare<[number, number], SampleRow>(
    "select itemId, answers from routes where itemId = ? and generation = ?",
  );
  return { routed, items: kept.flatMap((itemId) => row.get(itemId, routesGeneration) ?? []) };
}

/** Everybody may label; who can be asked is who has an account that is not locked. */
const annotators = (db: RootDb): number =>
  db
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.role, "annotator"), isNull(users.disabledAt)))
    .all().length;
