import { eq, inArray, sql } from "drizzle-orm";
import { newSilence } from "#lib/silence.ts";
import { type Db, write } from "#db/client.ts";
import { workers } from "#db/schema.ts";

/** How often a worker shows that it lives, ms. */
export const beatMs = 2000;
/** A worker without a sign of life for this long is a dead process, ms. */
const deadAfterMs = 30_000;

export type WorkerRow = typeof workers.$inferSelect;

/** Say that this worker lives. @param dead ids of others, to be forgotten */
export function workerHeartbeat(
  db: Db,
  worker: Omit<WorkerRow, "beats">,
  dead: readonly string[] = [],
): void {
  write(db, (tx) => {
    const again = { ...worker, beats: sql`${workers.beats} + 1` };
    tx.insert(workers).values(worker).onConflictDoUpdate({ target: workers.id, set: again }).run();
    if (dead.length > 0)
      tx.delete(workers)
        .where(inArray(workers.id, [...dead]))
        .run();
  });
}

export const workerGone = (db: Db, id: string): void => {
  write(db, (tx) => tx.delete(workers).where(eq(workers.id, id)).run());
};

/** Every worker that has not been forgotten; only a watch knows whether it lives. */
export const listWorkers = (db: Db): WorkerRow[] => db.select().from(workers).all();

/** A worker's row, and how long it has shown no sign of life, ms. */
export type SeenWorker = WorkerRow & { silentMs: number };

/**
 * Watches the workers' signs of life; see newSilence() of lib/silence.ts.
 * @returns a function to be called every second or so with a monotonic time, ms
 */
export function newWorkerWatch(): (db: Db, at: number) => { alive: SeenWorker[]; dead: SeenWorker[] } {
  const silence = newSilence();
  return (db, at) => {
    const rows = listWorkers(db);
    const silent = silence(
      rows.map(({ id, beats }) => [id, `${beats}`] as const),
      at,
    );
    const seen = rows.map((row) => ({ ...row, silentMs: silent.get(row.id) ?? 0 }));
    return {
      alive: seen.filter(({ silentMs }) => silentMs < deadAfterMs),
      dead: seen.filter(({ silentMs }) => silentMs >= deadAfterMs),
    };
  };
}
