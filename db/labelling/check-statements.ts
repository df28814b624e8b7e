import type Database from "better-sqlite3";
import { practisedItems } from "#db/labelling/practice-statements.ts";
import { askedNow, type QueueKey } from "#db/labelling/queue-terms.ts";
import { unseen, walkOfGold } from "#db/labelling/unseen.ts";
import type { Check, CheckAnswer } from "#db/schema.ts";

type Count = { n: number };

/** @see checkBefore in checks.ts */
type CheckWalk = QueueKey & { user: number; rater: number; question: number; at: number };
const checkable = `select items.id as itemId ${walkOfGold(200)} and items.id <> @question and ${unseen}`;

/** The SQL of checks on the hot path (statements.ts). */
export function checkStatements(sqlite: Database.Database) {
  const q = <Parameters extends unknown[] | object, Row>(source: string) =>
    sqlite.prepare<Parameters, Row>(source);
  return {
    checkBefore: q<[number, number], { itemId: number; due: number }>(
      `select itemId,
         not exists (select 1 from check_answers where checkId = checks.id and withdrawnAt is null)
         and not exists (select 1 from leases
           where leases.itemId = checks.itemId and leases.userId = checks.userId and leases.live = 1)
         and not exists (select 1 from skips
           where skips.userId = checks.userId and skips.itemId = checks.itemId and skips.returnedAt is null) as due
       from checks where userId = ? and beforeItem = ?`,
    ),
    unaskedCheck: q<CheckWalk, { itemId: number }>(
      `${checkable} and not exists (select 1 from routes
         where routes.itemId = items.id and routes.generation = @generation and routes.open = 1
           and ${askedNow}) order by items.draw limit 1`,
    ),
    anyCheck: q<Omit<CheckWalk, keyof QueueKey> & { project: number }, { itemId: number }>(
      `${checkable} order by items.draw limit 1`,
    ),
    saveCheck: q<Omit<Check, "id">, never>(
      `insert into checks (projectId, userId, itemId, beforeItem, askedAt)
       values (@projectId, @userId, @itemId, @beforeItem, @askedAt)`,
    ),
    checkOn: q<[number, number], { id: number }>("select id from checks where itemId = ? and userId = ?"),
    checkByLease: q<
      [string],
      Pick<CheckAnswer, "checkId" | "projectId" | "userId" | "receivedAt"> & { itemId: number }
    >(
      `select answer.checkId, answer.projectId, answer.userId, answer.receivedAt, checks.itemId
       from check_answers answer join checks on checks.id = answer.checkId where answer.leaseId = ?`,
    ),
    standingCheck: q<[number], { leaseId: string }>(
      "select leaseId from check_answers where checkId = ? and withdrawnAt is null",
    ),
    withdrawCheck: q<[number, number], never>(
      "update check_answers set withdrawnAt = ? where checkId = ? and withdrawnAt is null",
    ),
    saveCheckAnswer: q<Omit<CheckAnswer, "id" | "late" | "withdrawnAt"> & { late: number }, never>(
      `insert into check_answers (checkId, projectId, userId, leaseId, outcome, label, servedAt, receivedAt, late,
         responseMs, quality, batchId)
       values (@checkId, @projectId, @userId, @leaseId, @outcome, @label, @servedAt, @receivedAt, @late,
         @responseMs, @quality, @batchId)`,
    ),
    checkTakenBack: q<[string], { leaseId: string }>(
      `select answer.leaseId from leases
       cross join checks on checks.itemId = leases.itemId and checks.userId = leases.userId
       cross join check_answers answer on answer.checkId = checks.id
       where leases.id = ? and leases.forCheck = 1 and answer.withdrawnAt is not null
       order by answer.id desc limit 1`,
    ),
    nextSkippedCheck: q<{ project: number; user: number }, { skip: number; itemId: number }>(
      `select skips.id as skip, skips.itemId from skips indexed by skips_order
       cross join checks on checks.itemId = skips.itemId and checks.userId = skips.userId
       where skips.userId = @user and skips.projectId = @project and skips.returnedAt is null
       order by skips.id limit 1`,
    ),
    checksAnswered: q<{ project: number; user: number; since: number }, { n: number; recent: number }>(
      `select count(*) as n, coalesce(sum(receivedAt >= @since), 0) as recent from check_answers
       where userId = @user and projectId = @project and withdrawnAt is null`,
    ),
    skippedChecks: q<{ project: number; user: number }, Count>(
      `select count(*) as n from skips indexed by skips_order
       cross join checks on checks.itemId = skips.itemId and checks.userId = skips.userId
       where skips.userId = @user and skips.projectId = @project and skips.returnedAt is null`,
    ),
    /** for whom an item is no question, since they have had it as a check */
    checkedOn: q<[number], { userId: number }>("select userId from checks where itemId = ?"),
    /** takeable items that a person has had as checks, or in practice */
    passedAsChecks: q<QueueKey & { user: number }, Count>(
      `with mine as (
         select itemId from checks where userId = @user and projectId = @project
         union
         ${practisedItems})
       select count(*) as n from mine cross join routes
         on routes.itemId = mine.itemId and routes.generation = @generation
       where routes.open = 1 and ${askedNow}`,
    ),
  };
}
