import { eq } from "drizzle-orm";
import { type Result, fail, ok } from "#lib/domain.ts";
import { counted, numbered } from "#lib/numbers.ts";
import type { Aim, Evidence } from "#lib/teaming/aim.ts";
import type { Authorized } from "#db/access.ts";
import { type Db, type RootDb, write } from "#db/client.ts";
import { announce } from "#db/events.ts";
import { aimOf, aimStandsReached } from "#db/labelling/closed.ts";
import { closeQueue } from "#db/labelling/closing.ts";
import { lapseDue } from "#db/labelling/queue.ts";
import { type Tally, tallyOf } from "#db/labelling/tally.ts";
import { inTurn } from "#db/labelling/turn.ts";
import { recordAuditEntry } from "#db/people/audit-log.ts";
import { type Project, projects } from "#db/schema.ts";

const columns = (aim: Aim | null) => ({
  aimAccuracy: aim?.kind === "accuracy" ? aim.accuracy : null,
  aimQuestions: aim?.kind === "questions" ? aim.questions : null,
});

/**
 * State another aim, or none. A closed queue stays closed until somebody opens it. A number of questions has to
 * leave room for what people hold: they may answer it, so fewer would be exceeded.
 */
export function setAim(
  db: RootDb,
  project: Authorized<Project, "admin">,
  aim: Aim | null,
  now: number,
): Result<null> {
  return inTurn(db, (desk) => {
    const row = desk.db.select().from(projects).where(eq(projects.id, project.id)).get();
    if (!row) return fail("There is no such project.");
    if (same(aimOf(row), aim)) return ok(null);
    if (aim?.kind === "questions") {
      lapseDue(desk, row, now);
      const problem = tooFew(aim.questions, tallyOf(desk, row).asked);
      if (problem) return fail(problem);
    }
    desk.db.update(projects).set(columns(aim)).where(eq(projects.id, project.id)).run();
    const detail = aim ?? { kind: "none" };
    recordAuditEntry(
      desk.db,
      { userId: project.by, action: "project.aim", projectId: project.id, detail },
      now,
    );
    news(desk.db, project.id, now);
    return ok(null);
  });
}

const same = (a: Aim | null, b: Aim | null): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Why so many questions cannot be asked for just now. */
function tooFew(questions: number, { answers, held }: Tally["asked"]): string | null {
  const least = Math.max(answers + 1, answers + held);
  if (questions >= least) return null;
  const given = `People have given ${numbered(answers, "answer")}`;
  const holding = `${given} and hold ${numbered(held, "picture")}, which they may still answer`;
  return `${held > 0 ? holding : `${given} already`}: ask for ${counted(least)} or more, or close labelling by hand.`;
}

/** @param answers people's, that stand; @param evidence how well the team does now, where that is known */
export function closeByHand(
  db: Db,
  project: Authorized<Project, "admin">,
  found: { answers: number; evidence: Evidence | null },
  now: number,
): Result<null> {
  const closed = write(db, (tx) =>
    closeQueue(tx, project.id, { because: "hand", ...found }, project.by, now),
  );
  return closed ? ok(null) : fail("The queue is closed already.");
}

/** Hand out items again. An aim that is reached would close the queue at once: it is dropped. */
export function reopenQueue(db: RootDb, project: Authorized<Project, "admin">, now: number): Result<null> {
  return inTurn(db, (desk) => {
    const row = desk.db.select().from(projects).where(eq(projects.id, project.id)).get();
    if (!row || row.closedAt === null) return fail("The queue is open.");
    const reached = aimStandsReached(row, tallyOf(desk, row).asked.answers);
    const open = { closedAt: null, closedBecause: null, closedOn: null };
    desk.db
      .update(projects)
      .set({ ...open, ...(reached && columns(null)) })
      .where(eq(projects.id, project.id))
      .run();
    const detail = { aim: reached ? null : aimOf(row) };
    recordAuditEntry(
      desk.db,
      { userId: project.by, action: "queue.open", projectId: project.id, detail },
      now,
    );
    news(desk.db, project.id, now);
    return ok(null);
  });
}

function news(tx: Db, projectId: number, now: number): void {
  announce(tx, projectId, "projects", now);
  announce(tx, projectId, "routes", now);
}
