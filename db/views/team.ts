import { and, asc, eq, gt, sql } from "drizzle-orm";
import {
  type AuditResult,
  type CurvePoint,
  type DecidedBy,
  type Disagreements,
  type RoutedItems,
  type TeamAccuracy,
  type TeamRule,
  type TeamTally,
  teamTally,
} from "#lib/teaming/evaluate.ts";
import { type Aim, type Evidence, evidenceOf } from "#lib/teaming/aim.ts";
import { policyOf } from "#lib/teaming/policies/index.ts";
import { decide, type Policy } from "#lib/teaming/policies/policy.ts";
import type { Answer } from "#lib/teaming/team-data.ts";
import type { CalibrationBin } from "#lib/teaming/reliability.ts";
import type { Db, RootDb } from "#db/client.ts";
import { aimOf, type Closed, closedOf } from "#db/labelling/closed.ts";
import { labelColumns } from "#db/labelling/raters.ts";
import { queueAnswers, queueState } from "#db/labelling/routes.ts";
import { liveTeam } from "#db/teaming/live-team.ts";
import type { QueueState } from "#db/labelling/tally.ts";
import { type FitSummary, fitSummary } from "#db/teaming/fits.ts";
import { findRun } from "#db/machines/runs.ts";
import { predictions, type Project, raters, routes, users } from "#db/schema.ts";
import { type LoggedJudgment, withdrawn } from "#db/views/judgment-log.ts";
import { perProject } from "#db/views/per-project.ts";
import { type LoadedProject, loadProject } from "#db/views/load.ts";
import { type ColumnAccuracy, type PersonAccuracy, RaterTally } from "#db/views/rater-tally.ts";

export type { ColumnAccuracy, PersonAccuracy } from "#db/views/rater-tally.ts";

/** Everything the watch page shows. */
export type TeamView = TeamAccuracy & {
  /** newest judgment taken into account */
  cursor: number;
  eta: number;
  auditRate: number;
  /** the rule that makes the team's answer, what it takes for granted, and how it asks */
  policy: { id: string; name: string; assumption: string; asks: Policy["asks"] };
  /** what the rule's parameters were fitted on; null for one without */
  fit: FitSummary | null;
  run: { id: number; name: string; method: string; executor: string | null; accuracy: number | null } | null;
  queue: QueueState;
  audit: AuditResult;
  decidedBy: DecidedBy[];
  disagreements: Disagreements;
  calibration: CalibrationBin[];
  columns: ColumnAccuracy[];
  persons: PersonAccuracy[];
  curve: CurvePoint[];
  /** how right the team is, by gold or by the audit; null where neither says it */
  evidence: Evidence | null;
  /** items asked at random whose answers speak for those that nobody is asked about yet */
  sampled: number;
  aim: Aim | null;
  /** people's answers in the queue that stand */
  answers: number;
  /** since when nothing more is handed out, and why; null while the queue is open */
  closed: Closed | null;
};

/** What answers come to on the items that a run routes; raters' own sums do not depend on the rule. */
type TeamState = {
  loaded: LoadedProject;
  /** of the routes */
  generation: number;
  /** database ids of the routed items */
  ids: Int32Array;
  /** place among the routed items by index of the item; −1 where it is not routed [n] */
  routedOf: Int32Array;
  items: RoutedItems;
  raters: Map<number, RaterTally>;
  /** policy, η and audit rate that `tally` is kept for */
  rule: string;
  tally: TeamTally;
  /** place in the log up to which judgments were taken in */
  taken: number;
};

type Answering = Pick<TeamRule, "decide" | "believes">;

/** Of a rater without an answer on the routed items. */
const silent = new RaterTally(new Int32Array(0), "person");

const rowsAtOnce = 10_000;

const cacheOf = perProject<TeamState>(({ loaded }) => loaded.n);

/** The project's team at its η: accuracies, audit, raters and history. Needs an active run to say anything. */
export function teamView(db: RootDb, project: Project): TeamView {
  const { tally, raters: tallies, loaded } = currentTeam(db, project);
  const { eta, auditRate } = project;
  const { id, name, assumption, asks } = policyOf(project.policy);
  const run = project.activeRunId === null ? undefined : findRun(db, project.activeRunId);
  const accuracy = tally.accuracy();
  const audited = policyOf(project.policy).fit === null ? null : tally.auditedBelief();
  return {
    ...accuracy,
    cursor: loaded.cursor,
    eta,
    auditRate,
    policy: { id, name, assumption, asks },
    fit: project.activeFitId === null ? null : fitSummary(db, project.activeFitId),
    run: run
      ? { id: run.id, name: run.name, method: run.method, executor: run.executor, accuracy: run.accuracy }
      : null,
    queue: queueState(db, project),
    audit: tally.audit(),
    decidedBy: tally.decidedBy(),
    disagreements: tally.disagreements(),
    calibration: tally.calibration(),
    columns: labelColumns(db, project.id).map((column) => ({
      ...{ id: column.id, name: column.name },
      ...(tallies.get(column.id) ?? silent).ofColumn(),
    })),
    persons: personsOf(db, project.id).map((person) => ({
      ...person,
      ...(tallies.get(person.id) ?? silent).ofPerson(),
    })),
    curve: tally.curve(),
    evidence: evidenceOf(accuracy.team, audited),
    sampled: audited?.n ?? 0,
    aim: aimOf(project),
    answers: queueAnswers(db, project),
    closed: closedOf(project),
  };
}

function currentTeam(db: Db, project: Project): TeamState {
  const cache = cacheOf(db);
  const loaded = loadProject(db, project);
  const { routesGeneration, eta, auditRate } = project;
  const rule = [project.policy, project.activeFitId, eta, auditRate].join("/");
  const newTally = (items: RoutedItems, answering: Answering) =>
    teamTally(items, { ...answering, eta, auditRate });
  let state = cache.get(project.id);
  if (state?.loaded !== loaded || state.generation !== routesGeneration) {
    const routed = routedItems(db, project, loaded);
    const answering = decider(db, project, routed.ids);
    const tally = newTally(routed.items, answering);
    state = {
      loaded,
      generation: routesGeneration,
      ...routed,
      raters: new Map(),
      rule,
      tally,
      taken: 0,
    };
    cache.set(project.id, state);
  } else if (state.rule !== rule) {
    const { routedOf } = state;
    const answering = decider(db, project, state.ids);
    const tally = newTally(state.items, answering);
    loaded.log.since(0, (judgment) => takeAnswer(loaded, routedOf, tally, judgment), state.taken);
    state.rule = rule;
    state.tally = tally;
  }
  takeJudgments(state);
  return state;
}

/** The machine's output that may stay in memory: all of it for a million items of ten classes. */
const mostBytes = 128e6;

function decider(db: Db, project: Project, ids: Int32Array): Answering {
  const { teamOf, machine } = liveTeam(db, project, mostBytes);
  const { eta } = project;
  const seen = (id: number, answers: readonly Answer[]) => ({ machine: machine(id), answers, eta });
  return {
    decide(item, answers) {
      const id = ids[item] ?? -1;
      return decide(teamOf(id), seen(id, answers));
    },
    believes(item, answers, label) {
      const id = ids[item] ?? -1;
      return teamOf(id).belief(seen(id, answers))[label] ?? NaN;
    },
  };
}

/** By pages, as db/views/load.ts reads its items. */
function routedItems(db: Db, project: Project, loaded: LoadedProject) {
  const next = db
    .select({ id: routes.itemId, prior: routes.prior, machine: predictions.top })
    .from(routes)
    .leftJoin(
      predictions,
      and(eq(predictions.itemId, routes.itemId), eq(predictions.runId, project.activeRunId ?? -1)),
    )
    // the "+" keeps the planner from sorting the project's routes for each page
    .where(
      and(
        sql`+${routes.projectId} = ${project.id}`,
        sql`+${routes.generation} = ${project.routesGeneration}`,
        gt(routes.itemId, sql.placeholder("after")),
      ),
    )
    .orderBy(asc(routes.itemId))
    .limit(rowsAtOnce)
    .prepare();
  const routedOf = new Int32Array(loaded.n).fill(-1);
  const gold = new Int32Array(loaded.n);
  const machine = new Int32Array(loaded.n);
  const ids = new Int32Array(loaded.n);
  const prior = new Float64Array(loaded.n);
  const draw = new Float64Array(loaded.n);
  let [n, after] = [0, 0];
  for (let rows: unknown[][]; (rows = next.values({ after })).length > 0;) {
    for (const [id, score, top] of rows) {
      after = Number(id);
      const item = loaded.itemOf.get(after);
      if (item === undefined) continue; // an import has added it this moment: the next look reads everything
      routedOf[item] = n;
      gold[n] = loaded.gold[item] ?? -1;
      draw[n] = loaded.draw[item] ?? 0;
      ids[n] = after;
      prior[n] = Number(score);
      machine[n] = top === null ? -1 : Number(top);
      n++;
    }
    if (rows.length < rowsAtOnce) break;
  }
  const items: RoutedItems = {
    gold: gold.subarray(0, n),
    machine: machine.subarray(0, n),
    prior: prior.subarray(0, n),
    draw: draw.subarray(0, n),
  };
  return { routedOf, ids: ids.subarray(0, n), items };
}

function takeJudgments(state: TeamState): void {
  const { loaded, routedOf, tally } = state;
  state.taken = loaded.log.since(state.taken, (judgment) => {
    const item = routedOf[judgment.item] ?? -1;
    if (item < 0) return;
    ownTally(state, judgment.rater).take(item, judgment);
    takeAnswer(loaded, routedOf, tally, judgment);
  });
}

function ownTally({ raters, items, loaded }: TeamState, rater: number): RaterTally {
  const known = raters.get(rater);
  if (known) return known;
  const made = new RaterTally(items.gold, loaded.raters.get(rater)?.source ?? "column");
  raters.set(rater, made);
  return made;
}

/** Only people answer for the team; label columns are compared with it. */
function takeAnswer(
  { raters }: LoadedProject,
  routedOf: Int32Array,
  tally: TeamTally,
  { item, rater, label }: LoggedJudgment,
): void {
  const place = routedOf[item] ?? -1;
  if (place < 0 || raters.get(rater)?.source !== "person") return;
  tally.change(place, rater, label < 0 ? null : label, label === withdrawn);
}

const personsOf = (db: Db, projectId: number): { id: number; name: string }[] =>
  db
    .select({ id: raters.id, name: users.displayName })
    .from(raters)
    .innerJoin(users, eq(users.id, raters.userId))
    .where(eq(raters.projectId, projectId))
    .orderBy(asc(users.displayName))
    .all();
