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

const outcome = z.tuple([z.object({ log: z.number(), checkpointed: z.number() })]);
// Hardly waits: it does so for readers with the write lock in its hand, and a reader may take minutes.
const sqlite = new Database(z.string().parse(workerData), { timeout: 20 });

function carryOver(mode: "PASSIVE" | "RESTART"): { log: number; left: number } {
  const [{ log, checkpointed }] = outcome.parse(sqlite.pragma(`wal_checkpoint(${mode})`));
  return { log, left: log - checkpointed };
}

setInterval(() => {
  try {
    let { log, left } = carryOver("PASSIVE");
    // What was written meanwhile is less each time; what a reader still sees of the old stays.
    for (let again = 0; log > longLog && left > littleLeft && again < 3; again++)
      ({ log, left } = carryOver("PASSIVE"));
    if (log > longLog && left <= littleLeft) carryOver("RESTART");
  } catch (error) {
    // Somebody has locked the database, or its disk is full: the log keeps everything until the next time.
    if (!(error instanceof Database.SqliteError)) throw error;
  }
}, everyMs);
