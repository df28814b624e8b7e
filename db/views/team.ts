import { and, asc, eq, gt, sql } from "drizzle-orm";
import { median } from "#lib/stats/median.ts";
import { type Proportion, proportion } from "#lib/stats/proportion.ts";
import {
  type AuditResult,
  type CurvePoint,
  evaluateAudit,
  evaluateTeam,
  type RoutedItems,
  type TeamAccuracy,
  teamCurve,
} from "#lib/teaming/evaluate.ts";
import type { Db } from "#db/client.ts";
import { labelColumns } from "#db/labelling/raters.ts";
import { type QueueState, queueState } from "#db/labelling/routes.ts";
import { findRun } from "#db/machines/runs.ts";
import { imports, items, judgments, predictions, type Project, raters, routes, users } from "#db/schema.ts";

/** An imported label column on the routed items. */
export type ColumnAccuracy = { name: string; labels: number; accuracy: Proportion };

/** One person's work in the project. */
export type PersonAccuracy = {
  name: string;
  labels: number;
  unsure: number;
  /** on the labelled items whose gold label is known */
  accuracy: Proportion;
  /** of the answers whose time is trustworthy, ms */
  medianMs: number | null;
};

/** Everything the watch page shows. */
export type TeamView = TeamAccuracy & {
  /** newest judgment taken into account */
  cursor: number;
  eta: number;
  auditRate: number;
  run: { id: number; name: string; method: string; executor: string | null; accuracy: number | null } | null;
  queue: QueueState;
  audit: AuditResult;
  columns: ColumnAccuracy[];
  persons: PersonAccuracy[];
  curve: CurvePoint[];
};

type Answer = { item: number; rater: number; label: number | null; outcome: string; ms: number | null };

/** What stays the same between two labels, so that a label costs little even in a large project. */
type Loaded = {
  key: string;
  items: Omit<RoutedItems, "people"> & { people: Map<number, Map<number, number>> };
  index: Map<number, number>;
  columns: ColumnAccuracy[];
  answers: Answer[];
  cursor: number;
};

const loaded = new WeakMap<Db, Map<number, Loaded>>();

/** The project's team at its η: accuracies, audit, raters and history. Needs an active run to say anything. */
export function teamView(db: Db, project: Project): TeamView {
  const state = catchUp(db, project, load(db, project));
  const { eta, auditRate } = project;
  const run = project.activeRunId === null ? undefined : findRun(db, project.activeRunId);
  return {
    ...evaluateTeam(state.items, eta, auditRate),
    cursor: state.cursor,
    eta,
    auditRate,
    run: run
      ? { id: run.id, name: run.name, method: run.method, executor: run.executor, accuracy: run.accuracy }
      : null,
    queue: queueState(db, project),
    audit: evaluateAudit(state.items, eta, auditRate),
    columns: state.columns,
    persons: persons(db, project.id, state),
    curve: teamCurve(state.items, eta, state.answers),
  };
}

function load(db: Db, project: Project): Loaded {
  const seen = db
    .select({ n: sql<number>`count(*)`, last: sql<number | null>`max(${imports.finishedAt})` })
    .from(imports)
    .where(eq(imports.projectId, project.id))
    .get();
  const key = [project.activeRunId, seen?.n, seen?.last].join("/");
  const ofDb = loaded.get(db) ?? new Map<number, Loaded>();
  loaded.set(db, ofDb);
  const kept = ofDb.get(project.id);
  if (kept?.key === key) return kept;

  const rows = db
    .select({
      id: items.id,
      gold: items.gold,
      machine: predictions.top,
      confidence: routes.confidence,
      draw: routes.draw,
    })
    .from(routes)
    .innerJoin(items, eq(items.id, routes.itemId))
    .leftJoin(
      predictions,
      and(eq(predictions.itemId, routes.itemId), eq(predictions.runId, project.activeRunId ?? -1)),
    )
    .where(eq(routes.projectId, project.id))
    .orderBy(asc(items.ordinal))
    .all();
  const index = new Map(rows.map((row, i) => [row.id, i]));
  const gold = Int32Array.from(rows, (row) => row.gold ?? -1);
  const fresh: Loaded = {
    key,
    items: {
      gold,
      machine: Int32Array.from(rows, (row) => row.machine ?? -1),
      confidence: Float64Array.from(rows, (row) => row.confidence),
      draw: Float64Array.from(rows, (row) => row.draw),
      people: new Map(),
    },
    index,
    columns: labelColumns(db, project.id).map((rater) => columnAccuracy(db, rater, index, gold)),
    answers: [],
    cursor: 0,
  };
  ofDb.set(project.id, fresh);
  return fresh;
}

function columnAccuracy(
  db: Db,
  rater: { id: number; name: string },
  index: ReadonlyMap<number, number>,
  gold: Int32Array,
): ColumnAccuracy {
  const current = new Map<number, number | null>();
  const rows = db
    .select({ item: judgments.itemId, label: judgments.label })
    .from(judgments)
    .where(eq(judgments.raterId, rater.id))
    .orderBy(asc(judgments.id))
    .all();
  for (const { item, label } of rows) {
    const i = index.get(item);
    if (i !== undefined) current.set(i, label);
  }
  const labels = [...current].filter(([, label]) => label !== null);
  const known = labels.filter(([i]) => gold[i]! >= 0);
  return {
    name: rater.name,
    labels: labels.length,
    accuracy: proportion(known.filter(([i, label]) => gold[i] === label).length, known.length),
  };
}

/** Take in the judgments since the last look. Rows are only ever added, so the newest of a rater and item wins. */
function catchUp(db: Db, project: Project, state: Loaded): Loaded {
  const rows = db
    .select({
      id: judgments.id,
      item: judgments.itemId,
      rater: judgments.raterId,
      outcome: judgments.outcome,
      label: judgments.label,
      ms: judgments.responseMs,
      quality: judgments.quality,
    })
    .from(judgments)
    .innerJoin(raters, eq(raters.id, judgments.raterId))
    .where(
      and(eq(judgments.projectId, project.id), eq(raters.source, "person"), gt(judgments.id, state.cursor)),
    )
    .orderBy(asc(judgments.id))
    .all();
  for (const row of rows) {
    state.cursor = row.id;
    const item = state.index.get(row.item);
    if (item === undefined) continue;
    const people = state.items.people.get(item) ?? new Map<number, number>();
    if (row.label === null) people.delete(row.rater);
    else people.set(row.rater, row.label);
    state.items.people.set(item, people);
    const ms = row.quality === "ok" ? row.ms : null;
    state.answers.push({ item, rater: row.rater, label: row.label, outcome: row.outcome, ms });
  }
  return state;
}

function persons(db: Db, projectId: number, { items, answers }: Loaded): PersonAccuracy[] {
  const people = db
    .select({ id: raters.id, name: users.displayName })
    .from(raters)
    .innerJoin(users, eq(users.id, raters.userId))
    .where(eq(raters.projectId, projectId))
    .orderBy(asc(users.displayName))
    .all();
  return people.map(({ id, name }) => {
    const current = new Map<number, Answer>();
    for (const answer of answers) if (answer.rater === id) current.set(answer.item, answer);
    const standing = [...current.values()].filter((answer) => answer.outcome !== "withdrawn");
    const labelled = standing.filter((answer) => answer.label !== null);
    const known = labelled.filter((answer) => items.gold[answer.item]! >= 0);
    const right = known.filter((answer) => items.gold[answer.item] === answer.label);
    return {
      name,
      labels: labelled.length,
      unsure: standing.length - labelled.length,
      accuracy: proportion(right.length, known.length),
      medianMs: median(labelled.flatMap((answer) => (answer.ms === null ? [] : [answer.ms]))),
    };
  });
}
