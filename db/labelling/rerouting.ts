import { and, eq, sql } from "drizzle-orm";
import { policyOf } from "#lib/teaming/policies/index.ts";
import { type Db, type RootDb, write, writePart } from "#db/client.ts";
import { announce } from "#db/events.ts";
import { inTurn } from "#db/in-turn.ts";
import { type Scorer, scorer } from "#db/labelling/scorer.ts";
import { waitingFrom } from "#db/labelling/waiting.ts";
import { newestJudgment } from "#db/teaming/answers.ts";
import { type Project, projects } from "#db/schema.ts";

/** Items a transaction: it holds the write lock for some ten milliseconds. */
const usualBatch = 500;

/** What routes a project's items. */
export type Routing = Pick<Project, "activeRunId" | "overlap" | "policy" | "activeFitId">;

/**
 * Route a project's items afresh, from a run's predictions, a policy and the people's current answers: every item
 * that the run predicted, and every item outside the training split even without a prediction, since
 * what the machine cannot say, people are asked; but not those that wait for its prediction; and what somebody has sent to people, but nothing that is set aside. Without a run, every item. The rows are made some at a time beside those in force,
 * while people go on, and take their place at once in the last transaction. A process that dies in
 * between leaves everything as it was.
 * @param routing says, before anything is done, what is to route; null: as it is
 * @param finish done in the last transaction, when the new routes are in force
 * @param batch items a transaction
 */
export async function reroute<T>(
  db: RootDb,
  projectId: number,
  now: number,
  routing: (tx: Db) => Partial<Routing> | null,
  finish: (tx: Db) => T,
  batch = usualBatch,
): Promise<T> {
  const steps = rerouting(db, projectId, now, routing, finish, batch);
  for (;;) {
    const step = await inTurn(db, () => steps.next());
    if (step.done) return step.value;
  }
}

/** reroute() step by step: one transaction each, for a caller that cannot wait. */
export function* rerouting<T>(
  db: RootDb,
  projectId: number,
  now: number,
  routing: (tx: Db) => Partial<Routing> | null,
  finish: (tx: Db) => T,
  batch = usualBatch,
): Generator<void, T> {
  for (;;) {
    const begun = write(db, (tx) => begin(tx, projectId, routing));
    const scores = begun && scorer(db, begun);
    if (begun) yield* build(db, begun, scores, batch);
    const ended = write(db, (tx) => {
      if (begun) scores?.catchUp();
      if (begun && !enforce(tx, begun)) return null;
      if (begun) announce(tx, projectId, "routes", now);
      return { value: finish(tx) };
    });
    if (begun) yield* sweep(db, projectId, batch);
    if (ended) return ended.value;
  }
}

/** A generation of routes in the making, and the one that it is to follow. */
export type Making = Routing &
  Pick<Project, "id" | "classes" | "eta"> & {
    generation: number;
    after: number;
    /** newest judgment when it was begun */
    cursor: number;
    /** items from this ordinal on wait for the run's prediction; null: none does */
    waitFrom: number | null;
  };

function begin(tx: Db, projectId: number, routing: (tx: Db) => Partial<Routing> | null): Making | null {
  const wanted = routing(tx);
  if (!wanted) return null;
  const [project] = tx
    .update(projects)
    .set({ routesBuilt: sql`${projects.routesBuilt} + 1` })
    .where(eq(projects.id, projectId))
    .returning()
    .all();
  if (!project) throw new Error(`project ${projectId} does not exist`);
  const { routesBuilt: generation, routesGeneration: after } = project;
  const making = { ...project, ...wanted };
  const waitFrom = waitingFrom(tx, making.activeRunId);
  return { ...making, generation, after, waitFrom, cursor: newestJudgment(tx, projectId) };
}

function* build(db: RootDb, making: Making, scores: Scorer | null, batch: number): Generator<void> {
  for (let from = 0; ; from += batch) {
    const more = writePart(db, (tx) => {
      if (scores) routeByScore(db, making, scores, from, from + batch);
      else routeByConfidence(tx, making, from, from + batch);
      return hasItemsFrom(tx, making.id, from + batch);
    });
    yield;
    if (!more) break;
  }
  // What was answered meanwhile; the rest, a few, in the last transaction.
  while (scores && writePart(db, () => scores.catchUp(batch)) >= batch) yield;
}

/** Items between two ordinals that are routed, as they stand. */
const routedItems = ({ id, activeRunId, waitFrom }: Making, from: number, to: number) => sql`
  select items.id, coalesce(predictions.confidence, -1) as score, items.draw,
    (select count(*) from current_judgments answer join raters on raters.id = answer.raterId
      where answer.itemId = items.id and raters.source = 'person') as answers,
    (select count(*) from leases where leases.itemId = items.id and leases.live = 1 and leases.forCheck = 0) as held,
    coalesce(item_requests.answers, 0) as wanted
  from items
  left join item_requests on item_requests.itemId = items.id
  left join predictions on predictions.runId = ${activeRunId} and predictions.itemId = items.id
  where items.projectId = ${id} and items.ordinal >= ${from} and items.ordinal < ${to} and items.aside = 0
    and (${activeRunId} is null or predictions.itemId is not null or item_requests.itemId is not null
      or (items.split is not 'train' and (${waitFrom} is null or items.ordinal < ${waitFrom})))`;

const togetherBy = ({ activeRunId, policy, overlap }: Making): number =>
  activeRunId === null || policyOf(policy).asks === "in turn" ? 1 : overlap;

function routeByConfidence(tx: Db, making: Making, from: number, to: number): void {
  const { id, overlap, generation } = making;
  const together = togetherBy(making);
  tx.run(sql`
    insert into routes (itemId, generation, projectId, prior, score, draw, overlap, together, wanted,
      answers, held, open)
    select id, ${generation}, ${id}, score, score, draw, max(${overlap}, wanted), ${together}, wanted, answers, held,
      answers + held < max(${overlap}, wanted) and held < ${together}
    from (${routedItems(making, from, to)})`);
}

type RoutedItem = { id: number; draw: number; answers: number; held: number; wanted: number };

/** In the open transaction of the connection. */
function routeByScore(db: RootDb, making: Making, scores: Scorer, from: number, to: number): void {
  const { id: project, overlap, generation } = making;
  const together = togetherBy(making);
  const insert = db.$client.prepare(
    `insert into routes (itemId, generation, projectId, prior, score, draw, overlap, together, wanted,
       answers, held, open)
     values (@id, @generation, @project, @prior, @score, @draw, @overlap, @together, @wanted, @answers, @held,
       @answers + @held < @overlap and @held < @together)`,
  );
  for (const item of db.all<RoutedItem>(routedItems(making, from, to))) {
    const { id, draw, answers, held, wanted } = item;
    const most = Math.max(overlap, wanted);
    const { prior, score } = scores.of({ ...item, overlap: most });
    insert.run({
      id,
      draw,
      answers,
      held,
      wanted,
      generation,
      project,
      prior,
      score,
      overlap: most,
      together,
    });
  }
}

const hasItemsFrom = (tx: Db, projectId: number, from: number): boolean =>
  tx.get(sql`select 1 from items where projectId = ${projectId} and ordinal >= ${from} limit 1`) !==
  undefined;

/** @returns false where other routes were put in force meanwhile: what was made here may be out of date */
function enforce(
  tx: Db,
  { id, activeRunId, overlap, policy, activeFitId, generation, after }: Making,
): boolean {
  return (
    tx
      .update(projects)
      .set({ activeRunId, overlap, policy, activeFitId, routesGeneration: generation })
      .where(and(eq(projects.id, id), eq(projects.routesGeneration, after)))
      .run().changes > 0
  );
}

/** Take away what is not in force any more, those left by a process that died included. */
function* sweep(db: RootDb, projectId: number, batch: number): Generator<void> {
  const old = sql`
    delete from routes where (itemId, generation) in (
      select itemId, generation from routes
      where projectId = ${projectId} and generation < (select routesGeneration from projects where id = ${projectId})
      limit ${batch})`;
  while (writePart(db, (tx) => tx.run(old).changes) > 0) yield;
}
