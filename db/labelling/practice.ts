import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Authorized } from "#db/access.ts";
import type { RootDb } from "#db/client.ts";
import { type Desk, deskOf } from "#db/labelling/desk.ts";
import { notNow } from "#db/labelling/limits.ts";
import { forgetPracticeDue } from "#db/labelling/practice-due.ts";
import { practicePictures } from "#db/labelling/practice-pictures.ts";
import { tallyOf } from "#db/labelling/tally.ts";
import type { Project } from "#db/schema.ts";
import { fail, ok, type Result } from "#lib/domain.ts";
import { rightNeeded } from "#lib/practice.ts";

/*
 * Practice: a round of pictures with gold, each with feedback, that a person passes before they label. It has rows of
 * its own and touches no other: no judgment, lease, route, check or limit. Which class a picture is leaves the server
 * only in the reply to the answer.
 */

/** What a person's page knows of their practice. Pictures go by keys, which are addresses of /api/images too. */
export type Practice = {
  /** pictures of the open round, or of the next, and how many of them are to be right */
  pictures: number;
  needed: number;
  /** rounds that may still be begun; null: no limit */
  triesLeft: number | null;
  /** `next`: the pictures to come, two at most, so that one can be fetched ahead */
  open: { answered: number; right: number; next: string[] } | null;
  /** the round that ended last */
  last: PracticeOutcome | null;
};

export type PracticeOutcome = {
  answered: number;
  right: number;
  needed: number;
  passed: boolean;
  /** in their order, with the person's answer (null: could not tell) and the class that it is */
  wrong: { picture: string; label: number | null; truth: number }[];
};

/** What was said of a picture, and what it is. */
export type Feedback = { label: number | null; truth: number; right: boolean };

export const practiceAnswer = z.object({
  picture: z.uuid(),
  /** class index; null: cannot tell */
  label: z.int().min(0).nullable(),
});
export type PracticeAnswered = z.output<typeof practiceAnswer>;

/** A person's practice, where it is what comes next for them; null: it is not. */
export function practiceOfPage(db: RootDb, project: Project, userId: number): Practice | null {
  const desk = deskOf(db);
  const comes = project.closedAt === null && notNow(desk, project, userId) === "practice";
  return comes ? practiceNow(desk, project, userId) : null;
}

function practiceNow(desk: Desk, project: Project, userId: number): Practice {
  const { statements } = desk;
  const open = statements.openRound.get(project.id, userId);
  const soFar = open && statements.roundSoFar.get(open.id);
  const toCome = open ? statements.picturesToCome.all(open.id).map(({ key }) => key) : [];
  const pictures = soFar ? soFar.answered + toCome.length : project.practiceItems;
  return {
    pictures,
    needed: rightNeeded(open?.pass ?? project.practicePass, pictures),
    triesLeft: triesLeft(desk, project, userId),
    open: soFar ? { ...soFar, next: toCome.slice(0, 2) } : null,
    last: lastOutcome(desk, project.id, userId),
  };
}

function lastOutcome({ statements }: Desk, projectId: number, userId: number): PracticeOutcome | null {
  const row = statements.lastRound.get(projectId, userId);
  if (!row) return null;
  const { id, answered, right, pass, passed } = row;
  const wrong = statements.wrongOfRound.all(id);
  return {
    ...{ answered, right, needed: rightNeeded(pass, answered), passed: passed === 1 },
    wrong: wrong.map(({ key, label, gold }) => ({ picture: key, label, truth: gold })),
  };
}

/** Rounds that somebody may still begin; null: as many as they like. */
export function triesLeft({ statements }: Desk, project: Project, userId: number): number | null {
  if (project.practiceTries === null) return null;
  const begun = statements.begunRounds.get(project.id, userId)?.n ?? 0;
  const more = statements.moreTries.get(project.id, userId)?.moreTries ?? 0;
  return Math.max(0, project.practiceTries + more - begun);
}

/** Begin a round, or go on with the one that is open (inTurn). */
export function beginPractice(
  desk: Desk,
  project: Authorized<Project, "annotator">,
  userId: number,
  now: number,
): Result<Practice> {
  const { statements } = desk;
  const before = notNow(desk, project, userId);
  if (before === null) return fail("You need no practice here any more: load the page again to label.");
  if (before !== "practice") return fail("Labelling is paused for now.");
  const open = statements.openRound.get(project.id, userId);
  if (open) endIfDone(desk, project, userId, open, now);
  else {
    if (triesLeft(desk, project, userId) === 0)
      return fail("You have no tries left. Please ask the person who runs the project.");
    const chosen = practicePictures(desk, project, userId);
    if (chosen.length === 0)
      return fail("There are no pictures to practise with. Please ask the person who runs the project.");
    const round = statements.beginRound.get(project.id, userId, now, project.practicePass);
    if (!round) throw new Error("a round could not be begun");
    for (const [place, picture] of chosen.entries())
      statements.addToRound.run({
        ...{ roundId: round.id, projectId: project.id, userId, ...picture, place },
        key: randomUUID(),
      });
    // These are no questions for them any more: what is left for them is counted anew.
    tallyOf(desk, project).people.delete(userId);
  }
  return ok(practiceNow(desk, project, userId));
}

/** Take the answer to a picture of the person's round, and say whether it was right (inTurn). The first answer stands. */
export function answerPractice(
  desk: Desk,
  project: Authorized<Project, "annotator">,
  userId: number,
  { picture, label }: PracticeAnswered,
  now: number,
): Result<{ feedback: Feedback; practice: Practice }> {
  const { statements } = desk;
  const row = statements.practicePicture.get(picture, userId, project.id);
  if (!row) return fail("This picture is no part of your practice.");
  if (label !== null && label >= project.classes.length) return fail("This project has no such class.");
  const first = row.answeredAt === null ? { label, gold: row.truth } : row;
  if (first.gold === null) return fail("This picture has left the practice; please go on with the next.");
  if (row.answeredAt === null) {
    statements.savePractice.run({ id: row.id, label, gold: first.gold, answeredAt: now });
    const open = statements.openRound.get(project.id, userId);
    if (open) endIfDone(desk, project, userId, open, now);
  }
  const feedback = { label: first.label, truth: first.gold, right: first.label === first.gold };
  return ok({ feedback, practice: practiceNow(desk, project, userId) });
}

/** A round ends with the answer to its last picture; one whose picture lost its gold meanwhile is judged by the others. */
function endIfDone(
  desk: Desk,
  project: Project,
  userId: number,
  { id, pass }: { id: number; pass: number },
  now: number,
): void {
  const { statements } = desk;
  if (statements.picturesToCome.get(id)) return;
  const { answered, right } = statements.roundSoFar.get(id) ?? { answered: 0, right: 0 };
  const passed = answered > 0 && right >= rightNeeded(pass, answered);
  statements.endRound.run({ id, endedAt: now, answered, right, passed: Number(passed) });
  forgetPracticeDue(desk, project.id, userId);
}
