import { eq, max, sql } from "drizzle-orm";
import type { ExportedItem, ExportedJudgment } from "#lib/formats/exports/dataset.ts";
import { decide } from "#lib/teaming/policies/policy.ts";
import type { Answer } from "#lib/teaming/team-data.ts";
import { type LiveTeam, liveTeam } from "#db/teaming/live-team.ts";
import { type Standing, standings } from "#db/labelling/standing.ts";
import type { Db } from "#db/client.ts";
import { namesOfRaters, type RaterOf } from "#db/exports/raters.ts";
import { type Remarks, remarksOf } from "#db/exports/remarks.ts";
import { type Item, items, type Judgment, judgments, type Project, runs } from "#db/schema.ts";

/** Items read at a time: short reads let the write-ahead log shrink while a long export is written. */
const pageItems = 500;

export type ExportOptions = {
  /** people's sign-in names instead of person-<number> */
  names: boolean;
  /** of some items those that are wanted, asked page by page; without it all that are not set aside */
  only?: (ids: readonly number[]) => ReadonlySet<number>;
};

/** What bounds an export: as many items, and nothing newer than one judgment. */
export type Bounds = { items: number; cursor: number };

/**
 * A project's items in their order, by pages, with every judgment and the team's answer, in constant memory. Run, η,
 * items and judgments are those of the moment of the bounds, however long somebody takes to read them.
 */
export function* exportedItems(
  db: Db,
  project: Project,
  options: ExportOptions,
  bounds?: Bounds,
): Generator<ExportedItem[], void, void> {
  const { activeRunId } = project;
  const run =
    activeRunId === null
      ? null
      : (db.select().from(runs).where(eq(runs.id, activeRunId)).get()?.name ?? null);
  const raterOf = namesOfRaters(db, project, options.names);
  const remarks = remarksOf(db, project, raterOf);
  const team = liveTeam(db, project);
  const { itemsAfter, judgmentsOf } = snapshot(db, project, bounds ?? boundsNow(db, project));
  for (let after = -1; ;) {
    const page = itemsAfter(after);
    const last = page.at(-1);
    if (!last) return;
    const wanted = options.only?.(page.map(({ id }) => id));
    const said = wanted?.size === 0 ? new Map<never, never>() : judgmentsOf(after, last.ordinal);
    const remarked = remarks(after, last.ordinal);
    after = last.ordinal;
    const exportable = wanted
      ? page.filter(({ id }) => wanted.has(id))
      : page.filter(({ aside }) => aside === 0);
    yield exportable.map((item) =>
      exported(project, item, said.get(item.id) ?? [], remarked(item.id), team, raterOf, run),
    );
  }
}

/** What there is now of items and judgments: rows are only ever added, so a number each says which are new. */
export function boundsNow(db: Db, project: Pick<Project, "id">): Bounds {
  const newestItem = db
    .select({ ordinal: max(items.ordinal) })
    .from(items)
    .where(eq(items.projectId, project.id))
    .get();
  const newestJudgment = db
    .select({ id: max(judgments.id) })
    .from(judgments)
    .where(eq(judgments.projectId, project.id))
    .get();
  return { items: (newestItem?.ordinal ?? -1) + 1, cursor: newestJudgment?.id ?? 0 };
}

function snapshot(db: Db, project: Project, { items: to, cursor: newest }: Bounds) {
  // Rows as SQLite gives them: a million times over, drizzle's mapping would cost as much as reading.
  return {
    itemsAfter: (after: number) =>
      db.all<ItemRow>(sql`
        select items.id, items.ordinal, items.name, items.hash, items.split, items.gold, items.goldFrom,
          items.aside, predictions.top, predictions.confidence, predictions.itemId is not null as predicted
        from items
        left join predictions on predictions.runId = ${project.activeRunId ?? -1} and predictions.itemId = items.id
        where items.projectId = ${project.id} and items.ordinal > ${after} and items.ordinal < ${to}
        order by items.ordinal limit ${pageItems}`),
    // cross join: first the page's items, then their judgments by index, whatever the statistics say
    judgmentsOf: (after: number, last: number) =>
      byItem(
        db.all<JudgmentRow>(sql`
          select judgments.id, judgments.itemId, judgments.raterId, judgments.outcome, judgments.label,
            judgments.responseMs, judgments.visibleMs, judgments.hiddenCount, judgments.input, judgments.quality,
            batches.id as batch, batches.answers as batchAnswers, batches.batchMs,
            judgments.reason, judgments.inclusion, judgments.late, judgments.servedAt, judgments.receivedAt,
            judgments.supersedes, judgments.asideId
          from items cross join judgments left join batches on batches.id = judgments.batchId
          where items.projectId = ${project.id} and items.ordinal > ${after} and items.ordinal <= ${last}
            and judgments.itemId = items.id and judgments.id <= ${newest}
          order by items.ordinal, judgments.id`),
      ),
  };
}

type ItemRow = Pick<Item, "id" | "ordinal" | "name" | "hash" | "split" | "gold" | "goldFrom"> & {
  /** null also where the run has not predicted the item */
  top: number | null;
  confidence: number | null;
  predicted: 0 | 1;
  aside: 0 | 1;
};
type JudgmentRow = Omit<
  Judgment,
  "projectId" | "leaseId" | "runId" | "fitId" | "eta" | "timing" | "late" | "batchId"
> & {
  late: 0 | 1 | null;
} & Pick<ExportedJudgment, "batch" | "batchAnswers" | "batchMs">;

function byItem(rows: readonly JudgmentRow[]): Map<number, Standing<JudgmentRow>[]> {
  const lists = new Map<number, Standing<JudgmentRow>[]>();
  for (const said of standings(rows)) {
    const list = lists.get(said.judgment.itemId);
    if (list) list.push(said);
    else lists.set(said.judgment.itemId, [said]);
  }
  return lists;
}

/** @param said the item's judgments, oldest first */
function exported(
  project: Project,
  item: ItemRow,
  said: readonly Standing<JudgmentRow>[],
  { tags, flags }: Remarks,
  live: LiveTeam,
  raterOf: RaterOf,
  run: string | null,
): ExportedItem {
  const { top: machine, confidence } = item;
  const predicted = item.predicted === 1;
  const className = (label: number | null) =>
    label === null ? null : (project.classes[label] ?? String(label));
  const answers: Answer[] = [];
  for (const { judgment, current } of said)
    if (current && judgment.label !== null && raterOf(judgment.raterId).source === "person")
      answers.push({ rater: judgment.raterId, label: judgment.label });
  const [team, own, { eta }] = [live.teamOf(item.id), live.machine(item.id), project];
  const decided = decide(team, { machine: own, answers, eta });
  // As in db/labelling/rerouting.ts: what the run predicted, and all outside the training split.
  const routed = run !== null && item.aside === 0 && (predicted || item.split !== "train");
  const review = said.find(
    ({ judgment, current }) => current && raterOf(judgment.raterId).source === "review",
  );
  return {
    project: project.slug,
    item: item.name,
    ordinal: item.ordinal,
    sha256: item.hash,
    split: item.split,
    gold: className(item.gold),
    goldSource: item.gold === null ? null : item.goldFrom === null ? "data" : "review",
    machine: run === null || !predicted ? null : { run, label: className(machine), confidence },
    eta: project.eta,
    deferred: routed ? team.score({ machine: own, answers: [], eta }) <= eta : null,
    team: {
      label: className(decided.label),
      source: decided.source,
      belief: decided.belief,
      policy: project.policy,
      fit: project.activeFitId,
    },
    review: review ? { label: className(review.judgment.label), at: review.judgment.receivedAt } : null,
    tags,
    flags,
    judgments: said.map(({ judgment, current, setAside }): ExportedJudgment => {
      const { name, source } = raterOf(judgment.raterId);
      const { outcome, responseMs, visibleMs, hiddenCount, input, quality } = judgment;
      const { batch, batchAnswers, batchMs } = judgment;
      const { reason, inclusion, servedAt, receivedAt } = judgment;
      const late = judgment.late === null ? null : judgment.late === 1;
      return {
        rater: name,
        raterSource: source,
        outcome,
        label: className(judgment.label),
        current,
        setAside,
        responseMs,
        visibleMs,
        hiddenCount,
        input,
        quality,
        batch,
        batchAnswers,
        batchMs,
        reason,
        inclusion,
        late,
        servedAt,
        receivedAt,
      };
    }),
  };
}
