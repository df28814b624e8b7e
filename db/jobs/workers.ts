import { eq, gte, lt } from "drizzle-orm";
import { type Db, write } from "#db/client.ts";
import { workers } from "#db/schema.ts";

/** A worker without a heartbeat for this long is a dead process, ms. */
const deadAfterMs = 60_000;

export type WorkerRow = typeof workers.$inferSelect;

/** Say that this worker lives; forget those that do not. */
export function workerHeartbeat(db: Db, worker: Omit<WorkerRow, "beatAt">, now: number): void {
  write(db, (tx) => {
    const values = { ...worker, beatAt: now };
    tx.insert(workers).values(values).onConflictDoUpdate({ target: workers.id, set: values }).run();
    tx.delete(workers)
      .where(lt(workers.beatAt, now - deadAfterMs))
      .run();
  });
}

export const workerGone = (db: Db, id: string): void => {
  write(db, (tx) => tx.delete(workers).where(eq(workers.id, id)).run());
};

/** Workers that gave a sign of life lately. */
export const liveWorkers = (db: Db, now: number): WorkerRow[] =>
  db
    .select()
    .from(workers)
    .where(gte(workers.beatAt, now - deadAfterMs))
    .all();
