import { createHash } from "node:crypto";
import { and, asc, eq } from "drizzle-orm";
import { z } from "zod";
import { type Result, fail, ok } from "#lib/domain.ts";
import { decodeImage } from "#lib/formats/image.ts";
import type { Authorized } from "#db/access.ts";
import { type Db, type RootDb, write } from "#db/client.ts";
import type { DataDir } from "#db/data-dir.ts";
import { insertImages, openPackWriter } from "#db/packs/writer.ts";
import { statement } from "#db/lookup.ts";
import { recordAuditEntry } from "#db/people/audit-log.ts";
import { classExamples, type Image, images, items, type Project } from "#db/schema.ts";

/*
 * Pictures that show annotators what a class looks like. An example says what a picture is; so it is shown only while
 * no item with the same bytes is in the queue or has been answered by a person, whenever that comes about.
 */

/** What is said under an example; "" for nothing. */
export const exampleCaption = z.string().trim().max(200, "At most 200 characters.");

/** As many a class are shown at once. */
export const mostPerClass = 6;

/** Would the picture tell somebody's answer? By its bytes: the same picture may be there under several names. */
const telling = `select 1 from items
  where items.projectId = @project and items.hash = @hash and (
    exists (select 1 from routes join projects on projects.id = routes.projectId
      where routes.itemId = items.id and routes.generation = projects.routesGeneration)
    or exists (select 1 from judgments join raters on raters.id = judgments.raterId
      where judgments.itemId = items.id and raters.source = 'person')) limit 1`;

const tells = statement<[{ project: number; hash: string }], { 1: number }>(telling);

/** An example as an admin sees it. */
export type ListedExample = {
  id: number;
  label: number;
  caption: string;
  /** annotators see it; not while an equal picture is in the queue, or was */
  shown: boolean;
};

/** All examples of a project, by class and age. */
export function listExamples(db: RootDb, projectId: number): ListedExample[] {
  return db
    .select()
    .from(classExamples)
    .where(eq(classExamples.projectId, projectId))
    .orderBy(asc(classExamples.label), asc(classExamples.id))
    .all()
    .map(({ id, label, caption, hash }) => ({
      ...{ id, label, caption },
      shown: tells(db).get({ project: projectId, hash }) === undefined,
    }));
}

/** Those that annotators may see. */
export const shownExamples = (db: RootDb, projectId: number) =>
  listExamples(db, projectId).flatMap(({ shown, ...example }) => (shown ? [example] : []));

/** The picture of an example. @param all those that annotators do not see as well, for admins */
export function examplePicture(db: RootDb, projectId: number, id: number, all: boolean): Image | undefined {
  const row = db
    .select({ image: images })
    .from(classExamples)
    .innerJoin(images, eq(images.hash, classExamples.hash))
    .where(and(eq(classExamples.id, id), eq(classExamples.projectId, projectId)))
    .get();
  if (!row || (!all && tells(db).get({ project: projectId, hash: row.image.hash }))) return undefined;
  return row.image;
}

/** Show one of the project's own pictures as an example; not one that people are asked about, or were. */
export function chooseExample(
  db: RootDb,
  project: Authorized<Project, "admin">,
  { label, name, caption }: { label: number; name: string; caption: string },
  now: number,
): Result<number> {
  const item = db
    .select()
    .from(items)
    .where(and(eq(items.projectId, project.id), eq(items.name, name)))
    .get();
  if (!item) return fail("This project has no picture of that name.");
  if (item.gold !== null && item.gold !== label) return fail("The true class of this picture is another.");
  return addExample(db, project, { label, hash: item.hash, itemId: item.id, caption }, now);
}

/**
 * @param image its bytes are in a pack already; its row need not be there yet
 * @returns its number
 */
export function addExample(
  db: RootDb,
  project: Authorized<Project, "admin">,
  {
    label,
    hash,
    itemId,
    caption,
    image,
  }: {
    label: number;
    hash: string;
    itemId: number | null;
    caption: string;
    image?: Image;
  },
  now: number,
): Result<number> {
  if (label >= project.classes.length) return fail("This project has no such class.");
  return write(db, (tx): Result<number> => {
    if (tells(db).get({ project: project.id, hash }))
      return fail(
        "People are or were asked about this picture: as an example it would tell them the answer.",
      );
    const there = tx
      .select({ label: classExamples.label, hash: classExamples.hash })
      .from(classExamples)
      .where(and(eq(classExamples.projectId, project.id), eq(classExamples.label, label)))
      .all();
    if (there.length >= mostPerClass) return fail(`A class has at most ${mostPerClass} examples.`);
    if (there.some((other) => other.hash === hash)) return fail("This picture is an example already.");
    if (image) insertImages(tx, [image]);
    const { id } = tx
      .insert(classExamples)
      .values({
        projectId: project.id,
        label,
        hash,
        itemId,
        caption,
        createdBy: project.by,
        createdAt: now,
      })
      .returning({ id: classExamples.id })
      .get();
    note(tx, project, label, true, now);
    return ok(id);
  });
}

/** @returns whether there was one */
export function removeExample(
  db: Db,
  project: Authorized<Project, "admin">,
  id: number,
  now: number,
): boolean {
  return write(db, (tx) => {
    const removed = tx
      .delete(classExamples)
      .where(and(eq(classExamples.id, id), eq(classExamples.projectId, project.id)))
      .returning()
      .get();
    if (removed) note(tx, project, removed.label, false, now);
    return removed !== undefined;
  });
}

/** Say in the log that a class has one example more, or less. */
function note(
  tx: Db,
  { id: projectId, by, classes }: Authorized<Project, "admin">,
  label: number,
  added: boolean,
  now: number,
): void {
  const detail = { class: classes[label] ?? "?", added };
  recordAuditEntry(tx, { userId: by, action: "project.example", projectId, detail }, now);
}

/**
 * What tells one version of a project's instructions, examples and descriptions from another.
 * @param descriptions by class index, "" for none
 * @returns null where there is nothing to read
 */
export function instructionsDigest(
  { instructions }: Pick<Project, "instructions">,
  examples: ReturnType<typeof shownExamples>,
  descriptions: readonly string[],
): string | null {
  const described = descriptions.some((text) => text !== "");
  if (instructions.trim() === "" && examples.length === 0 && !described) return null;
  return createHash("sha256")
    .update(JSON.stringify([instructions, examples, ...(described ? [descriptions] : [])]))
    .digest("hex");
}

/**
 * Keep an uploaded picture as an example. Only what people are shown of it is kept: no metadata, no file name.
 * @throws FormatError with one sentence for what is no picture
 */
export async function storeExample(
  db: RootDb,
  dir: DataDir,
  project: Authorized<Project, "admin">,
  { label, caption, bytes }: { label: number; caption: string; bytes: Uint8Array },
  now: number,
): Promise<Result<number>> {
  const { width, height, mime, shown } = await decodeImage(bytes, 8);
  const kept = shown ?? { bytes, mime };
  // The hash of what came, since that is by which an item of the queue would be known.
  const hash = createHash("sha256").update(bytes).digest("hex");
  const stored = db.select().from(images).where(eq(images.hash, hash)).get();
  if (stored) return addExample(db, project, { label, caption, hash, itemId: null }, now);
  const writer = openPackWriter(db, dir);
  const image = writer.add({ hash, mime: kept.mime, width, height, bytes: kept.bytes, shown: null });
  writer.close();
  return addExample(db, project, { label, caption, hash, itemId: null, image }, now);
}
