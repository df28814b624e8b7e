import { existsSync } from "node:fs";
import { copyFile, rename } from "node:fs/promises";
import { eq, max } from "drizzle-orm";
import { z } from "zod";
import { fail, ok, type Result } from "#lib/domain.ts";
import { checkClasses } from "#lib/formats/classes.ts";
import { slug } from "#lib/formats/slug.ts";
import { mergedClasses } from "#lib/merged-classes.ts";
import type { Authorized } from "#db/access.ts";
import { newCheckSeed } from "#db/check-seed.ts";
import { type Db, type RootDb, write } from "#db/client.ts";
import type { DataDir } from "#db/data-dir.ts";
import { copyClassNotes } from "#db/dataset/class-notes.ts";
import { findProject } from "#db/dataset/projects.ts";
import { tensorPath } from "#db/dataset/tensors.ts";
import { announce } from "#db/events.ts";
import { inTurn } from "#db/in-turn.ts";
import { enqueue, type Fence, findJob, finishJob, writeHeld } from "#db/job-queue.ts";
import { condemn } from "#db/jobs/clear-project.ts";
import { recordAuditEntry } from "#db/people/audit-log.ts";
import { items, type Project, projects } from "#db/schema.ts";

/**
 * A copy of a project: its settings, its items, and if wanted everybody's answers as they stand, under the same
 * classes or others. Machines are not copied: what they said is about the classes that they learnt. Nor are reviews, and gold that was set from them. The copy begins
 * as a project with labels and without a machine does. The original is only read.
 */

export const duplicateKind = "duplicate";
export const duplicatePayload = z.object({
  from: z.int(),
  to: z.int(),
  answers: z.boolean(),
  /** class of the copy by class of the original: two that become one have the same; null: each stays what it is */
  classOf: z.array(z.int().min(0)).nullable(),
});
export type Duplicate = z.output<typeof duplicatePayload>;

export type NewCopy = {
  name: string;
  slug: string;
  /** people's answers and imported labels too */
  answers: boolean;
  /** null: those of the original */
  classes: readonly string[] | null;
  classOf: readonly number[] | null;
};

/**
 * A copy under merged and added classes.
 * @param into the class that each becomes, by its number; absent: itself
 * @throws FormatError for names that a reader would confuse
 */
export function duplicateMerged(
  db: Db,
  original: Authorized<Project, "admin">,
  { into, added, ...copy }: Pick<NewCopy, "name" | "slug" | "answers"> & MergedInto,
  now: number,
): Result<Project> {
  const { classes } = original;
  const merged = mergedClasses(classes, into ?? classes.map((_, k) => k), added);
  if (merged === null) return fail("A class can only become one that stays.");
  return duplicateProject(db, original, { ...copy, ...merged }, now);
}
type MergedInto = { into?: readonly number[] | undefined; added: readonly string[] };

/** @returns the copy, which nobody sees before it is complete; a sentence where it cannot be made */
export function duplicateProject(
  db: Db,
  original: Authorized<Project, "admin">,
  wanted: NewCopy,
  now: number,
): Result<Project> {
  if (!slug.safeParse(wanted.slug).success)
    return fail("Use lower-case letters, digits and hyphens for the short name.");
  const classes = wanted.classes ? checkClasses(wanted.classes) : original.classes;
  const { classOf } = wanted;
  if (classOf && (classOf.length !== original.classes.length || classOf.some((k) => k >= classes.length)))
    return fail("Every class has to become one of the copy’s.");
  return write(db, (tx) => {
    if (findProject(tx, wanted.slug)) return fail("Another project has this short name.");
    const { description, instructions, imageSize, synthetic, eta, overlap, auditRate } = original;
    const { leaseSeconds, firstRunLabels, renewAfter, renewShare, renewMargin } = original;
    const { personLimit, personDayLimit, dayZone, gridAllowed, checkRate, checkBar } = original;
    const { practiceItems, practicePass, practiceTries, practiceAll } = original;
    const copy = tx
      .insert(projects)
      .values({
        ...{ description, instructions, imageSize, synthetic, eta, overlap, auditRate },
        ...{ leaseSeconds, firstRunLabels, renewAfter, renewShare, renewMargin },
        ...{
          personLimit,
          personDayLimit,
          dayZone,
          gridAllowed,
          checkRate,
          checkBar,
          checkSeed: newCheckSeed(),
        },
        ...{ practiceItems, practicePass, practiceTries, practiceAll },
        practiceSince: original.practiceSince === null ? null : now,
        ...{ name: wanted.name, slug: wanted.slug, classes: [...classes], policy: original.policy },
        createdAt: now,
        archivedAt: now, // until it is complete
      })
      .returning()
      .get();
    copyClassNotes(tx, original, copy);
    const payload: Duplicate = {
      ...{ from: original.id, to: copy.id, answers: wanted.answers },
      classOf: classOf && [...classOf],
    };
    enqueue(tx, { kind: duplicateKind, payload, projectId: original.id, createdBy: original.by }, now);
    const detail = { name: copy.name, answers: wanted.answers };
    recordAuditEntry(
      tx,
      { userId: original.by, action: "project.duplicate", projectId: original.id, detail },
      now,
    );
    return ok(copy);
  });
}

/** Items with ordinals above `done` up to `upTo`, from one project to another; the classes as JSON. */
type Span = { from: number; to: number; map: string; done: number; upTo: number };

/** Items of one transaction, with their answers. */
const itemsAtOnce = 500;

/** Float32 counts by class, under other classes. */
function recounted(counts: Buffer, classOf: readonly number[] | null, classes: number): Buffer {
  const before = new Float32Array(Uint8Array.from(counts).buffer);
  const after = new Float32Array(classes);
  for (const [k, n] of before.entries()) {
    const to = classOf?.[k] ?? k;
    after[to] = (after[to] ?? 0) + n;
  }
  return Buffer.from(after.buffer);
}

/**
 * Make the copy, some items at a time, going on where an earlier attempt stopped, and show it once it is complete.
 * @throws JobLost
 */
export async function makeCopy(
  db: RootDb,
  dir: DataDir,
  fence: Fence,
  { from, to, answers, classOf }: Duplicate,
  now: () => number,
  report: (share: number) => void,
): Promise<void> {
  const { $client: sqlite } = db;
  const map = JSON.stringify(classOf);
  /** SQL of a class under the copy's classes; @map is the map */
  const mapped = (label: string) =>
    `case when @map = 'null' or ${label} is null then ${label} else json_extract(@map, '$[' || ${label} || ']') end`;
  const last = (projectId: number) =>
    db
      .select({ ordinal: max(items.ordinal) })
      .from(items)
      .where(eq(items.projectId, projectId))
      .get()?.ordinal ?? -1;
  const size = last(from);
  const classes = db.select().from(projects).where(eq(projects.id, to)).get()?.classes.length ?? 0;
  if (answers)
    writeHeld(db, fence, () => {
      copyRaters(db, from, to);
      copyBatches(db, from, to);
    });
  const copyItems = sqlite.prepare<[Span]>(
    `insert into items (projectId, ordinal, name, hash, split, gold, draw)
     select @to, ordinal, name, hash, split, case when goldFrom is null then ${mapped("gold")} end, draw from items
     where projectId = @from and ordinal > @done and ordinal <= @upTo order by ordinal`,
  );
  const copyAnswers = sqlite.prepare<[Span]>(
    `insert into judgments (projectId, itemId, raterId, outcome, label, receivedAt, servedAt, responseMs, visibleMs,
       hiddenCount, input, quality, timing, batchId)
     select @to, mine.id, copied.id, answer.outcome, ${mapped("answer.label")}, answer.receivedAt, answer.servedAt,
       answer.responseMs, answer.visibleMs, answer.hiddenCount, answer.input, answer.quality, answer.timing, batch.id
     from items theirs
       cross join items mine on mine.projectId = @to and mine.ordinal = theirs.ordinal
       cross join current_judgments answer on answer.itemId = theirs.id
       cross join raters rater on rater.id = answer.raterId
       cross join raters copied on copied.projectId = @to and copied.source = rater.source and copied.name = rater.name
       left join batches original on original.id = answer.batchId
       left join batches batch on batch.userId = original.userId and batch.key = original.key || ' ' || @to
     where theirs.projectId = @from and theirs.ordinal > @done and theirs.ordinal <= @upTo
     order by answer.id`,
  );
  const counts = sqlite.prepare<[Omit<Span, "map">], { item: number; rater: number; counts: Buffer }>(
    `select mine.id as item, copied.id as rater, label_counts.counts
     from items theirs
       cross join items mine on mine.projectId = @to and mine.ordinal = theirs.ordinal
       cross join raters rater on rater.projectId = @from and rater.source = 'column'
       cross join label_counts on label_counts.raterId = rater.id and label_counts.itemId = theirs.id
       cross join raters copied on copied.projectId = @to and copied.source = rater.source and copied.name = rater.name
     where theirs.projectId = @from and theirs.ordinal > @done and theirs.ordinal <= @upTo`,
  );
  const addCounts = sqlite.prepare<[number, number, Buffer]>(
    "insert into label_counts (raterId, itemId, counts) values (?, ?, ?)",
  );
  for (let done = last(to); done < size; done = last(to)) {
    const upTo = Math.min(size, done + itemsAtOnce);
    const span = { from, to, map, done, upTo };
    await inTurn(db, () =>
      writeHeld(db, fence, () => {
        copyItems.run(span);
        if (!answers) return;
        copyAnswers.run(span);
        for (const row of counts.all({ from, to, done, upTo }))
          addCounts.run(row.rater, row.item, recounted(row.counts, classOf, classes));
      }),
    );
    report((upTo + 1) / (size + 1));
  }
  await copyTensor(db, dir, from, to);
  writeHeld(db, fence, (tx) => {
    tx.update(projects).set({ archivedAt: null }).where(eq(projects.id, to)).run();
    announce(tx, to, "projects", now());
    finishJob(tx, fence, now());
  });
}

/** Under keys of the copy: what an answer there was given with is found by them. */
function copyBatches({ $client: sqlite }: RootDb, from: number, to: number): void {
  sqlite
    .prepare<[{ from: number; to: number }]>(
      `insert into batches (projectId, userId, key, answers, shown, servedAt, receivedAt, batchMs, visibleMs,
         hiddenCount, input, quality)
       select @to, userId, key || ' ' || @to, answers, shown, servedAt, receivedAt, batchMs, visibleMs, hiddenCount,
         input, quality
       from batches where projectId = @from
       on conflict do nothing`,
    )
    .run({ from, to });
}

/** People and columns, and the crowds that workers belong to. Machines stay with the original. */
function copyRaters({ $client: sqlite }: RootDb, from: number, to: number): void {
  sqlite
    .prepare<[{ from: number; to: number }]>(
      `insert into raters (projectId, kind, source, name, userId)
       select @to, kind, source, name, userId from raters
       where projectId = @from and source in ('column', 'person')
       on conflict do nothing`,
    )
    .run({ from, to });
  sqlite
    .prepare<[{ from: number; to: number }]>(
      `update raters set crowdId = (
         select crowd.id from raters theirs
           join raters old on old.id = theirs.crowdId
           join raters crowd on crowd.projectId = @to and crowd.source = old.source and crowd.name = old.name
         where theirs.projectId = @from and theirs.source = raters.source and theirs.name = raters.name)
       where projectId = @to`,
    )
    .run({ from, to });
}

/** The decoded pictures too; where they are missing they are made again when somebody needs them. */
async function copyTensor(db: RootDb, dir: DataDir, from: number, to: number): Promise<void> {
  const row = db.select().from(projects).where(eq(projects.id, from)).get();
  if (!row) return;
  const [source, target] = [from, to].map((id) => tensorPath(dir, { ...row, id }));
  if (!source || !target || !existsSync(source)) return;
  await copyFile(source, `${target}.new`);
  await rename(`${target}.new`, target);
}

/** A copy that was not completed is nothing: it goes the way of a deleted project. */
export function copyEnded(tx: Db, jobId: number, now: number): void {
  const read = duplicatePayload.safeParse(findJob(tx, jobId)?.payload);
  if (read.success) condemn(tx, read.data.to, null, now);
}
