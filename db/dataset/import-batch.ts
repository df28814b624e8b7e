import { and, eq, inArray, isNull, max, sql } from "drizzle-orm";
import { createHash } from "node:crypto";
import { decodeImage } from "#lib/formats/image.ts";
import type { ImageSource } from "#lib/formats/image-source.ts";
import type { PlannedItem, Problem } from "#lib/formats/plan.ts";
import { sentenceOf } from "#lib/formats/problem.ts";
import { uniform } from "#lib/uniform.ts";
import type { Db } from "#db/client.ts";
import type { DataDir } from "#db/data-dir.ts";
import { insertImages, type PackWriter } from "#db/packs/writer.ts";
import { type Image, images, type Item, items, judgments, type Project } from "#db/schema.ts";
import { writeTensorRows } from "#db/dataset/tensors.ts";

/** Images in flight: enough to keep libuv's four threads busy. */
const inFlight = 8;

/** A planned item whose image was read; `image` is null when its bytes are stored already. */
export type ReadItem = { item: PlannedItem; hash: string; image: Image | null; rgb: Uint8Array | null };

/**
 * Read, hash and decode the images of a batch.
 * @param writer takes the bytes of new images; null: only look whether they can be decoded
 * @param known whether the project has an item of this name; its image is only hashed, not decoded
 */
export async function readBatch(
  db: Db,
  source: ImageSource,
  batch: readonly PlannedItem[],
  imageSize: number,
  writer: PackWriter | null,
  known: (name: string) => boolean,
): Promise<{ read: ReadItem[]; problems: Problem[] }> {
  const results: (ReadItem | Problem)[] = new Array<ReadItem | Problem>(batch.length);
  const added = new Set<string>();
  const isStored = db
    .select({ hash: images.hash })
    .from(images)
    .where(eq(images.hash, sql.placeholder("hash")))
    .prepare();
  const readOne = async (item: PlannedItem): Promise<ReadItem | Problem> => {
    try {
      const bytes = await source.read(item.image);
      const hash = createHash("sha256").update(bytes).digest("hex");
      if (known(item.name)) return { item, hash, image: null, rgb: null };
      const { rgb, width, height, mime, shown } = await decodeImage(bytes, imageSize);
      if (writer === null) return { item, hash, image: null, rgb: null };
      const fresh = !added.has(hash) && isStored.get({ hash }) === undefined;
      added.add(hash);
      return {
        item,
        hash,
        image: fresh ? writer.add({ hash, mime, width, height, bytes, shown }) : null,
        rgb,
      };
    } catch (error) {
      return { row: item.row, file: item.name, reason: sentenceOf(error) };
    }
  };
  let next = 0;
  const lane = async () => {
    try {
      for (let index = next++; index < batch.length; index = next++) {
        const item = batch[index];
        if (item) results[index] = await readOne(item);
      }
    } finally {
      next = batch.length; // one lane failed, or all is done: the others stop
    }
  };
  // All lanes have stopped before anybody closes the pack.
  const lanes = await Promise.allSettled(Array.from({ length: inFlight }, lane));
  const failed = lanes.find((end) => end.status === "rejected");
  if (failed) throw failed.reason;
  return {
    read: results.filter((result) => "item" in result),
    problems: results.filter((result) => "reason" in result),
  };
}

type Known = Pick<Item, "id" | "hash" | "gold" | "split">;

export type Verdict = {
  fresh: ReadItem[];
  /** what an item that exists still lacks */
  additions: {
    known: Known;
    gold: number | null;
    split: Item["split"];
    labels: (number | null)[];
    times: PlannedItem["times"];
  }[];
  unchanged: number;
  /** items whose stored split differs from the one asked for */
  otherSplit: number;
  problems: Problem[];
};

/**
 * Compare a batch with what is stored; writes nothing.
 * @param projectId null: the project does not exist yet
 * @param raterIds rater of each human column; null: it does not exist yet
 */
export function judgeBatch(
  db: Db,
  projectId: number | null,
  raterIds: readonly (number | null)[],
  read: readonly ReadItem[],
  className: (index: number) => string,
): Verdict {
  const verdict: Verdict = { fresh: [], additions: [], unchanged: 0, otherSplit: 0, problems: [] };
  const known = projectId === null ? new Map<string, Known>() : findItems(db, projectId, read);
  const stored = storedLabels(db, [...known.values()], raterIds);
  for (const entry of read) {
    const { item, hash } = entry;
    const old = known.get(item.name);
    if (!old) {
      verdict.fresh.push(entry);
      continue;
    }
    const before = raterIds.map((rater) => stored.get(`${old.id} ${rater}`) ?? null);
    const reason = contradiction(old, before, item, hash, className);
    if (reason !== null) {
      verdict.problems.push({ row: item.row, file: item.name, reason });
      continue;
    }
    if (old.split !== null && item.split !== null && old.split !== item.split) verdict.otherSplit++;
    const addition = {
      known: old,
      gold: old.gold === null ? item.gold : null,
      split: old.split === null ? item.split : null,
      labels: item.labels.map((label, column) => (before[column] === null ? label : null)),
      times: item.times,
    };
    const adds = [addition.gold, addition.split, ...addition.labels].some((value) => value !== null);
    if (adds) verdict.additions.push(addition);
    else verdict.unchanged++;
  }
  return verdict;
}

function contradiction(
  old: Known,
  before: readonly (number | null)[],
  item: PlannedItem,
  hash: string,
  className: (index: number) => string,
): string | null {
  if (old.hash !== hash) return "The project has another picture under this name; the stored one was kept.";
  if (old.gold !== null && item.gold !== null && old.gold !== item.gold)
    return `The gold label is ${className(item.gold)} but ${className(old.gold)} is stored; the stored one was kept.`;
  for (const [column, label] of item.labels.entries()) {
    const kept = before[column] ?? null;
    if (kept !== null && label !== null && kept !== label)
      return `A label is ${className(label)} but ${className(kept)} is stored; the stored one was kept.`;
  }
  return null;
}

export function findItems(
  db: Db,
  projectId: number,
  read: readonly { item: PlannedItem }[],
): Map<string, Known> {
  const rows = db
    .select({ name: items.name, id: items.id, hash: items.hash, gold: items.gold, split: items.split })
    .from(items)
    .where(
      and(
        eq(items.projectId, projectId),
        inArray(
          items.name,
          read.map(({ item }) => item.name),
        ),
      ),
    )
    .all();
  return new Map(rows.map(({ name, ...row }) => [name, row]));
}

/** Labels of imported columns, by "item rater". */
function storedLabels(
  db: Db,
  known: readonly Known[],
  raterIds: readonly (number | null)[],
): Map<string, number | null> {
  const ids = raterIds.filter((id) => id !== null);
  if (known.length === 0 || ids.length === 0) return new Map();
  const rows = db
    .select({ itemId: judgments.itemId, raterId: judgments.raterId, label: judgments.label })
    .from(judgments)
    .where(
      and(
        inArray(
          judgments.itemId,
          known.map(({ id }) => id),
        ),
        inArray(judgments.raterId, ids),
      ),
    )
    .all();
  return new Map(rows.map(({ itemId, raterId, label }) => [`${itemId} ${raterId}`, label]));
}

/**
 * Write what a verdict says; its images must be flushed to their pack before.
 * @returns labels written
 */
export function storeBatch(
  tx: Db,
  dir: DataDir,
  project: Project,
  raterIds: readonly number[],
  { fresh, additions }: Verdict,
  now: number,
): number {
  insertImages(
    tx,
    fresh.flatMap(({ image }) => (image ? [image] : [])),
  );
  // Ordinals are 0 … n−1 without holes, as items are never deleted.
  const newest = tx
    .select({ ordinal: max(items.ordinal) })
    .from(items)
    .where(eq(items.projectId, project.id))
    .get();
  const first = (newest?.ordinal ?? -1) + 1;
  const insertItem = tx
    .insert(items)
    .values({
      projectId: project.id,
      ordinal: sql.placeholder("ordinal"),
      name: sql.placeholder("name"),
      hash: sql.placeholder("hash"),
      split: sql.placeholder("split"),
      gold: sql.placeholder("gold"),
      draw: sql.placeholder("draw"),
    })
    .prepare();
  const insertLabel = tx
    .insert(judgments)
    .values({
      projectId: project.id,
      itemId: sql.placeholder("itemId"),
      raterId: sql.placeholder("raterId"),
      outcome: "label",
      label: sql.placeholder("label"),
      receivedAt: now,
      responseMs: sql.placeholder("responseMs"),
      quality: sql.placeholder("quality"),
    })
    .prepare();
  let labelled = 0;
  const addLabels = (itemId: number, labels: readonly (number | null)[], times: PlannedItem["times"]) => {
    for (const [column, label] of labels.entries()) {
      if (label === null) continue;
      const responseMs = times[column] ?? null;
      const quality = responseMs === null ? null : "imported";
      insertLabel.run({ itemId, raterId: raterIds[column], label, responseMs, quality });
      labelled++;
    }
  };
  const rows: Uint8Array[] = [];
  for (const [index, { item, hash, rgb }] of fresh.entries()) {
    if (rgb === null) throw new Error(`item ${item.name} was read without its pixels`);
    rows.push(rgb);
    const { name, split, gold } = item;
    const draw = uniform(`${project.slug}\0${name}`);
    const inserted = insertItem.run({ ordinal: first + index, name, hash, split, gold, draw });
    addLabels(Number(inserted.lastInsertRowid), item.labels, item.times);
  }
  for (const { known, gold, split, labels, times } of additions) {
    if (gold !== null)
      tx.update(items)
        .set({ gold })
        .where(and(eq(items.id, known.id), isNull(items.gold)))
        .run();
    if (split !== null)
      tx.update(items)
        .set({ split })
        .where(and(eq(items.id, known.id), isNull(items.split)))
        .run();
    addLabels(known.id, labels, times);
  }
  writeTensorRows(dir, project, first, rows);
  return labelled;
}
