import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { type Db, write } from "#db/client.ts";
import type { DataDir } from "#db/data-dir.ts";
import { healthProbe } from "#db/schema.ts";

/** Write something that nobody reads. @throws what SQLite says where the database cannot be written now */
export function tryToWrite(db: Db, now: number): void {
  write(db, (tx) =>
    tx
      .insert(healthProbe)
      .values({ id: 1, at: now })
      .onConflictDoUpdate({ target: healthProbe.id, set: { at: sql`excluded.at` } })
      .run(),
  );
}

const room = Buffer.alloc(64 * 1024, 1);

/**
 * Is there room for another file? A full disk is not told by tryToWrite(): the write-ahead log has been
 * longer before, and thousands of small transactions fit into it before one fails.
 * @throws what the system says where there is none
 */
export function tryToGrow({ root }: Pick<DataDir, "root">): void {
  const path = join(root, "health.probe");
  try {
    writeFileSync(path, room);
  } finally {
    rmSync(path, { force: true });
  }
}
