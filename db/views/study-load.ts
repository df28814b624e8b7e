import { and, asc, eq, exists, sql } from "drizzle-orm";
import { methodName, methods } from "#lib/methods/index.ts";
import { preTrained } from "#lib/pre-trained.ts";
import { studyEta } from "#lib/study/teaming/teams.ts";
import { combined } from "#lib/untrained.ts";
import { policyOf } from "#lib/teaming/policies/index.ts";
import { aggregateAnswer, aggregated } from "#lib/study/data/aggregate.ts";
import { machineGroup } from "#lib/study/data/machine-group.ts";
import { type MachineGroup, type Study, type StudyRater, singleHumans } from "#lib/study/data/study.ts";
import { entropyOf } from "#lib/stats/entropy.ts";
import { topClass } from "#lib/stats/argmax.ts";
import { type Tallies, talliesOf } from "#lib/study/data/tallies.ts";
import type { Db } from "#db/client.ts";
import { eachCount, hasCounts } from "#db/dataset/label-counts.ts";
import { sourceName } from "#db/machines/label-sources.ts";
import { readOutput } from "#db/machines/run-outputs.ts";
import { encoders, type Project, raters, runOutputs, runs } from "#db/schema.ts";
import { type LoadedProject, loadProject } from "#db/views/load.ts";
import { perProject } from "#db/views/per-project.ts";

/** The study of a project, built from what is loaded of it and then only corrected. */

export type LoadedStudy = {
  study: Study;
  tallies: Tallies;
  /** grows with everything that was taken in: what was computed at another revision is old */
  revision: number;
};

type StudyState = LoadedStudy & {
  loaded: LoadedProject;
  raters: StudyRater[];
  humanOf: Map<number, StudyRater>;
  /** how many items each run had predicted when it was read */
  runIds: Map<number, number | null>;
  /** of the routes */
  generation: number;
  /** place in the log up to which judgments were taken in */
  taken: number;
};

const cacheOf = perProject<StudyState>(({ study }) => study.n);

/**
 * The project's raters and their answers, as they stand. The first call takes in everything; later ones
 * take in new judgments and runs only, and correct the running sums by them.
 */
export function loadStudy(db: Db, project: Project): LoadedStudy {
  const cache = cacheOf(db);
  const loaded = loadProject(db, project);
  const finished = finishedRuns(db, project.id);
  const ids = new Set(finished.map(({ id }) => id));
  let state = cache.get(project.id);
  const grown = state?.generation !== project.routesGeneration && state && hasGrown(state, finished);
  if (state?.loaded !== loaded || grown || ![...state.runIds.keys()].every((id) => ids.has(id))) {
    state = emptyStudy(project, loaded);
    cache.set(project.id, state);
  }
  state.generation = project.routesGeneration;
  takeJudgments(db, project, state);
  takeRuns(db, project, state, finished);
  const activeRater = project.activeRunId === null ? null : `run-${project.activeRunId}`;
  const { study } = state;
  if (study.classes.join("\n") !== project.classes.join("\n")) {
    study.classes = project.classes; // renamed
    state.revision++;
  }
  if (study.eta !== thresholdOf(project) || study.activeRater !== activeRater) state.revision++;
  study.eta = thresholdOf(project);
  study.activeRater = activeRater;
  return state;
}

function emptyStudy(project: Project, loaded: LoadedProject): StudyState {
  const own: StudyRater[] = [];
  const study: Study = {
    n: loaded.n,
    classes: project.classes,
    gold: loaded.gold,
    itemIds: loaded.itemIds,
    raters: own,
    eta: thresholdOf(project),
    activeRater: null,
  };
  return {
    study,
    tallies: talliesOf(study),
    revision: 0,
    loaded,
    raters: own,
    humanOf: new Map(),
    runIds: new Map(),
    generation: project.routesGeneration,
    taken: 0,
  };
}

/** Has a run predicted pictures that came later? Looked at with new routes, which such predictions end with. */
const hasGrown = ({ runIds }: StudyState, finished: readonly FinishedRun[]): boolean =>
  finished.some(({ id, predictedItems }) => runIds.has(id) && runIds.get(id) !== predictedItems);

/** Judgments since the last look. The log is in order, so the newest of a rater and item stands. */
function takeJudgments(db: Db, project: Project, state: StudyState): void {
  const { loaded, tallies } = state;
  const before = state.taken;
  const touched = new Set<number>();
  const aggregate = state.raters.find(({ source }) => source === "aggregate");
  let place = before;
  state.taken = loaded.log.since(before, ({ item, rater: id, label, ms }) => {
    place++;
    const known = state.humanOf.get(id);
    if (!known && label < 0) return; // has given no label so far: no rater yet
    const rater = known ?? newHuman(db, project, id, state);
    tallies.change(rater, item, Math.max(label, -1));
    if (!Number.isNaN(ms)) rater.responseMs ??= new Float64Array(loaded.n).fill(NaN);
    if (rater.responseMs) rater.responseMs[item] = ms;
    if (!Number.isNaN(ms) && rater.source === "person")
      (rater.order ??= new Int32Array(loaded.n).fill(-1))[item] = place;
    if (aggregate) touched.add(item);
  });
  if (state.taken === before) return;
  renewAggregate(state, aggregate, touched);
  state.revision++;
}

function newHuman(db: Db, project: Project, raterId: number, state: StudyState): StudyRater {
  const row = state.loaded.raters.get(raterId);
  if (!row) throw new Error(`rater ${raterId} is in the log and not among its raters`);
  const human: StudyRater = {
    id: `${row.source}-${raterId}`,
    name: uniqueName(row.name, [...state.humanOf.values()]),
    kind: "human",
    source: row.source,
    machine: null,
    answers: new Int16Array(state.study.n).fill(-1),
    responseMs: null,
    version: 0,
  };
  if (row.source === "column" && hasCounts(db, raterId))
    human.spread = spreadOf(db, project.id, raterId, state.loaded);
  state.humanOf.set(raterId, human);
  // columns, then people, then the aggregate, then machines; each in the order of their first answers
  const rank = ({ source }: StudyRater) => ["column", "person", "aggregate", "run"].indexOf(source);
  const at = state.raters.findIndex((other) => rank(other) > rank(human));
  state.raters.splice(at < 0 ? state.raters.length : at, 0, human);
  return human;
}

/** Entropy of a crowd's answers by item, nats; NaN where it gave none. An import of more begins the study anew. */
function spreadOf(db: Db, projectId: number, raterId: number, { n, itemOf }: LoadedProject): Float64Array {
  const spread = new Float64Array(n).fill(NaN);
  for (const { itemId, counts } of eachCount(db, projectId, raterId)) {
    const item = itemOf.get(itemId);
    if (item !== undefined) spread[item] = entropyOf(counts);
  }
  return spread;
}

/** @param touched items with new judgments, where there is an aggregate already */
function renewAggregate(
  state: StudyState,
  aggregate: StudyRater | undefined,
  touched: ReadonlySet<number>,
): void {
  const humans = singleHumans(state.study);
  if (humans.length < 2) return;
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
      id: runs.id,
      name: runs.name,
      method: runs.method,
      backbone: runs.backbone,
      options: runs.options,
      origin: runs.origin,
      pool: runs.pool,
      predictedItems: runs.predictedItems,
      rater: raters.name,
      encoder: encoders.name,
    })
    .from(runs)
    .leftJoin(encoders, eq(encoders.id, runs.encoderId))
    .innerJoin(raters, eq(raters.id, runs.labelRaterId))
    .where(
      and(
        eq(runs.projectId, projectId),
        eq(runs.state, "finished"),
        exists(
          db
            .select({ one: sql`1` })
            .from(runOutputs)
            .where(eq(runOutputs.runId, runs.id)),
        ),
      ),
    )
    .orderBy(asc(runs.id))
    .all();

function takeRuns(db: Db, project: Project, state: StudyState, finished: readonly FinishedRun[]): void {
  for (const run of finished) {
    if (state.runIds.has(run.id)) continue;
    state.raters.push(machineOf(db, project, state.loaded, run));
    state.runIds.set(run.id, run.predictedItems);
    state.revision++;
  }
  // a human who came later may bear a method's name, and a run may be called otherwise since
  if (nameMachines(state.raters, finished)) state.revision++;
}

function machineOf(
  db: Db,
  project: Project,
  { n, itemOf, aside }: LoadedProject,
  run: FinishedRun,
): StudyRater {
  const K = project.classes.length;
  const answers = new Int16Array(n).fill(-1);
  const confidence = new Float32Array(n).fill(NaN);
  const probabilities = new Float32Array(n * K).fill(NaN);
  for (const { itemIds, probabilities: given } of readOutput(db, run.id))
    for (const [row, id] of itemIds.entries()) {
      const item = itemOf.get(id);
      if (item === undefined || aside.has(id)) continue;
      const top = topClass(given, row * K, K);
      if (top < 0) continue; // no valid answer: the row stays empty
      for (let k = 0; k < K; k++) probabilities[item * K + k] = given[row * K + k]!;
      answers[item] = top;
      confidence[item] = Math.min(1, given[row * K + top]!);
    }
  return {
    id: `run-${run.id}`,
    name: run.name,
    kind: "machine",
    source: "run",
    responseMs: null,
    version: 0,
    machine: {
      ...trainingOf(run),
      probabilities,
      confidence,
    },
    answers,
  };
}

/** What is known of how a machine came to be; one from elsewhere has its name in place of a method. */
function trainingOf(
  run: FinishedRun,
): Pick<NonNullable<StudyRater["machine"]>, "method" | "backbone" | "labels" | "group"> {
  if (run.origin !== null)
    return {
      ...{ method: run.name, backbone: "unknown", labels: "unknown" },
      group: run.method === combined ? "several as one" : "from elsewhere",
    };
  const { backbone } = run;
  return {
    method: preTrained(methodName(run.method), run.encoder),
    backbone,
    labels: sourceName(run, run.rater),
    group: run.encoder === null ? groupOf(run) : "pre-trained",
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

/** A machine is called by its method where that tells them apart, else by its run. @returns whether a name changed */
function nameMachines(all: readonly StudyRater[], finished: readonly FinishedRun[]): boolean {
  const runOf = new Map(finished.map((run) => [`run-${run.id}`, run]));
  for (const { id, machine } of all) {
    const run = runOf.get(id);
    if (machine && run && run.origin !== null) machine.method = run.name;
  }
  let changed = false;
  for (const rater of all) {
    if (!rater.machine) continue;
    const { method } = rater.machine;
    const alone = all.every((other) => other === rater || (other.machine?.method ?? other.name) !== method);
    const name = alone ? method : (runOf.get(rater.id)?.name ?? method);
    changed ||= name !== rater.name;
    rater.name = name;
  }
  return changed;
}

function uniqueName(name: string, others: readonly StudyRater[]): string {
  const taken = new Set(others.map((other) => other.name));
  if (!taken.has(name)) return name;
  for (let number = 2; ; number++) if (!taken.has(`${name} (${number})`)) return `${name} (${number})`;
}

/** The study's rule is about the machine's confidence; where η is of something else, it is the study's own. */
const thresholdOf = ({ policy, eta }: Project): number => (policyOf(policy).byConfidence ? eta : studyEta);
