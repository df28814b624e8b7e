/**
 * A thread beside the web process: it carries the write-ahead log over into the database, so that no
 * answer has to wait for that. Started with the path of the database.
 */
import { workerData } from "node:worker_threads";
import Database from "better-sqlite3";
import { z } from "zod";

const everyMs = 100;
/** A log longer than this is begun anew when nearly all of it is carried over, pages of 4 kB. */
const longLog = 4000;
/** That takes the write lock for what is left, which must be little. */
const littleLeft = 400;
/** Tries at it, 5 ms apart: somebody may be writing just then. */
const tries = 8;

const outcome = z.tuple([z.object({ busy: z.number(), log: z.number(), checkpointed: z.number() })]);
// Never waits: it would wait for readers with the write lock in its hand, and a reader may take minutes.
const sqlite = new Database(z.string().parse(workerData), { timeout: 0 });

function carryOver(mode: "PASSIVE" | "RESTART"): { busy: boolean; log: number; left: number } {
  const [{ busy, log, checkpointed }] = outcome.parse(sqlite.pragma(`wal_checkpoint(${mode})`));
  return { busy: busy === 1, log, left: log - checkpointed };
}

const nap = new Int32Array(new SharedArrayBuffer(4));

setInterval(() => {
  try {
    let { log, left } = carryOver("PASSIVE");
    // What was written meanwhile is less each time; what a reader still sees of the old stays.
    for (let again = 0; log > longLog && left > littleLeft && again < 3; again++)
      ({ log, left } = carryOver("PASSIVE"));
    for (let i = 0; i < tries && log > longLog && left <= littleLeft && carryOver("RESTART").busy; i++) {
      Atomics.wait(nap, 0, 0, 5);
      ({ log, left } = carryOver("PASSIVE"));
    }
  } catch (error) {
    // Somebody has locked the database, or its disk is full: the log keeps everything until the next time.
    if (!(error instanceof Database.SqliteError)) throw error;
  }
}, everyMs);
