import { sql } from "drizzle-orm";
import { type Db, write } from "#db/client.ts";
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
