import { and, desc, eq, isNotNull } from "drizzle-orm";
import { union } from "drizzle-orm/sqlite-core";
import type { Authorized } from "#db/access.ts";
import type { RootDb } from "#db/client.ts";
import { announce } from "#db/events.ts";
import { type Desk, deskOf } from "#db/labelling/desk.ts";
import { triesLeft } from "#db/labelling/practice.ts";
import { forgetPracticeDue, practiceDue } from "#db/labelling/practice-due.ts";
import { inTurn } from "#db/labelling/turn.ts";
import { type AuditEntry, recordAuditEntry } from "#db/people/audit-log.ts";
import { findUser } from "#db/people/users.ts";
import { practicePeople, practiceRounds, type Project, users } from "#db/schema.ts";
import { fail, ok, type Result } from "#lib/domain.ts";

/** How somebody stands with a project's practice. */
export type PracticeStanding = {
  /** they have to pass before they label */
  due: boolean;
  /** rounds begun, and those that may still be; null: no limit */
  tries: number;
  triesLeft: number | null;
  underWay: boolean;
  /** the round that they passed, else the last that ended */
  round: { endedAt: number; right: number; answered: number; passed: boolean } | null;
  letInAt: number | null;
};

/** @returns null where practice says nothing of the person: it is off, or not for them, and they never tried */
export function practiceStanding(db: RootDb, project: Project, userId: number): PracticeStanding | null {
  const desk = deskOf(db);
  const mine = and(eq(practiceRounds.projectId, project.id), eq(practiceRounds.userId, userId));
  const rounds = db.select().from(practiceRounds).where(mine).orderBy(desc(practiceRounds.id)).all();
  const letInAt =
    db
      .select({ at: practicePeople.letInAt })
      .from(practicePeople)
      .where(and(eq(practicePeople.projectId, project.id), eq(practicePeople.userId, userId)))
      .get()?.at ?? null;
  const due = practiceDue(desk, project, userId);
  if (!due && rounds.length === 0 && letInAt === null) return null;
  const ended = rounds.find(({ passed }) => passed) ?? rounds.find(({ endedAt }) => endedAt !== null);
  const { endedAt = null, right = null, answered = null, passed = false } = ended ?? {};
  return {
    ...{ due, letInAt, tries: rounds.length, triesLeft: triesLeft(desk, project, userId) },
    underWay: rounds[0]?.endedAt === null,
    round:
      endedAt === null || right === null || answered === null ? null : { endedAt, right, answered, passed },
  };
}

export type PracticeLine = PracticeStanding & { id: number; name: string; displayName: string };

/**
 * Everybody of whom practice says something, by name.
 * @param asked people who may label here, and may never have come
 */
export function listPractice(
  db: RootDb,
  project: Authorized<Project, "admin">,
  asked: readonly { id: number; name: string; displayName: string }[],
): PracticeLine[] {
  const who = { id: users.id, name: users.name, displayName: users.displayName };
  const tried = union(
    db
      .select(who)
      .from(practiceRounds)
      .innerJoin(users, eq(users.id, practiceRounds.userId))
      .where(eq(practiceRounds.projectId, project.id)),
    db
      .select(who)
      .from(practicePeople)
      .innerJoin(users, eq(users.id, practicePeople.userId))
      .where(and(eq(practicePeople.projectId, project.id), isNotNull(practicePeople.letInAt))),
  ).all();
  const people = new Map(
    [...asked, ...tried].map(({ id, name, displayName }) => [id, { id, name, displayName }]),
  );
  return [...people.values()]
    .flatMap((person) => {
      const standing = practiceStanding(db, project, person.id);
      return standing ? [{ ...person, ...standing }] : [];
    })
    .sort((a, b) => a.displayName.localeCompare(b.displayName));
}

/** One more round for somebody who has used theirs. */
export const giveTry = (
  db: RootDb,
  project: Authorized<Project, "admin">,
  userId: number,
  now: number,
): Result<null> =>
  decide(db, project, userId, now, (desk, entry) => {
    if (project.practiceTries === null) return fail("Everybody has as many tries as they like here.");
    const moreTries = (desk.statements.moreTries.get(project.id, userId)?.moreTries ?? 0) + 1;
    store(desk, project.id, userId, { moreTries });
    recordAuditEntry(desk.db, { ...entry, action: "project.person.try" }, now);
    return ok(null);
  });

/** Somebody labels without having passed. */
export const letIn = (
  db: RootDb,
  project: Authorized<Project, "admin">,
  userId: number,
  now: number,
): Result<null> =>
  decide(db, project, userId, now, (desk, entry) => {
    store(desk, project.id, userId, { letInAt: now });
    forgetPracticeDue(desk, project.id, userId);
    recordAuditEntry(desk.db, { ...entry, action: "project.person.let-in" }, now);
    return ok(null);
  });

/** Whoever was let in has to pass after all, as if they had not been. What they have answered since stays. */
export const takeLetInBack = (
  db: RootDb,
  project: Authorized<Project, "admin">,
  userId: number,
  now: number,
): Result<null> =>
  inTurn(db, (desk) => {
    const user = findUser(desk.db, userId);
    if (!user) return fail("There is nobody with this name.");
    const its = and(eq(practicePeople.projectId, project.id), eq(practicePeople.userId, userId));
    const row = desk.db.select().from(practicePeople).where(its).get();
    if (!row || row.letInAt === null) return fail(`${user.displayName} was not let in without practice.`);
    desk.db.update(practicePeople).set({ letInAt: null }).where(its).run();
    forgetPracticeDue(desk, project.id, userId);
    const entry = { userId: project.by, projectId: project.id, subjectId: userId };
    const detail = { user: user.name, taken: true };
    recordAuditEntry(desk.db, { ...entry, action: "project.person.let-in", detail }, now);
    announce(desk.db, project.id, "projects", now);
    return ok(null);
  });

/** @param work what is decided, with what the log says of it */
function decide(
  db: RootDb,
  project: Authorized<Project, "admin">,
  userId: number,
  now: number,
  work: (desk: Desk, entry: Omit<AuditEntry, "action">) => Result<null>,
): Result<null> {
  return inTurn(db, (desk) => {
    const user = findUser(desk.db, userId);
    if (!user) return fail("There is nobody with this name.");
    if (!practiceDue(desk, project, userId)) return fail(`${user.displayName} needs no practice here.`);
    const done = work(desk, {
      ...{ userId: project.by, projectId: project.id, subjectId: userId },
      detail: { user: user.name },
    });
    if (done.ok) announce(desk.db, project.id, "projects", now);
    return done;
  });
}

const store = (
  { db }: Desk,
  projectId: number,
  userId: number,
  set: { moreTries: number } | { letInAt: number },
): void => {
  db.insert(practicePeople)
    .values({ projectId, userId, ...set })
    .onConflictDoUpdate({ target: [practicePeople.projectId, practicePeople.userId], set })
    .run();
};
