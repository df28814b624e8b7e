import { and, asc, eq, gt, inArray, sql } from "drizzle-orm";
import { setImmediate } from "node:timers/promises";
import type { DatasetWriter, ExportedItem, ExportedJudgment } from "#lib/formats/export.ts";
import { policyOf } from "#lib/teaming/policies.ts";
import type { Policy } from "#lib/teaming/policy.ts";
import { isDeferred } from "#lib/teaming/threshold.ts";
import type { Authorized } from "#db/access.ts";
import { recordAuditEntry } from "#db/people/audit-log.ts";
import { type Db, write } from "#db/client.ts";
import {
  items,
  type Judgment,
  judgments,
  predictions,
  type Project,
  type Rater,
  raters,
  runs,
} from "#db/schema.ts";

/** Items read at a time: short reads let the write-ahead log shrink while somebody downloads slowly. */
const pageItems = 500;

export type Export = { fileName: string; mime: string; chunks: AsyncGenerator<string, void, void> };

/**
 * Write a project's items with every judgment and the team's answer, in constant memory.
 * The active run and η are those of the moment it begins.
 * @param options names: give people's sign-in names instead of person-<number>
 */
export function exportProject(
  db: Db,
  project: Authorized<Project, "admin">,
  writer: DatasetWriter,
  options: { names: boolean },
  now: number,
): Export {
  policyOf(project.policy); // refused before anything is written
  write(db, (tx) =>
    recordAuditEntry(
      tx,
      {
        userId: project.by,
        action: "project.export",
        projectId: project.id,
        detail: { format: writer.id, names: options.names, runId: project.activeRunId, eta: project.eta },
      },
      now,
    ),
  );
  return {
    fileName: `${project.slug.replace(/[^a-z0-9-]/g, "")}.${writer.extension}`,
    mime: writer.mime,
    chunks: writeChunks(db, project, writer, options),
  };
}

async function* writeChunks(
  db: Db,
  project: Project,
  writer: DatasetWriter,
  options: { names: boolean },
): AsyncGenerator<string, void, void> {
  if (writer.head !== "") yield writer.head;
  for await (const page of exportedItems(db, project, options))
    yield page.map((item) => writer.item(item)).join("");
}

/** A project's items in their order, by pages. */
export async function* exportedItems(
  db: Db,
  project: Project,
  options: { names: boolean },
): AsyncGenerator<ExportedItem[], void, void> {
  const { activeRunId } = project;
  const run =
    activeRunId === null
      ? null
      : (db.select().from(runs).where(eq(runs.id, activeRunId)).get()?.name ?? null);
  const raterOf = raterNames(db, project, options);
  const policy = policyOf(project.policy);
  for (let after = -1; ;) {
    const page = db
      .select({
        item: items,
        top: predictions.top,
        confidence: predictions.confidence,
        predicted: predictions.itemId,
      })
      .from(items)
      .leftJoin(predictions, and(eq(predictions.itemId, items.id), eq(predictions.runId, activeRunId ?? -1)))
      .where(and(eq(items.projectId, project.id), gt(items.ordinal, after)))
      .orderBy(asc(items.ordinal))
      .limit(pageItems)
      .all();
    const last = page.at(-1);
    if (!last) return;
    after = last.item.ordinal;
    const said = judgmentsOf(
      db,
      page.map(({ item }) => item.id),
    );
    yield page.map(({ item, top, confidence, predicted }) =>
      exported(project, item, said.get(item.id) ?? [], policy, raterOf, {
        run,
        machine: top,
        confidence,
        predicted: predicted !== null,
      }),
    );
    await setImmediate(); // let a web server answer others between pages
  }
}

/** A judgment, and whether it is its rater's answer as it stands. */
type Said = { judgment: Judgment; current: boolean };

function judgmentsOf(db: Db, itemIds: readonly number[]): Map<number, Said[]> {
  const byItem = new Map<number, Said[]>();
  const rows = db
    .select({
      judgment: judgments,
      // table names in full: inside a query of one table Drizzle leaves them out
      current:
        sql`exists (select 1 from current_judgments standing where standing.id = judgments.id)`.mapWith(
          Boolean,
        ),
    })
    .from(judgments)
    .where(inArray(judgments.itemId, [...itemIds]))
    .orderBy(asc(judgments.id))
    .all();
  for (const row of rows) {
    const { itemId } = row.judgment;
    const list = byItem.get(itemId);
    if (list) list.push(row);
    else byItem.set(itemId, [row]);
  }
  return byItem;
}

type Predicted = {
  run: string | null;
  machine: number | null;
  confidence: number | null;
  predicted: boolean;
};

/** @param said the item's judgments, oldest first */
function exported(
  project: Project,
  item: typeof items.$inferSelect,
  said: readonly Said[],
  { answer }: Policy,
  raterOf: (id: number) => Pick<Rater, "name" | "source">,
  { run, machine, confidence, predicted }: Predicted,
): ExportedItem {
  const className = (label: number | null) =>
    label === null ? null : (project.classes[label] ?? String(label));
  const people: number[] = [];
  for (const { judgment, current } of said)
    if (current && judgment.label !== null && raterOf(judgment.raterId).source === "person")
      people.push(judgment.label);
  const team = answer({ confidence, machine, eta: project.eta, people });
  // As in db/labelling/routes.ts: what the run predicted, and all outside the training split.
  const routed = run !== null && (predicted || item.split !== "train");
  return {
    project: project.slug,
    item: item.name,
    ordinal: item.ordinal,
    sha256: item.hash,
    split: item.split,
    gold: className(item.gold),
    machine: run === null || !predicted ? null : { run, label: className(machine), confidence },
    eta: project.eta,
    deferred: routed ? isDeferred(confidence, project.eta) : null,
    team: { label: className(team.label), source: team.source },
    judgments: said.map(({ judgment, current }): ExportedJudgment => {
      const { name, source } = raterOf(judgment.raterId);
      const { outcome, responseMs, visibleMs, hiddenCount, input, quality } = judgment;
      const { reason, inclusion, late, servedAt, receivedAt } = judgment;
      return {
        rater: name,
        raterSource: source,
        outcome,
        label: className(judgment.label),
        current,
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
  { names }: { names: boolean },
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
