import { and, asc, eq } from "drizzle-orm";
import { argmax } from "#lib/stats/argmax.ts";
import { decide, type Decider } from "#lib/teaming/policies/policy.ts";
import { policyOf } from "#lib/teaming/policies/index.ts";
import type { Outcome, RaterSource, ServingReason, Split } from "#lib/domain.ts";
import type { RootDb } from "#db/client.ts";
import { etaInForce } from "#db/labelling/no-machine.ts";
import { standings } from "#db/labelling/standing.ts";
import { type Stream, streamOf } from "#db/labelling/tally.ts";
import { type Change, type Judgment, type Project, type Route, raters, runs } from "#db/schema.ts";
import { probabilitiesOf } from "#db/machines/run-outputs.ts";
import { labelsBy } from "#db/teaming/answers.ts";
import { teamAtWork } from "#db/views/items/predicates.ts";

/** One judgment in an item's history. */
export type Said = {
  id: number;
  /** as in `StudyRater.id` */
  rater: string;
  name: string;
  source: RaterSource;
  outcome: Outcome;
  label: number | null;
  /** it is its rater's answer as it stands */
  current: boolean;
  /** an admin has set it aside */
  setAside: boolean;
  at: number;
  ms: number | null;
  /** ok, imported, or what makes the time doubtful */
  quality: string | null;
  /** of the batch in the grid that it was given with; null: by itself */
  batch: { answers: number; ms: number } | null;
  input: string | null;
  reason: ServingReason | null;
  inclusion: number | null;
  eta: number | null;
  late: boolean;
};

/** What a run says of an item. */
export type RunSays = {
  id: number;
  name: string;
  active: boolean;
  /** [K]; null where it gave no valid answer or was trained on the item */
  probabilities: number[] | null;
};

/** Why people are asked about it, or are not. */
export type Queueing = {
  /** null: it is in no queue */
  route: Pick<
    Route,
    "prior" | "score" | "draw" | "overlap" | "together" | "wanted" | "answers" | "held"
  > | null;
  eta: number;
  auditRate: number;
  /** the stream in which somebody may take it just now */
  stream: Stream | null;
  machine: boolean;
  /** whether people are asked one after the other until the team is sure */
  inTurn: boolean;
};

export type ItemView = {
  id: number;
  ordinal: number;
  name: string;
  split: Split | null;
  gold: number | null;
  width: number;
  height: number;
  mime: string;
  disagreement: number;
  aside: boolean;
  tags: string[];
  changes: ItemChange[];
  said: Said[];
  runs: RunSays[];
  team: { label: number | null; source: Decider; belief: number[] | null; score: number | null };
  queueing: Queueing;
};

/** What somebody did to it among other items. */
export type ItemChange = Pick<Change, "id" | "kind" | "value" | "at" | "undoneAt"> & {
  who: string | null;
  before: string | null;
};

type ItemRow = { aside: 0 | 1 } & Pick<
  ItemView,
  "id" | "ordinal" | "name" | "split" | "gold" | "width" | "height" | "mime" | "disagreement"
>;

/** Everything that is known of an item, for those who may see all of a project. @returns null where the project has none with this number */
export function itemView(db: RootDb, project: Project, itemId: number): ItemView | null {
  const item = db.$client
    .prepare<[number, number], ItemRow>(
      `select items.id, items.ordinal, items.name, items.split, items.gold, items.disagreement, items.aside,
         images.width, images.height, images.mime
       from items join images on images.hash = items.hash where items.id = ? and items.projectId = ?`,
    )
    .get(itemId, project.id);
  if (!item) return null;
  return {
    ...item,
    aside: item.aside === 1,
    tags: tagsOfItem(db, itemId),
    changes: changesOfItem(db, itemId),
    said: historyOf(db, itemId),
    runs: runsSay(db, project, itemId),
    team: teamSays(db, project, itemId),
    queueing: queueingOf(db, project, itemId),
  };
}

const tagsOfItem = (db: RootDb, itemId: number): string[] =>
  db.$client
    .prepare<[number], string>(
      `select tags.name from item_tags join tags on tags.id = item_tags.tagId
       where item_tags.itemId = ? order by tags.name`,
    )
    .pluck()
    .all(itemId);

const changesOfItem = (db: RootDb, itemId: number): ItemChange[] =>
  db.$client
    .prepare<[number], ItemChange>(
      `select changes.id, changes.kind, changes.value, changes.at, changes.undoneAt, changed_items.before,
         users.displayName as who
       from changed_items join changes on changes.id = changed_items.changeId
       left join users on users.id = changes.userId
       where changed_items.itemId = ? order by changes.id`,
    )
    .all(itemId);

type SaidRow = Omit<Said, "rater" | "current" | "setAside" | "late" | "batch"> &
  Pick<Judgment, "raterId" | "itemId" | "supersedes" | "asideId"> & {
    late: 0 | 1 | null;
    batchAnswers: number | null;
    batchMs: number | null;
  };

function historyOf(db: RootDb, itemId: number): Said[] {
  const rows = db.$client
    .prepare<[number], SaidRow>(
      `select judgments.id, judgments.itemId, judgments.supersedes, judgments.asideId, judgments.raterId, coalesce(users.displayName, raters.name) as name, raters.source,
         judgments.outcome, judgments.label, judgments.receivedAt as at, judgments.responseMs as ms,
         judgments.quality, judgments.input, judgments.reason, judgments.inclusion, judgments.eta, judgments.late,
         batches.answers as batchAnswers, batches.batchMs
       from judgments join raters on raters.id = judgments.raterId
       left join batches on batches.id = judgments.batchId left join users on users.id = raters.userId
       where judgments.itemId = ? order by judgments.id`,
    )
    .all(itemId);
  return standings(rows).map(({ judgment, current, setAside }) => {
    const { id, raterId, name, source, outcome, label, at, ms, quality, input, reason, inclusion, eta } =
      judgment;
    const { batchAnswers: answers, batchMs } = judgment;
    return {
      ...{ id, name, source, outcome, label, at, ms, quality, input, reason, inclusion, eta },
      batch: answers === null || batchMs === null ? null : { answers, ms: batchMs },
      ...{ rater: `${source}-${raterId}`, current, setAside, late: judgment.late === 1 },
    };
  });
}

/** Machines that are raters: a run becomes one when it is finished. */
function runsSay(db: RootDb, project: Project, itemId: number): RunSays[] {
  const finished = db
    .select({ id: runs.id, name: runs.name })
    .from(raters)
    .innerJoin(runs, eq(runs.id, raters.runId))
    .where(and(eq(raters.projectId, project.id), eq(runs.state, "finished")))
    .orderBy(asc(runs.id))
    .all();
  return finished.map(({ id, name }) => ({
    ...{ id, name, active: id === project.activeRunId },
    probabilities: probabilitiesOf(db, id, itemId, project.classes.length),
  }));
}

function teamSays(db: RootDb, project: Project, itemId: number): ItemView["team"] {
  const { teamOf, machine } = teamAtWork(db, project);
  const team = teamOf(itemId);
  const answers = labelsBy(db.$client).all(itemId);
  const seen = { machine: machine(itemId), answers, eta: project.eta };
  const { label, source } = decide(team, seen);
  const belief = source === "none" ? null : [...team.belief(seen)];
  return { label, source, belief, score: belief === null ? null : (belief[argmax(belief)] ?? null) };
}

function queueingOf(db: RootDb, project: Project, itemId: number): Queueing {
  const route = db.$client
    .prepare<[number, number], NonNullable<Queueing["route"]>>(
      `select prior, score, draw, overlap, together, wanted, answers, held from routes
       where itemId = ? and generation = ?`,
    )
    .get(itemId, project.routesGeneration);
  const { id, auditRate, routesGeneration: generation } = project;
  const eta = etaInForce(project);
  return {
    route: route ?? null,
    eta,
    auditRate,
    stream: route ? streamOf({ project: id, generation, eta, auditRate }, route) : null,
    machine: project.activeRunId !== null,
    inTurn: policyOf(project.policy).asks === "in turn",
  };
}
