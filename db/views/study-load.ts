import { and, asc, count, eq, gt, inArray, isNotNull, max, sql } from "drizzle-orm";
import { methods } from "#lib/methods/index.ts";
import { aggregateAnswer, aggregated } from "#lib/study/data/aggregate.ts";
import { machineGroup } from "#lib/study/data/machine-group.ts";
import { type MachineGroup, type Study, type StudyRater, singleHumans } from "#lib/study/data/study.ts";
import { topClass } from "#lib/stats/argmax.ts";
import { type Tallies, talliesOf } from "#lib/study/data/tallies.ts";
import type { Db } from "#db/client.ts";
import { sourceName } from "#db/machines/label-sources.ts";
import { imports, items, judgments, type Project, raters, runOutputs, runs, users } from "#db/schema.ts";

/** Reading what the study compares, once, and then only what is new. */

export type LoadedStudy = {
  study: Study;
  tallies: Tallies;
  /** grows with everything that was taken in: what was computed at another revision is old */
  revision: number;
};

type Kept = LoadedStudy & {
  /** items and imports as they were: whatever else comes is only ever added */
  base: string;
  raters: StudyRater[];
  itemOf: Map<number, number>;
  humanOf: Map<number, StudyRater>;
  runIds: Set<number>;
  /** newest judgment taken in */
  cursor: number;
};

const kept = new WeakMap<Db, Map<number, Kept>>();

/**
 * The project's raters and their answers, as they stand. The first call reads everything; later ones
 * read new judgments and runs only, and correct the running sums by them.
 */
export function loadStudy(db: Db, project: Project): LoadedStudy {
  const ofDb = kept.get(db) ?? new Map<number, Kept>();
  kept.set(db, ofDb);
  const base = baseOf(db, project.id);
  const finished = finishedRuns(db, project.id);
  let state = ofDb.get(project.id);
  const ids = new Set(finished.map(({ id }) => id));
  if (state?.base !== base || ![...state.runIds].every((id) => ids.has(id))) {
    state = emptyStudy(db, project, base);
    ofDb.set(project.id, state);
  }
  takeJudgments(db, project.id, state);
  takeRuns(db, project, state, finished);
  const activeRater = project.activeRunId === null ? null : `run-${project.activeRunId}`;
  const { study } = state;
  if (study.eta !== project.eta || study.activeRater !== activeRater) state.revision++;
  study.eta = project.eta;
  study.activeRater = activeRater;
  return state;
}

function baseOf(db: Db, projectId: number): string {
  const seen = db
    .select({ n: count(), last: max(imports.finishedAt) })
    .from(imports)
    .where(eq(imports.projectId, projectId))
    .get();
  const size = db.select({ n: count() }).from(items).where(eq(items.projectId, projectId)).get();
  return [seen?.n, seen?.last, size?.n].join("/");
}

function emptyStudy(db: Db, project: Project, base: string): Kept {
  const rows = db
    .select({ id: items.id, gold: items.gold })
    .from(items)
    .where(eq(items.projectId, project.id))
    .orderBy(asc(items.ordinal))
    .values();
  const itemIds = new Int32Array(rows.length);
  const gold = new Int16Array(rows.length);
  const itemOf = new Map<number, number>();
  rows.forEach(([id, label], item) => {
    itemIds[item] = Number(id);
    gold[item] = label === null ? -1 : Number(label);
    itemOf.set(Number(id), item);
  });
  const own: StudyRater[] = [];
  const study: Study = {
    ...{ n: rows.length, classes: project.classes, gold, itemIds, raters: own },
    ...{ eta: project.eta, activeRater: null },
  };
  return {
    ...{ study, tallies: talliesOf(study), revision: 0, base, raters: own, itemOf },
    ...{ humanOf: new Map(), runIds: new Set(), cursor: 0 },
  };
}

/** Judgments since the last look. Rows are only ever added, so the newest of a rater and item stands. */
function takeJudgments(db: Db, projectId: number, state: Kept): void {
  const next = db
    .select({
      ...{ id: judgments.id, item: judgments.itemId, rater: judgments.raterId, label: judgments.label },
      ms: sql`case when ${inArray(judgments.quality, trusted)} then ${judgments.responseMs} end`,
    })
    .from(judgments)
    .where(and(eq(judgments.projectId, projectId), gt(judgments.id, sql.placeholder("after"))))
    .orderBy(asc(judgments.id))
    .limit(rowsAtOnce)
    .prepare();
  const { n } = state.study;
  const touched = new Set<number>();
  const before = state.cursor;
  // as arrays, and not all at once: rows that are let go soon cost a quarter of rows that are all kept
  for (let rows: unknown[][]; (rows = next.values({ after: state.cursor })).length > 0;) {
    for (const [id, itemId, raterId, label, ms] of rows) {
      state.cursor = Number(id);
      const item = state.itemOf.get(Number(itemId));
      if (item === undefined) continue;
      const known = state.humanOf.get(Number(raterId));
      if (!known && label === null) continue; // has been unsure so far: no rater yet
      const rater = known ?? newHuman(db, Number(raterId), state);
      state.tallies.change(rater, item, label === null ? -1 : Number(label));
      const time = label === null || ms === null ? NaN : Number(ms);
      if (!Number.isNaN(time)) rater.responseMs ??= new Float64Array(n).fill(NaN);
      if (rater.responseMs) rater.responseMs[item] = time;
      touched.add(item);
    }
    if (rows.length < rowsAtOnce) break;
  }
  if (state.cursor === before) return;
  renewAggregate(state, touched);
  state.revision++;
}

const rowsAtOnce = 10_000;

/** Times measured by the page without anything doubtful, or brought with the labels. */
const trusted = ["ok", "imported"];

function newHuman(db: Db, raterId: number, state: Kept): StudyRater {
  const row = db
    .select({ source: raters.source, name: raters.name, displayName: users.displayName })
    .from(raters)
    .leftJoin(users, eq(users.id, raters.userId))
    .where(eq(raters.id, raterId))
    .get();
  if (!row || row.source === "run") throw new Error(`judgments of rater ${raterId}, who is no human`);
  const { n } = state.study;
  const human: StudyRater = {
    id: `${row.source}-${raterId}`,
    name: uniqueName(row.displayName ?? row.name, state.raters),
    ...{ kind: "human", source: row.source, machine: null, responseMs: null, version: 0 },
    answers: new Int16Array(n).fill(-1),
  };
  state.humanOf.set(raterId, human);
  // columns, then people, then the aggregate, then machines; each in the order of their first answers
  const rank = ({ source }: StudyRater) => ["column", "person", "aggregate", "run"].indexOf(source);
  const at = state.raters.findIndex((other) => rank(other) > rank(human));
  state.raters.splice(at < 0 ? state.raters.length : at, 0, human);
  return human;
}

function renewAggregate(state: Kept, touched: ReadonlySet<number>): void {
  const humans = singleHumans(state.study);
  if (humans.length < 2) return;
  const aggregate = state.raters.find(({ source }) => source === "aggregate");
  if (aggregate)
    for (const item of touched) {
      const answer = aggregateAnswer(humans, item);
      if (answer !== aggregate.answers[item]) state.tallies.change(aggregate, item, answer);
    }
  else state.raters.splice(humans.length, 0, aggregated(humans, state.study.n));
}

type FinishedRun = ReturnType<typeof finishedRuns>[number];

const finishedRuns = (db: Db, projectId: number) =>
  db
    .select({
      ...{ id: runs.id, name: runs.name, method: runs.method, backbone: runs.backbone },
      ...{ options: runs.options, pool: runs.pool, rater: raters.name },
    })
    .from(runs)
    .innerJoin(raters, eq(raters.id, runs.labelRaterId))
    .innerJoin(runOutputs, eq(runOutputs.runId, runs.id))
    .where(and(eq(runs.projectId, projectId), eq(runs.state, "finished"), isNotNull(runOutputs.runId)))
    .orderBy(asc(runs.id))
    .all();

function takeRuns(db: Db, project: Project, state: Kept, finished: readonly FinishedRun[]): void {
  const fresh = finished.filter(({ id }) => !state.runIds.has(id));
  if (fresh.length === 0) return;
  for (const run of fresh) {
    state.raters.push(machineOf(db, project, state, run));
    state.runIds.add(run.id);
  }
  nameMachines(state.raters, finished);
  state.revision++;
}

function machineOf(db: Db, project: Project, { study, itemOf }: Kept, run: FinishedRun): StudyRater {
  const output = db.select().from(runOutputs).where(eq(runOutputs.runId, run.id)).get();
  if (!output) throw new Error(`run ${run.id} has no output`);
  const ids = new Int32Array(bytesOf(output.itemIds));
  const given = new Float32Array(bytesOf(output.probabilities));
  const K = project.classes.length;
  const answers = new Int16Array(study.n).fill(-1);
  const confidence = new Float32Array(study.n).fill(NaN);
  const probabilities = new Float32Array(study.n * K).fill(NaN);
  ids.forEach((id, row) => {
    const item = itemOf.get(id);
    if (item === undefined) return;
    const top = topClass(given, row * K, K);
    if (top < 0) return; // no valid answer: the row stays empty
    for (let k = 0; k < K; k++) probabilities[item * K + k] = given[row * K + k]!;
    answers[item] = top;
    confidence[item] = Math.min(1, given[row * K + top]!);
  });
  return {
    ...{ id: `run-${run.id}`, name: run.name, kind: "machine", source: "run", responseMs: null, version: 0 },
    machine: {
      method: methods.find(({ id }) => id === run.method)?.name ?? run.method,
      backbone: run.backbone,
      labels: sourceName(run, run.rater),
      group: groupOf(run),
      ...{ probabilities, confidence },
    },
    answers,
  };
}

/** A run of a method that this build does not know, or no longer with these options, counts as trained from scratch. */
function groupOf({ method: id, options }: FinishedRun): MachineGroup {
  const known = methods.find((method) => method.id === id);
  if (!known) return "from scratch";
  try {
    return machineGroup(known.nets, known.plan(options.hyper ?? {}));
  } catch {
    return machineGroup(known.nets, []);
  }
}

/** The method's name where that tells them apart, else the run's own. */
function nameMachines(all: readonly StudyRater[], finished: readonly FinishedRun[]): void {
  const machines = all.filter((rater) => rater.machine !== null);
  const named = new Map(finished.map(({ id, name }) => [`run-${id}`, name]));
  for (const rater of machines) {
    const method = rater.machine!.method;
    const alone = all.every((other) => other === rater || (other.machine?.method ?? other.name) !== method);
    rater.name = alone ? method : (named.get(rater.id) ?? method);
  }
}

function uniqueName(name: string, others: readonly StudyRater[]): string {
  const taken = new Set(others.map((other) => other.name));
  if (!taken.has(name)) return name;
  for (let number = 2; ; number++) if (!taken.has(`${name} (${number})`)) return `${name} (${number})`;
}

/** The bytes of a blob as a buffer of their own, which typed arrays may begin at. */
const bytesOf = (blob: Buffer): ArrayBuffer => Uint8Array.from(blob).buffer;
