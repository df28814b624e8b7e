import "server-only";
import { type OpenDatabase, openDatabase } from "#db/client.ts";
import { type DataDir, dataDir } from "#db/data-dir.ts";

/** One connection for the web process; kept on globalThis so that a development reload does not open another. */
const kept = globalThis as typeof globalThis & { tandem?: { dir: DataDir; database: OpenDatabase } };

function opened() {
  if (!kept.tandem) {
    const dir = dataDir();
    kept.tandem = { dir, database: openDatabase(dir.database) };
  }
  return kept.tandem;
}

export const db = () => opened().database.db;
export const dir = () => opened().dir;
