import { sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import type { Project } from "#db/schema.ts";

/** Items of the project that a person has answered, in all and since an instant. */
export function answeredBy(
  db: Db,
  projectId: number,
  userId: number,
  since: number,
): { all: number; since: number } {
  const row = db.get<{ n: number; recent: number } | undefined>(sql`
    select count(*) as n, coalesce(sum(answer.receivedAt >= ${since}), 0) as recent
    from raters join current_judgments answer on answer.raterId = raters.id
    where raters.projectId = ${projectId} and raters.userId = ${userId}`);
  return { all: row?.n ?? 0, since: row?.recent ?? 0 };
}

/** A person's own progress in a project, as the annotation page shows it. */
export type Progress = {
  /** answers since the start of their day */
  today: number;
  all: number;
  /** items they hold, and those that they could still be given as things stand */
  left: number;
};

/** @param since start of the person's day, ms */
export function progressOf(
  db: Db,
  project: Project,
  userId: number,
  { since, now }: { since: number; now: number },
): Progress {
  const mine = answeredBy(db, project.id, userId, since);
  return { today: mine.since, all: mine.all, left: leftFor(db, project, userId, now) };
}

/**
 * What claiming everything would leave in the person's hands. Open items are counted in the queue's own
 * indexes; the exceptions to them (held, answered, filled up by others' leases) are few and looked up.
 */
function leftFor(db: Db, project: Project, userId: number, now: number): number {
  const { id, eta, auditRate, overlap } = project;
  const wanted = sql`routes.open = 1 and (routes.confidence <= ${eta} or routes.draw < ${auditRate})`;
  const row = db.get<{ left: number } | undefined>(sql`
    with mine as (
      select itemId from leases where userId = ${userId} and projectId = ${id} and expiresAt > ${now}),
    answered as (
      select answer.itemId from raters join current_judgments answer on answer.raterId = raters.id
      where raters.projectId = ${id} and raters.userId = ${userId}),
    others as (
      select itemId, count(*) as n from leases
      where projectId = ${id} and expiresAt > ${now} and userId <> ${userId} group by itemId)
    select
      (select count(*) from routes where projectId = ${id} and open = 1 and confidence <= ${eta})
      + (select count(*) from routes
          where projectId = ${id} and open = 1 and draw < ${auditRate} and confidence > ${eta})
      - (select count(*) from answered cross join routes on routes.itemId = answered.itemId
          where ${wanted} and answered.itemId not in mine)
      - (select count(*) from others cross join routes on routes.itemId = others.itemId
          where ${wanted} and routes.answers + others.n >= ${overlap}
            and others.itemId not in mine and others.itemId not in answered)
      + (select count(*) from mine left join routes on routes.itemId = mine.itemId
          where coalesce(${wanted}, 0) = 0) as left`);
  return row?.left ?? 0;
}
