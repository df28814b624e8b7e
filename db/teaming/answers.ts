import type Database from "better-sqlite3";
import { eq, max, sql } from "drizzle-orm";
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

/** Gold that may be measured on (db/measured-gold.ts). */
export const goldBy = (sqlite: Database.Database): Database.Statement<[number], { gold: number | null }> =>
  sqlite.prepare("select iif(goldFrom is null, gold, null) as gold from items where id = ?");

export const newestJudgment = (db: Db, projectId: number): number =>
  db
    .select({ id: max(judgments.id) })
    .from(judgments)
    .where(eq(judgments.projectId, projectId))
    .get()?.id ?? 0;

/**
 * People's labels since a judgment that were not replaced or taken back, counted up to `most`; person by person,
 * past nothing that was imported meanwhile.
 */
export const answersSince = (db: Db, projectId: number, cursor: number, most: number): number =>
  db.get<{ n: number }>(sql`
    select count(*) as n from (
      select 1 from raters cross join judgments answer indexed by judgments_rater
        on answer.raterId = raters.id and answer.id > ${cursor}
      where raters.projectId = ${projectId} and raters.source = 'person' and answer.label is not null
        and not exists (select 1 from judgments newer where newer.supersedes = answer.id)
      limit ${most})`).n;

/** People's labels that stand. */
export const standingAnswers = (db: Db, projectId: number): number =>
  db.get<{ n: number }>(sql`
    select count(*) as n from raters cross join judgments answer indexed by judgments_rater
      on answer.raterId = raters.id
    where raters.projectId = ${projectId} and raters.source = 'person' and answer.label is not null
      and not exists (select 1 from judgments newer
        where newer.itemId = answer.itemId and newer.raterId = answer.raterId and newer.id > answer.id)`).n;
