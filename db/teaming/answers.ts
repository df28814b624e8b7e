import type Database from "better-sqlite3";
import { eq, max } from "drizzle-orm";
import type { Answer } from "#lib/teaming/team-data.ts";
import type { Db } from "#db/client.ts";
import { judgments } from "#db/schema.ts";

/** People's labels of an item as they stand. */
export const labelsBy = (sqlite: Database.Database): Database.Statement<[number], Answer> =>
  sqlite.prepare(
    `select answer.raterId as rater, answer.label from current_judgments answer
     join raters on raters.id = answer.raterId
     where answer.itemId = ? and answer.label is not null and raters.source = 'person' order by answer.id`,
  );

export const goldBy = (sqlite: Database.Database): Database.Statement<[number], { gold: number | null }> =>
  sqlite.prepare("select gold from items where id = ?");

export const newestJudgment = (db: Db, projectId: number): number =>
  db
    .select({ id: max(judgments.id) })
    .from(judgments)
    .where(eq(judgments.projectId, projectId))
    .get()?.id ?? 0;
