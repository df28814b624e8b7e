import { and, asc, desc, eq } from "drizzle-orm";
import { z } from "zod";
import { changeKinds, splits } from "#lib/domain.ts";
import { readBrowse, searchOfBrowse, tagName } from "#lib/items/filter.ts";
import type { Authorized } from "#db/access.ts";
import { type Db, write } from "#db/client.ts";
import { enqueue, findJob } from "#db/job-queue.ts";
import { older } from "#db/older.ts";
import { recordAuditEntry } from "#db/people/audit-log.ts";
import { type Change, changes, jobs, type Project, tags, users } from "#db/schema.ts";
import { Expected } from "#lib/expected.ts";

/** What is done to many items at once: asked for here, done by a job, some at a time (apply.ts). */

/** The payload of the job. */
export type ChangeJob = { changeId: number; undo: boolean };
export const changeJobKind = "change";

/** Single items are named one by one; more are meant by a filter. */
export const mostChosen = 5000;

const none = z.null();
/** What is to be done, and the value that it takes. */
export const wantedChange = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal(changeKinds[0]), value: z.enum([...splits, "none"]) }),
  z.object({ kind: z.enum(["tag", "untag"]), value: tagName }),
  z.object({ kind: z.enum(["aside", "back"]), value: none }),
  // how many more people
  z.object({ kind: z.literal("ask"), value: z.enum(["1", "2", "3", "5"]) }),
]);
export type WantedChange = z.output<typeof wantedChange>;

/** Which items: single ones, or all that fit a filter in an order. */
export type Selection = { ids: readonly number[] } | { search: string };

/** Put a change in the queue. @returns its number */
export function askForChange(
  db: Db,
  project: Authorized<Project, "admin">,
  wanted: WantedChange,
  selection: Selection,
  now: number,
): number {
  const chosen = "ids" in selection ? [...new Set(selection.ids)] : null;
  if (chosen?.length === 0) throw new Expected("Nothing is selected.");
  // as the browser reads it, so that what is stored can be read again
  const search = "search" in selection ? searchOfBrowse(readBrowse(selection.search)) : null;
  return write(db, (tx) => {
    const { id } = tx
      .insert(changes)
      .values({ projectId: project.id, ...wanted, search, chosen, userId: project.by, at: now })
      .returning()
      .get();
    enqueueChange(tx, project, { changeId: id, undo: false }, now);
    recordAuditEntry(
      tx,
      {
        userId: project.by,
        action: "items.change",
        projectId: project.id,
        detail: { ...wanted, ...(chosen ? { items: chosen.length } : { search }) },
      },
      now,
    );
    return id;
  });
}

/** Take a change back: items that were changed again since keep what they are now. */
export function askToUndo(
  db: Db,
  project: Authorized<Project, "admin">,
  changeId: number,
  now: number,
): void {
  write(db, (tx) => {
    const change = findChange(tx, changeId);
    if (change?.projectId !== project.id) throw new Expected("There is no such change.");
    if (change.doneAt === null) throw new Expected("It is not done yet.");
    const begun = newestJob(tx, change);
    if (change.undoneAt !== null || (begun && (begun.state === "queued" || begun.state === "running")))
      throw new Expected("It is taken back already.");
    enqueueChange(tx, project, { changeId, undo: true }, now);
    recordAuditEntry(
      tx,
      {
        userId: project.by,
        action: "items.undo",
        projectId: project.id,
        detail: { kind: change.kind, value: change.value, items: change.items },
      },
      now,
    );
  });
}

function enqueueChange(tx: Db, project: Authorized<Project, "admin">, payload: ChangeJob, now: number): void {
  const job = enqueue(
    tx,
    { kind: changeJobKind, payload, projectId: project.id, createdBy: project.by },
    now,
  );
  tx.update(changes).set({ jobId: job.id }).where(eq(changes.id, payload.changeId)).run();
}

export const findChange = (db: Db, id: number): Change | undefined =>
  db.select().from(changes).where(eq(changes.id, id)).get();

const newestJob = (db: Db, { jobId }: Change) => (jobId === null ? undefined : findJob(db, jobId));

/** A change as the page shows it. */
export type ChangeShown = Pick<Change, "id" | "kind" | "value" | "items" | "at" | "doneAt" | "undoneAt"> & {
  who: string | null;
  state: "queued" | "running" | "finished" | "failed" | "cancelled";
  progress: number;
  error: string | null;
};

/** The newest changes of a project, newest first. @param before number of the last one seen */
export const newestChanges = (
  db: Db,
  projectId: number,
  most: number,
  before: number | null = null,
): ChangeShown[] =>
  db
    .select({
      ...{ id: changes.id, kind: changes.kind, value: changes.value, items: changes.items, at: changes.at },
      ...{ doneAt: changes.doneAt, undoneAt: changes.undoneAt, who: users.displayName },
      ...{ state: jobs.state, progress: jobs.progress, error: jobs.error },
    })
    .from(changes)
    .innerJoin(jobs, eq(jobs.id, changes.jobId))
    .leftJoin(users, eq(users.id, changes.userId))
    .where(and(eq(changes.projectId, projectId), older(changes.id, before)))
    .orderBy(desc(changes.id))
    .limit(most)
    .all();

/** Names of a project's tags, in the order of the alphabet. */
export const tagsOf = (db: Db, projectId: number): string[] =>
  db
    .select({ name: tags.name })
    .from(tags)
    .where(eq(tags.projectId, projectId))
    .orderBy(asc(tags.name))
    .all()
    .map(({ name }) => name);
