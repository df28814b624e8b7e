import type Database from "better-sqlite3";
import { askedNow, type QueueKey } from "#db/labelling/queue-terms.ts";
import { unseen, walkOfGold } from "#db/labelling/unseen.ts";
import type { PracticeAnswer, PracticeRound } from "#db/schema.ts";

/** Items of a project that a person has practised with, and those with an equal picture. */
export const practisedItems = `select equal.id as itemId from practice_answers practised indexed by practice_answers_user
         cross join items equal indexed by items_hash
           on equal.projectId = practised.projectId and equal.hash = practised.hash
         where practised.userId = @user and practised.projectId = @project`;

/** Practice with an item, or with an equal picture. @param item SQL of its number */
const practiceWith = (item: string): string =>
  `items asked cross join practice_answers practised indexed by practice_answers_picture
       on practised.projectId = asked.projectId and practised.hash = asked.hash
     where asked.id = ${item}`;

/** Of a row of routes; @practised says whether the person has practised at all. */
export const notPractised = `(@practised = 0 or not exists (
     select 1 from ${practiceWith("routes.itemId")} and practised.userId = @user))`;

type Person = { project: number; user: number };
type Walk = QueueKey & { user: number; rater: number; at: number };
/** A picture that can be practised with. */
export type Practicable = { itemId: number; hash: string };

const walk = `select items.id as itemId, items.hash ${walkOfGold(2000)}`;
/** Equal pictures are practised with once; so more are read than a round has. */
const inOrder = "order by items.draw, items.id limit 200";
const hasGold = "items.gold is not null and items.goldFrom is null and items.aside = 0";

/** The SQL of practice: one statement for the hot path, which asks it once a person, and what a round takes. */
export function practiceStatements(sqlite: Database.Database) {
  const q = <Parameters extends unknown[] | object, Row>(source: string) =>
    sqlite.prepare<Parameters, Row>(source);
  return {
    practiceDue: q<Person & { all: number; since: number }, { due: number }>(
      `select not exists (select 1 from practice_rounds
           where projectId = @project and userId = @user and passed = 1)
         and not exists (select 1 from practice_people
           where projectId = @project and userId = @user and letInAt is not null)
         and (@all = 1 or not exists (select 1 from raters
           cross join judgments answer indexed by judgments_rater on answer.raterId = raters.id
           where raters.projectId = @project and raters.userId = @user and answer.receivedAt < @since)) as due`,
    ),
    hasPractised: q<[number, number], { 1: number }>(
      "select 1 from practice_answers where userId = ? and projectId = ? limit 1",
    ),
    practisedWith: q<{ item: number; user: number }, { 1: number }>(
      `select 1 from ${practiceWith("@item")} and practised.userId = @user limit 1`,
    ),
    /** for whom an item is no question, since they have practised with it */
    practisedOn: q<[number], { userId: number }>(
      `select distinct practised.userId from ${practiceWith("?")}`,
    ),

    /* which pictures, in the order in which they are taken */
    unaskedPractice: q<Walk, Practicable>(
      `${walk} and ${unseen} and not exists (select 1 from routes
         where routes.itemId = items.id and routes.generation = @generation and routes.open = 1
           and ${askedNow}) ${inOrder}`,
    ),
    anyPractice: q<Omit<Walk, keyof QueueKey> & { project: number }, Practicable>(
      `${walk} and ${unseen} ${inOrder}`,
    ),
    practisedBefore: q<Person, Practicable>(
      `select practised.itemId, practised.hash from practice_answers practised indexed by practice_answers_user
       cross join items on items.id = practised.itemId and ${hasGold}
       where practised.userId = @user and practised.projectId = @project order by practised.id limit 500`,
    ),
    /** what they have answered; neither what they hold or put aside, nor a check, which may still be before them */
    answeredPractice: q<Omit<Walk, keyof QueueKey | "rater"> & { project: number }, Practicable>(
      `${walk}
       and not exists (select 1 from leases where leases.itemId = items.id and leases.userId = @user)
       and not exists (select 1 from checks where checks.itemId = items.id and checks.userId = @user)
       and not exists (select 1 from skips indexed by skips_waiting
         where skips.userId = @user and skips.itemId = items.id and skips.returnedAt is null) ${inOrder}`,
    ),

    /* a person's rounds */
    openRound: q<[number, number], Pick<PracticeRound, "id" | "pass">>(
      "select id, pass from practice_rounds where projectId = ? and userId = ? and endedAt is null",
    ),
    lastRound: q<[number, number], Ended>(
      `select id, pass, answered, "right", passed from practice_rounds indexed by practice_rounds_project
       where projectId = ? and userId = ? and endedAt is not null order by id desc limit 1`,
    ),
    begunRounds: q<[number, number], { n: number }>(
      "select count(*) as n from practice_rounds indexed by practice_rounds_project where projectId = ? and userId = ?",
    ),
    moreTries: q<[number, number], { moreTries: number }>(
      "select moreTries from practice_people where projectId = ? and userId = ?",
    ),
    beginRound: q<[number, number, number, number], { id: number }>(
      "insert into practice_rounds (projectId, userId, startedAt, pass) values (?, ?, ?, ?) returning id",
    ),
    addToRound: q<
      Pick<PracticeAnswer, "roundId" | "projectId" | "userId" | "itemId" | "hash" | "place" | "key">,
      never
    >(
      `insert into practice_answers (roundId, projectId, userId, itemId, hash, place, key)
       values (@roundId, @projectId, @userId, @itemId, @hash, @place, @key)`,
    ),
    endRound: q<{ id: number; endedAt: number; answered: number; right: number; passed: number }, never>(
      `update practice_rounds set endedAt = @endedAt, answered = @answered, "right" = @right, passed = @passed
       where id = @id`,
    ),

    /* its pictures */
    picturesToCome: q<[number], { key: string }>(
      `select key from practice_answers answer cross join items on items.id = answer.itemId and ${hasGold}
       where answer.roundId = ? and answer.answeredAt is null order by answer.place`,
    ),
    roundSoFar: q<[number], { answered: number; right: number }>(
      `select count(*) as answered, coalesce(sum(label = gold), 0) as right
       from practice_answers where roundId = ? and answeredAt is not null`,
    ),
    wrongOfRound: q<[number], Pick<PracticeAnswer, "key" | "label"> & { gold: number }>(
      `select key, label, gold from practice_answers
       where roundId = ? and answeredAt is not null and label is not gold order by place`,
    ),
    practicePicture: q<
      [string, number, number],
      Pick<PracticeAnswer, "id" | "roundId" | "answeredAt" | "label" | "gold"> & { truth: number | null }
    >(
      `select answer.id, answer.roundId, answer.answeredAt, answer.label, answer.gold,
         iif(${hasGold}, items.gold, null) as truth
       from practice_answers answer cross join items on items.id = answer.itemId
       where answer.key = ? and answer.userId = ? and answer.projectId = ?`,
    ),
    savePractice: q<{ id: number; label: number | null; gold: number; answeredAt: number }, never>(
      "update practice_answers set label = @label, gold = @gold, answeredAt = @answeredAt where id = @id",
    ),
  };
}

/** A round that has ended. */
type Ended = Pick<PracticeRound, "id" | "pass"> & { answered: number; right: number; passed: number };
