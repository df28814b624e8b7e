import type { RootDb } from "#db/client.ts";

/** Somebody who has answered in a project, member or not. */
export type PersonHere = {
  raterId: number;
  userId: number;
  displayName: string;
  /** their answers that stand */
  answers: number;
  /** when the newest of them came, ms; null where none stands */
  last: number | null;
};

/** Everybody who has answered in a project, the busiest first; whoever took all of it back, or had it set aside, too. */
export const peopleHere = (db: RootDb, projectId: number): PersonHere[] =>
  db.$client
    .prepare<[number], PersonHere>(
      `select raters.id as raterId, users.id as userId, users.displayName,
         count(answer.id) as answers, max(answer.receivedAt) as last
       from raters join users on users.id = raters.userId
       left join current_judgments answer on answer.raterId = raters.id
       where raters.projectId = ? and raters.source = 'person'
         and exists (select 1 from judgments given where given.raterId = raters.id)
       group by raters.id order by answers desc, users.displayName`,
    )
    .all(projectId);
