import { type OpenDatabase, openDatabase } from "#db/client.ts";
import { type DataDir, dataDir } from "#db/data-dir.ts";
import { holdDataDir } from "#db/data-lock.ts";

/** A write stands still for this long, and with it the whole process, when another one writes; see retry-busy.ts. */
const busyMs = 100;

declare global {
  /** One connection for the web process; global so that a development reload does not open another. */
  var tandemData: { dir: DataDir; database: OpenDatabase } | undefined;
}

function opened() {
  if (!globalThis.tandemData) {
    const dir = dataDir();
    holdDataDir(dir, "use", null, busyMs); // nothing is restored under it, should it outlive the start command
    globalThis.tandemData = { dir, database: openDatabase(dir.database, busyMs) };
  }
  return globalThis.tandemData;
}

export const db = () => opened().database.db;
export const dir = () => opened().dir;
