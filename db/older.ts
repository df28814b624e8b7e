import { lt, type SQL } from "drizzle-orm";
import type { AnySQLiteColumn } from "drizzle-orm/sqlite-core";

/** Of a list that begins with the newest: what comes behind a row. @param before its number; null: from the newest on */
export const older = (id: AnySQLiteColumn, before: number | null): SQL | undefined =>
  before === null ? undefined : lt(id, before);
