import { and, asc, eq, gt, sql } from "drizzle-orm";
import { topClass } from "#lib/stats/argmax.ts";
import type { Db } from "#db/client.ts";
import { runOutputs } from "#db/schema.ts";

/**
 * What a machine says of single items, without all of it in memory.
 * @returns [K]; null where it gave no valid answer
 */
export type MachineReader = (itemId: number) => Float32Array | null;

/** Places of a run's output fit into so many bits beside an item's number in one float. */
const placeRange = 2 ** 22;

/**
 * @param runId a finished run: its output does not change any more
 * @param keepBytes of parts that stay in memory, those used last
 */
export function machineReader(db: Db, runId: number, classes: number, keepBytes = 8e6): MachineReader {
  const partOf = db
    .select({ probabilities: runOutputs.probabilities })
    .from(runOutputs)
    .where(and(eq(runOutputs.runId, runId), eq(runOutputs.part, sql.placeholder("part"))))
    .prepare();
  const placeOf = places(db, runId);
  /** in the order of their last use */
  const kept = new Map<number, Float32Array>();
  let bytes = 0;

  function read(part: number): Float32Array {
    const known = kept.get(part);
    if (known) {
      kept.delete(part);
      kept.set(part, known);
      return known;
    }
    const row = partOf.get({ part });
    if (!row) throw new Error(`run ${runId} has no part ${part}`);
    const made = new Float32Array(Uint8Array.from(row.probabilities).buffer);
    kept.set(part, made);
    bytes += made.byteLength;
    for (const [oldest, each] of kept) {
      if (bytes <= keepBytes || kept.size === 1) break;
      kept.delete(oldest);
      bytes -= each.byteLength;
    }
    return made;
  }

  return (itemId) => {
    const place = placeOf(itemId);
    if (place === null) return null;
    const numbers = read(place.part).subarray(place.row * classes, (place.row + 1) * classes);
    return topClass(numbers, 0, classes) < 0 ? null : numbers;
  };
}

/** Where each item stands in a run's output, by binary search: a Map of a million would take ten times the memory. */
function places(db: Db, runId: number): (itemId: number) => { part: number; row: number } | null {
  const next = (after: number) =>
    db
      .select({ part: runOutputs.part, itemIds: runOutputs.itemIds })
      .from(runOutputs)
      .where(and(eq(runOutputs.runId, runId), gt(runOutputs.part, after)))
      .orderBy(asc(runOutputs.part))
      .limit(50)
      .all();
  const chunks: Int32Array[] = [];
  const firsts: number[] = [];
  let n = 0;
  for (let rows = next(-1); rows.length > 0; rows = next(rows.at(-1)?.part ?? 0))
    for (const { itemIds } of rows) {
      const ids = new Int32Array(Uint8Array.from(itemIds).buffer);
      chunks.push(ids);
      firsts.push(n);
      n += ids.length;
    }
  if (n > placeRange) throw new RangeError(`a run's output of ${n} items is too large`);
  const keys = new Float64Array(n);
  let [at, ascending] = [0, true];
  for (const ids of chunks)
    for (const id of ids) {
      keys[at] = id * placeRange + at;
      if (at > 0 && (keys[at] ?? NaN) < (keys[at - 1] ?? NaN)) ascending = false;
      at++;
    }
  if (!ascending) keys.sort();
  return (itemId) => {
    const wanted = itemId * placeRange;
    const found = firstFrom(keys, wanted);
    const place = (keys[found] ?? NaN) - wanted;
    if (!(place >= 0 && place < placeRange)) return null;
    const part = firstFrom(firsts, place + 1) - 1;
    return { part, row: place - (firsts[part] ?? NaN) };
  };
}

/** Index of the first of some ascending values that is at least `wanted`; their number where there is none. */
function firstFrom(values: ArrayLike<number>, wanted: number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] ?? NaN) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
