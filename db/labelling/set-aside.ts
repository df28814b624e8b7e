import { and, asc, desc, eq, inArray } from "drizzle-orm";
import { type Result, fail, ok } from "#lib/domain.ts";
import type { Authorized } from "#db/access.ts";
import { type Db, write } from "#db/client.ts";
import type { Desk } from "#db/labelling/desk.ts";
import { shift } from "#db/labelling/shift.ts";
import { countOwn } from "#db/labelling/tally.ts";
import { announceOnce } from "#db/labelling/turn.ts";
import { older } from "#db/older.ts";
import { recordAuditEntry } from "#db/people/audit-log.ts";
import { type Aside, asides, type Judgment, type Project, projects, raters, users } from "#db/schema.ts";
import { newestJudgment } from "#db/teaming/answers.ts";

/*
 * Setting a person's answers aside, and taking them back. Judgments are append-only: an answer is set aside by a
 * `withdrawn` row, as an undo takes it back, and comes back as a copy of its row. So whatever knows what a current
 * answer is (queue, belief, team, study, labels of a training) knows of it without being told, answer by answer,
 * and the copy keeps the answer's own times and instants. Each row names its aside. The desk's counters move with
 * it, in the process that has them, in parts between which everybody else gets their turn.
 */

/** Answers a transaction, and how long it may hold the write lock, ms: a belief may cost a look into a machine's output. */
export const asidePart = 200;
const partMs = 10;

export type AsideWish = { raterId: number; since: number | null; why: string };

/** Ask for a person's answers to be set aside. `carryAside` does it. */
export function beginAside(
  db: Db,
  project: Authorized<Project, "admin">,
  { raterId, since, why }: AsideWish,
  now: number,
): Result<Aside> {
  return write(db, (tx) => {
    const person = personOf(tx, project.id, raterId);
    if (!person) return fail("Nobody of that number labels in this project.");
    if (underWay(tx, raterId)) return fail("Their answers are being moved just now. Please wait a moment.");
    const upTo = newestJudgment(tx, project.id);
    const setBy = project.by;
    const row = { projectId: project.id, raterId, since, upTo, why, setBy, setAt: now };
    const aside = tx
      .insert(asides)
      .values({ ...row, state: "setting" })
      .returning()
      .get();
    const detail = { person: person.name, since, why };
    const entry = { userId: setBy, projectId: project.id, subjectId: person.userId };
    recordAuditEntry(tx, { ...entry, action: "answers.set-aside", detail }, now);
    return ok(aside);
  });
}

/** Ask for what was set aside to be taken back. `carryAside` does it. */
export function beginReturn(
  db: Db,
  project: Authorized<Project, "admin">,
  asideId: number,
  now: number,
): Result<Aside> {
  return write(db, (tx) => {
    const aside = tx
      .select()
      .from(asides)
      .where(and(eq(asides.id, asideId), eq(asides.projectId, project.id)))
      .get();
    const person = aside && personOf(tx, project.id, aside.raterId);
    if (!person || aside.state === "back") return fail("There is nothing to take back.");
    if (aside.state !== "set" || underWay(tx, aside.raterId))
      return fail("Their answers are being moved just now. Please wait a moment.");
    const back = tx
      .update(asides)
      .set({ state: "returning", done: 0, backBy: project.by, backAt: now })
      .where(eq(asides.id, asideId))
      .returning()
      .get();
    const detail = { person: person.name, answers: aside.answers };
    const entry = { userId: project.by, projectId: project.id, subjectId: person.userId };
    recordAuditEntry(tx, { ...entry, action: "answers.take-back", detail }, now);
    return ok(back);
  });
}

/**
 * A part of what is under way, in the open transaction (inTurn).
 * @returns the project whose answers have all been moved with this part; null while there are more, or nothing to do
 */
export function carryAside(desk: Desk, asideId: number, now: number, most = asidePart): Project | null {
  const aside = desk.db.select().from(asides).where(eq(asides.id, asideId)).get();
  if (aside?.state !== "setting" && aside?.state !== "returning") return null;
  // Read within the transaction: settings and routes are those that the change will find.
  const project = desk.db.select().from(projects).where(eq(projects.id, aside.projectId)).get();
  const person = personOf(desk.db, aside.projectId, aside.raterId);
  if (!project || !person) throw new Error(`aside ${asideId} is of nobody`);
  const way = aside.state === "setting" ? setting : returning;
  const rows = way.find(desk, aside, most);
  const began = performance.now();
  let [moved, last] = [0, aside.done];
  for (const row of rows) {
    if (moved > 0 && performance.now() - began > partMs) break;
    way.write(desk, aside, row, now);
    const holds = desk.statements.leaseOn.get(row.itemId, person.userId) !== undefined;
    const { by } = way;
    const related = { before: by < 0 || holds, after: by > 0 || holds };
    const { itemId, receivedAt } = row;
    const { userId } = person;
    shift(desk, project, { itemId, userId, answers: by, held: 0, answered: true, related });
    countOwn(desk, project.id, userId, by, receivedAt);
    moved++;
    last = row.id;
  }
  const ended = moved === rows.length && rows.length < most;
  desk.db
    .update(asides)
    .set({
      answers: aside.answers - way.by * moved,
      done: last,
      ...(ended && { state: way.ends }),
    })
    .where(eq(asides.id, asideId))
    .run();
  if (moved > 0) announceOnce(desk, project.id, "judgments", now);
  if (ended) announceOnce(desk, project.id, "people", now);
  return ended ? project : null;
}

type Moved = Pick<Judgment, "id" | "itemId"> & { receivedAt: number; given: number };
type Way = {
  /** answers more or fewer, one row */
  by: 1 | -1;
  ends: Aside["state"];
  find: (desk: Desk, aside: Aside, most: number) => Moved[];
  write: (desk: Desk, aside: Aside, row: Moved, now: number) => void;
};

const isNewest = `not exists (select 1 from judgments newer
  where newer.itemId = answer.itemId and newer.raterId = answer.raterId and newer.id > answer.id)`;

const setting: Way = {
  by: -1,
  ends: "set",
  find: ({ sqlite }, { raterId, since, upTo, done }, most) =>
    sqlite
      .prepare<[number, number, number, number, number], Moved>(
        `select answer.id, answer.itemId, answer.receivedAt, answer.id as given
         from judgments answer indexed by judgments_rater
         where answer.raterId = ? and answer.id > ? and answer.id <= ? and answer.outcome <> 'withdrawn'
           and answer.receivedAt >= ? and ${isNewest}
         order by answer.id limit ?`,
      )
      .all(raterId, done, upTo, since ?? Number.MIN_SAFE_INTEGER, most),
  write: ({ sqlite }, { id: asideId, projectId, raterId }, { given, itemId }, now) =>
    void sqlite
      .prepare(
        `insert into judgments (projectId, itemId, raterId, outcome, supersedes, receivedAt, asideId)
         values (?, ?, ?, 'withdrawn', ?, ?, ?)`,
      )
      .run(projectId, itemId, raterId, given, now, asideId),
};

/** What the person has answered again meanwhile stays as it is. */
const returning: Way = {
  by: 1,
  ends: "back",
  find: ({ sqlite }, { id, done }, most) =>
    sqlite
      .prepare<[number, number, number], Moved>(
        `select answer.id, answer.itemId, given.receivedAt, given.id as given
         from judgments answer indexed by judgments_aside
         cross join judgments given on given.id = answer.supersedes
         where answer.asideId = ? and answer.id > ? and answer.outcome = 'withdrawn' and ${isNewest}
         order by answer.id limit ?`,
      )
      .all(id, done, most),
  // under no lease: one lease is one answer
  write: ({ sqlite }, { id: asideId }, { id, given }) =>
    void sqlite
      .prepare(
        `insert into judgments (projectId, itemId, raterId, outcome, label, supersedes, receivedAt, reason, inclusion,
           runId, fitId, eta, servedAt, late, responseMs, visibleMs, hiddenCount, input, quality, timing, batchId, asideId)
         select projectId, itemId, raterId, outcome, label, ?, receivedAt, reason, inclusion,
           runId, fitId, eta, servedAt, late, responseMs, visibleMs, hiddenCount, input, quality, timing, batchId, ?
         from judgments where id = ?`,
      )
      .run(id, asideId, given),
};

const moving = inArray(asides.state, ["setting", "returning"]);

/** What is under way, oldest first: a process that died may have left it. */
export const asidesUnderWay = (db: Db): number[] =>
  db
    .select({ id: asides.id })
    .from(asides)
    .where(moving)
    .orderBy(asc(asides.id))
    .all()
    .map(({ id }) => id);

const underWay = (db: Db, raterId: number): boolean =>
  db
    .select({ id: asides.id })
    .from(asides)
    .where(and(eq(asides.raterId, raterId), moving))
    .get() !== undefined;

/**
 * What was ever set aside of a person's answers in a project, newest first.
 * @param most so many at most; null: all
 * @param before number of the last one seen
 */
export const asidesOf = (db: Db, raterId: number, most: number | null = null, before: number | null = null) =>
  db
    .select({
      id: asides.id,
      since: asides.since,
      why: asides.why,
      state: asides.state,
      answers: asides.answers,
      setAt: asides.setAt,
      backAt: asides.backAt,
      setBy: users.displayName,
    })
    .from(asides)
    .leftJoin(users, eq(users.id, asides.setBy))
    .where(and(eq(asides.raterId, raterId), older(asides.id, before)))
    .orderBy(desc(asides.id))
    .limit(most ?? -1)
    .all();

export type AsideEntry = ReturnType<typeof asidesOf>[number];

/** The person behind a rater of a project. */
export function personOf(db: Db, projectId: number, raterId: number) {
  const row = db
    .select({ userId: raters.userId, name: users.displayName })
    .from(raters)
    .innerJoin(users, eq(users.id, raters.userId))
    .where(and(eq(raters.id, raterId), eq(raters.projectId, projectId)))
    .get();
  return row === undefined || row.userId === null ? null : { userId: row.userId, name: row.name };
}
