import { and, asc, eq, exists, gt, inArray, max, sql } from "drizzle-orm";
import { at } from "#lib/array.ts";
import { topClass } from "#lib/stats/argmax.ts";
import type { Db, RootDb } from "#db/client.ts";
import { inTurn } from "#db/in-turn.ts";
import { type Fence, writeHeld, writePartHeld } from "#db/job-queue.ts";
import { predictions, type Run, runOutputs, runs } from "#db/schema.ts";

/**
 * A run's out-of-sample predictions. A million of them are written bit by bit under the run's own number
 * and are seen by nobody until the run is finished, so that annotators never wait for a long write.
 */
export type RunOutput = {
  itemIds: Int32Array;
  /** [itemIds.length × classes]; NaN where there is no valid answer */
  probabilities: Float32Array;
};

/** Items of a part: one transaction, some ten milliseconds. */
const partItems = 1000;
const partNumbers = 100_000;

type Part = RunOutput & { part: number };

function* partsOf({ itemIds, probabilities }: RunOutput, classes: number): Generator<Part, void, void> {
  const size = Math.max(1, Math.min(partItems, Math.floor(partNumbers / classes)));
  for (let part = 0; part * size < itemIds.length; part++) {
    const [from, to] = [part * size, (part + 1) * size];
    const numbers = probabilities.subarray(from * classes, to * classes);
    yield { part, itemIds: itemIds.subarray(from, to), probabilities: numbers };
  }
}

/**
 * Store a run's output, in place of whatever an earlier attempt left of it. Call it before finishRun().
 * @param fence the hold on the run's job; null: no job does it
 * @throws JobLost
 */
export async function storeOutput(
  db: RootDb,
  fence: Fence | null,
  runId: number,
  classes: number,
  output: RunOutput,
): Promise<void> {
  await dropOutput(db, fence, runId);
  await appendOutput(db, fence, runId, classes, output, 0);
}

/**
 * Store more of a run's output, for one that comes some at a time.
 * @param from number of the first part
 * @returns number of the next part
 * @throws JobLost
 */
export async function appendOutput(
  db: RootDb,
  fence: Fence | null,
  runId: number,
  classes: number,
  output: RunOutput,
  from: number,
): Promise<number> {
  let next = from;
  for (const part of partsOf(output, classes)) {
    const numbered = { ...part, part: next++ };
    await inTurn(db, () => writePartHeld(db, fence, (tx) => storePart(tx, runId, classes, numbered)));
  }
  return next;
}

/**
 * Extend a finished run's output by pictures that came later. Each part moves the run's mark with it, so that
 * another attempt goes on where this one stopped.
 * @param output of some of the items below `to`, in the order of their ordinals
 * @param ordinals of its items
 * @param to items below this ordinal have had their turn when all of it is stored
 * @param right of each item: is its prediction its gold label? null where there is no gold
 * @throws JobLost
 */
export async function extendOutput(
  db: RootDb,
  fence: Fence | null,
  run: Pick<Run, "id">,
  classes: number,
  output: RunOutput & { ordinals: Int32Array; right: readonly (boolean | null)[] },
  to: number,
): Promise<void> {
  let stored = 0;
  for (const { itemIds, probabilities } of partsOf(output, classes)) {
    const rights = output.right.slice(stored, stored + itemIds.length).filter((right) => right !== null);
    stored += itemIds.length;
    const predictedTo = stored < output.itemIds.length ? at(output.ordinals, stored) : to;
    await inTurn(db, () =>
      writeHeld(db, fence, (tx) => {
        storePart(tx, run.id, classes, { part: lastPart(tx, run.id) + 1, itemIds, probabilities });
        moveMark(tx, run.id, predictedTo, itemIds.length, rights);
      }),
    );
  }
  if (stored === 0) await inTurn(db, () => writeHeld(db, fence, (tx) => moveMark(tx, run.id, to, 0, [])));
}

function moveMark(
  tx: Db,
  runId: number,
  predictedTo: number,
  more: number,
  rights: readonly boolean[],
): void {
  const right = rights.filter(Boolean).length;
  const { accuracy, goldItems, predictedItems } = runs;
  tx.update(runs)
    .set({
      predictedTo,
      predictedItems: sql`coalesce(${predictedItems}, 0) + ${more}`,
      ...(rights.length > 0 && {
        accuracy: sql`(coalesce(${accuracy} * ${goldItems}, 0) + ${right}) / (coalesce(${goldItems}, 0) + cast(${rights.length} as real))`,
        goldItems: sql`coalesce(${goldItems}, 0) + ${rights.length}`,
      }),
    })
    .where(eq(runs.id, runId))
    .run();
}

const lastPart = (db: Db, runId: number): number =>
  db
    .select({ part: max(runOutputs.part) })
    .from(runOutputs)
    .where(eq(runOutputs.runId, runId))
    .get()?.part ?? -1;

/** The same within one transaction, for fixtures. */
export function storeOutputAtOnce(tx: Db, runId: number, classes: number, output: RunOutput): void {
  for (const part of partsOf(output, classes)) storePart(tx, runId, classes, part);
}

function storePart(tx: Db, runId: number, classes: number, { part, itemIds, probabilities }: Part): void {
  tx.insert(runOutputs)
    .values({ runId, part, itemIds: bytesOf(itemIds), probabilities: bytesOf(probabilities) })
    .run();
  const insert = tx
    .insert(predictions)
    .values({
      runId,
      itemId: sql.placeholder("itemId"),
      top: sql.placeholder("top"),
      confidence: sql.placeholder("confidence"),
    })
    .prepare();
  for (const [row, itemId] of itemIds.entries()) {
    const top = topClass(probabilities, row * classes, classes);
    if (top < 0) insert.run({ itemId, top: null, confidence: null });
    else insert.run({ itemId, top, confidence: Math.min(1, at(probabilities, row * classes + top)) });
  }
}

/** The parts of a run's output, in order. */
export function* readOutput(db: Db, runId: number): Generator<RunOutput, void, void> {
  for (let after = -1; ;) {
    const row = db
      .select()
      .from(runOutputs)
      .where(and(eq(runOutputs.runId, runId), gt(runOutputs.part, after)))
      .orderBy(asc(runOutputs.part))
      .limit(1)
      .get();
    if (!row) return;
    after = row.part;
    yield {
      itemIds: new Int32Array(bufferOf(row.itemIds)),
      probabilities: new Float32Array(bufferOf(row.probabilities)),
    };
  }
}

/**
 * What a run says of one item. Its parts mostly are in the order of the items, so some ten of a thousand are looked at.
 * @returns [K]; null where it gave no valid answer, or was trained on the item
 */
export function probabilitiesOf(db: Db, runId: number, itemId: number, classes: number): number[] | null {
  const last = lastPart(db, runId);
  let [low, high] = [0, last];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const ids = idsOf(db, runId, middle);
    const row = ids.indexOf(itemId);
    if (row >= 0) return rowOf(db, runId, middle, row, classes);
    if (itemId < (ids[0] ?? Infinity)) high = middle - 1;
    else low = middle + 1;
  }
  const predicted = db
    .select({ top: predictions.top })
    .from(predictions)
    .where(and(eq(predictions.runId, runId), eq(predictions.itemId, itemId)))
    .get();
  if (!predicted) return null;
  for (let part = 0; part <= last; part++) {
    const row = idsOf(db, runId, part).indexOf(itemId);
    if (row >= 0) return rowOf(db, runId, part, row, classes);
  }
  return null;
}

function idsOf(db: Db, runId: number, part: number): Int32Array {
  const found = db
    .select({ ids: runOutputs.itemIds })
    .from(runOutputs)
    .where(and(eq(runOutputs.runId, runId), eq(runOutputs.part, part)))
    .get();
  return found ? new Int32Array(bufferOf(found.ids)) : new Int32Array(0);
}

function rowOf(db: Db, runId: number, part: number, row: number, classes: number): number[] | null {
  const found = db
    .select({ probabilities: runOutputs.probabilities })
    .from(runOutputs)
    .where(and(eq(runOutputs.runId, runId), eq(runOutputs.part, part)))
    .get();
  if (!found) return null;
  const all = new Float32Array(bufferOf(found.probabilities));
  return topClass(all, row * classes, classes) < 0
    ? null
    : [...all.subarray(row * classes, (row + 1) * classes)];
}

/** Runs that ended without a result and left a part of one behind: a process was killed while it stored. */
export async function dropLeftovers(db: RootDb): Promise<void> {
  const left = db
    .select({ id: runs.id })
    .from(runs)
    .where(
      and(
        inArray(runs.state, ["failed", "cancelled"]),
        exists(
          db
            .select({ one: sql`1` })
            .from(runOutputs)
            .where(eq(runOutputs.runId, runs.id)),
        ),
      ),
    )
    .all();
  for (const { id } of left) await dropOutput(db, null, id);
}

/** Part by part, the last first: what is left begins at 0 at any time. */
export async function dropOutput(db: RootDb, fence: Fence | null, runId: number): Promise<void> {
  const last = db
    .select({ part: max(runOutputs.part) })
    .from(runOutputs)
    .where(eq(runOutputs.runId, runId));
  for (let part = last.get()?.part ?? null; part !== null; part = last.get()?.part ?? null) {
    const here = and(eq(runOutputs.runId, runId), eq(runOutputs.part, part));
    await inTurn(db, () =>
      writeHeld(db, fence, (tx) => {
        const row = tx.select({ ids: runOutputs.itemIds }).from(runOutputs).where(here).get();
        if (!row) return;
        const gone = tx
          .delete(predictions)
          .where(and(eq(predictions.runId, runId), eq(predictions.itemId, sql.placeholder("itemId"))))
          .prepare();
        for (const itemId of new Int32Array(bufferOf(row.ids))) gone.run({ itemId });
        tx.delete(runOutputs).where(here).run();
      }),
    );
  }
}

const bytesOf = (array: Int32Array | Float32Array): Buffer =>
  Buffer.from(array.buffer, array.byteOffset, array.byteLength);

/** The bytes of a blob as a buffer of their own, which typed arrays may begin at. */
const bufferOf = (blob: Buffer): ArrayBuffer => Uint8Array.from(blob).buffer;
