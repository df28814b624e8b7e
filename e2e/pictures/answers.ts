import { and, eq } from "drizzle-orm";
import { randomNormal } from "d3-random";
import type { Page } from "playwright/test";
import { answer, picture } from "../labelling.ts";
import type { Tandem } from "../tandem.ts";
import { sampleTime } from "../../test/sample-time.ts";
import { inDatabase } from "../wait.ts";
import { authorize } from "#db/access.ts";
import type { Db } from "#db/client.ts";
import { findProject } from "#db/dataset/projects.ts";
import { submitAnswer } from "#db/labelling/judgments.ts";
import { leaseTasks } from "#db/labelling/queue.ts";
import { beginAside, carryAside } from "#db/labelling/set-aside.ts";
import { findUser } from "#db/people/users.ts";
import { inTurn } from "#db/labelling/turn.ts";
import { items, leases, raters } from "#db/schema.ts";
import { randomSource } from "#lib/random.ts";

/** The true class of the picture that is served under a lease. */
function goldOf(db: Db, lease: string): number {
  const item = db
    .select({ gold: items.gold })
    .from(items)
    .innerJoin(leases, eq(leases.itemId, items.id))
    .where(eq(leases.id, lease))
    .get();
  if (item === undefined || item.gold === null) throw new Error(`no gold label for the task ${lease}`);
  return item.gold;
}

/** Answer in the page with the keys of the true classes. */
export async function answerByKeys(page: Page, tandem: Tandem, times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    const source = await picture(page).getAttribute("src");
    const lease = source?.split("/").at(-1)?.split("?")[0] ?? "";
    const gold = inDatabase(tandem, (db) => goldOf(db, lease));
    await answer(page, String((gold + 1) % 10));
  }
}

/** Answers of people in turn, right in nine cases of ten, after a second or two: always the same ones. */
export function simulateAnswers(
  tandem: Tandem,
  slug: string,
  people: readonly number[],
  times: number,
): void {
  const random = randomSource(11);
  const normal = randomNormal.source(random.unit)();
  inDatabase(tandem, (db) => {
    const began = Date.now();
    for (let i = 0; i < times; i++) {
      const project = findProject(db, slug);
      const user = findUser(db, people[i % people.length] ?? -1);
      const open = project && user && authorize(user, project, "annotator", null);
      if (!open) throw new Error(`nobody to answer in ${slug}`);
      const claim = { userId: user.id, held: [], random: random.unit };
      const ask = { ...claim, want: 1, now: began + 5000 * i };
      const [task] = inTurn(db, (desk) => leaseTasks(desk, open, ask));
      if (!task) return;
      const gold = goldOf(db, task.lease);
      const others = project.classes.length - 1;
      const label = random.unit() < 0.9 ? gold : (gold + 1 + random.below(others)) % project.classes.length;
      const ms = Math.round(1400 * Math.exp(0.4 * normal()));
      const time = { ...sampleTime, responseMs: ms, visibleMs: ms };
      const given = { lease: task.lease, outcome: "label", label, time } as const;
      const last = { ...claim, want: 0, now: began + 5000 * i + ms };
      const done = inTurn(db, (desk) => submitAnswer(desk, open, given, last));
      if (!done.ok) throw new Error(done.message);
    }
  });
}

/** Set aside all that somebody has answered. */
export function setAsideAll(tandem: Tandem, slug: string, person: number): void {
  inDatabase(tandem, (db) => {
    const project = findProject(db, slug);
    const admin = findUser(db, 1);
    const open = project && admin && authorize(admin, project, "admin", null);
    const own = project && and(eq(raters.projectId, project.id), eq(raters.userId, person));
    const rater = db.select().from(raters).where(own).get();
    if (!open || !rater) throw new Error(`nothing to set aside in ${slug}`);
    const wish = { raterId: rater.id, since: null, why: "in a hurry" };
    const aside = beginAside(db, open, wish, Date.now());
    if (!aside.ok) throw new Error(aside.message);
    while (!inTurn(db, (desk) => carryAside(desk, aside.value.id, Date.now())));
  });
}
