import { type OpenDatabase, openDatabase } from "#db/client.ts";
import { type DataDir, dataDir } from "#db/data-dir.ts";

declare global {
  /** One connection for the web process; global so that a development reload does not open another. */
  var tandemData: { dir: DataDir; database: OpenDatabase } | undefined;
}

function opened() {
  if (!globalThis.tandemData) {
    const dir = dataDir();
    globalThis.tandemData = { dir, database: openDatabase(dir.database) };
  }
  return globalThis.tandemData;
}

export const db = () => opened().database.db;
export const dir = () => opened().dir;
