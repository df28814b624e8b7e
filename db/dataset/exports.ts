import { and, eq, max, sql } from "drizzle-orm";
import type { DatasetWriter, ExportedItem, ExportedJudgment } from "#lib/formats/export.ts";
import { policyOf } from "#lib/teaming/policies/index.ts";
import { decide } from "#lib/teaming/policies/policy.ts";
import type { Answer } from "#lib/teaming/team-data.ts";
import type { Authorized } from "#db/access.ts";
import { type LiveTeam, liveTeam } from "#db/teaming/live-team.ts";
import { type Standing, standings } from "#db/labelling/standing.ts";
import { recordAuditEntry } from "#db/people/audit-log.ts";
import { type Db, write } from "#db/client.ts";
import {
  type Item,
  items,
  type Judgment,
  judgments,
  type Project,
  type Rater,
  raters,
  runs,
} from "#db/schema.ts";

/** Items read at a time: short reads let the write-ahead log shrink while somebody downloads slowly. */
const pageItems = 500;

export type Export = { fileName: string; mime: string; chunks: Generator<string, void, void> };
export type ExportOptions = {
  /** people's sign-in names instead of person-<number> */
  names: boolean;
  /** of some items those that are wanted, asked page by page; without it all that are not set aside */
  only?: (ids: readonly number[]) => ReadonlySet<number>;
};

/**
 * Write a project's items with every judgment and the team's answer, in constant memory. Run, η, items
 * and judgments are those of the moment it begins, however long somebody takes to read them.
 */
export function exportProject(
  db: Db,
  project: Authorized<Project, "admin">,
  writer: DatasetWriter,
  options: ExportOptions,
  now: number,
): Export {
  recordExport(db, project, writer, options, now);
  return { ...exportFile(project, writer), chunks: exportChunks(db, project, writer, options) };
}

/** Put an export on record before it begins. @throws UnknownPolicy, and then nothing is recorded */
export function recordExport(
  db: Db,
  project: Authorized<Project, "admin">,
  writer: DatasetWriter,
  options: ExportOptions,
  now: number,
): void {
  policyOf(project.policy);
  write(db, (tx) =>
    recordAuditEntry(
      tx,
      {
        userId: project.by,
        action: "project.export",
        projectId: project.id,
        detail: {
          format: writer.id,
          names: options.names,
          ...(options.only && { selection: true }),
          policy: project.policy,
          fitId: project.activeFitId,
          runId: project.activeRunId,
          eta: project.eta,
        },
      },
      now,
    ),
  );
}

/** What the file is called, and what it is. */
export const exportFile = ({ slug }: Project, { extension, mime }: DatasetWriter) => ({
  fileName: `${slug.replace(/[^a-z0-9-]/g, "")}.${extension}`,
  mime,
});

/** The file's text, page by page. It only reads: a thread with a connection of its own may do it. */
export function* exportChunks(
  db: Db,
  project: Project,
  writer: DatasetWriter,
  options: ExportOptions,
): Generator<string, void, void> {
  if (writer.head !== "") yield writer.head;
  for (const page of exportedItems(db, project, options))
    yield page.map((item) => writer.item(item)).join("");
}

/** A project's items in their order, by pages, as they stood when the first was asked for. */
export function* exportedItems(
  db: Db,
  project: Project,
  options: ExportOptions,
): Generator<ExportedItem[], void, void> {
  const { activeRunId } = project;
  const run =
    activeRunId === null
      ? null
      : (db.select().from(runs).where(eq(runs.id, activeRunId)).get()?.name ?? null);
  const raterOf = raterNames(db, project, options);
  const team = liveTeam(db, project);
  const { itemsAfter, judgmentsOf } = snapshot(db, project);
  for (let after = -1; ;) {
    const page = itemsAfter(after);
    const last = page.at(-1);
    if (!last) return;
    const wanted = options.only?.(page.map(({ id }) => id));
    const said = wanted?.size === 0 ? new Map<never, never>() : judgmentsOf(after, last.ordinal);
    after = last.ordinal;
    const exportable = wanted
      ? page.filter(({ id }) => wanted.has(id))
      : page.filter(({ aside }) => aside === 0);
    yield exportable.map((item) => exported(project, item, said.get(item.id) ?? [], team, raterOf, run));
  }
}

/** What there is now of items and judgments: rows are only ever added, so a number each says which are new. */
function snapshot(db: Db, project: Project) {
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
  const to = newestItem?.ordinal ?? -1;
  const newest = newestJudgment?.id ?? 0;
  // Rows as SQLite gives them: a million times over, drizzle's mapping would cost as much as reading.
  return {
    itemsAfter: (after: number) =>
      db.all<ItemRow>(sql`
        select items.id, items.ordinal, items.name, items.hash, items.split, items.gold, items.goldFrom,
          items.aside, predictions.top, predictions.confidence, predictions.itemId is not null as predicted
        from items
        left join predictions on predictions.runId = ${project.activeRunId ?? -1} and predictions.itemId = items.id
        where items.projectId = ${project.id} and items.ordinal > ${after} and items.ordinal <= ${to}
        order by items.ordinal limit ${pageItems}`),
    // cross join: first the page's items, then their judgments by index, whatever the statistics say
    judgmentsOf: (after: number, last: number) =>
      byItem(
        db.all<JudgmentRow>(sql`
          select judgments.id, judgments.itemId, judgments.raterId, judgments.outcome, judgments.label,
            judgments.responseMs, judgments.visibleMs, judgments.hiddenCount, judgments.input, judgments.quality,
            judgments.reason, judgments.inclusion, judgments.late, judgments.servedAt, judgments.receivedAt,
            judgments.supersedes, judgments.asideId
          from items cross join judgments
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
type JudgmentRow = Omit<Judgment, "projectId" | "leaseId" | "runId" | "fitId" | "eta" | "timing" | "late"> & {
  late: 0 | 1 | null;
};

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
  live: LiveTeam,
  raterOf: (id: number) => Pick<Rater, "name" | "source">,
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
    judgments: said.map(({ judgment, current, setAside }): ExportedJudgment => {
      const { name, source } = raterOf(judgment.raterId);
      const { outcome, responseMs, visibleMs, hiddenCount, input, quality } = judgment;
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
        reason,
        inclusion,
        late,
        servedAt,
        receivedAt,
      };
    }),
  };
}

/** Raters by id, looked up when first met: somebody may give a first answer while the export runs. */
function raterNames(
  db: Db,
  project: Project,
  { names }: ExportOptions,
): (id: number) => Pick<Rater, "name" | "source"> {
  const known = new Map<number, Pick<Rater, "name" | "source">>();
  return (id) => {
    const found = known.get(id);
    if (found) return found;
    const row = db
      .select()
      .from(raters)
      .where(and(eq(raters.id, id), eq(raters.projectId, project.id)))
      .get();
    if (!row) throw new Error(`rater ${id} does not belong to project ${project.id}`);
    const rater = { source: row.source, name: row.source === "person" && !names ? `person-${id}` : row.name };
    known.set(id, rater);
    return rater;
  };
}
