import { and, eq } from "drizzle-orm";
import { randomNormal } from "d3-random";
import type { Page } from "playwright/test";
import { answer, picture } from "../labelling.ts";
import type { Tandem } from "../tandem.ts";
import { inDatabase } from "../wait.ts";
import { authorize } from "#db/access.ts";
import type { Db } from "#db/client.ts";
import { findProject } from "#db/dataset/projects.ts";
import { submitAnswer } from "#db/labelling/judgments.ts";
import { leaseTasks } from "#db/labelling/queue.ts";
import { findUser } from "#db/people/users.ts";
import { items } from "#db/schema.ts";
import { randomSource } from "#lib/random.ts";

/** The true class of a picture of the project, told by what the browser knows of it. */
function goldOf(db: Db, projectId: number, hash: string): number {
  const item = db
    .select({ gold: items.gold })
    .from(items)
    .where(and(eq(items.projectId, projectId), eq(items.hash, hash)))
    .get();
  if (item === undefined || item.gold === null) throw new Error(`no gold label for the picture ${hash}`);
  return item.gold;
}

/** Answer in the page with the keys of the true classes. */
export async function answerByKeys(page: Page, tandem: Tandem, times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    const source = await picture(page).getAttribute("src");
    const hash = source?.split("/").at(-1)?.split("?")[0] ?? "";
    const gold = inDatabase(tandem, (db) => goldOf(db, findProject(db, "demo")?.id ?? -1, hash));
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
      const open = project && user && authorize(user, project, "annotator");
      if (!open) throw new Error(`nobody to answer in ${slug}`);
      const claim = { userId: user.id, held: [], random: random.unit };
      const [task] = leaseTasks(db, open, { ...claim, want: 1, now: began + 5000 * i });
      if (!task) return;
      const gold = goldOf(db, project.id, task.image);
      const others = project.classes.length - 1;
      const label = random.unit() < 0.9 ? gold : (gold + 1 + random.below(others)) % project.classes.length;
      const ms = Math.round(1400 * Math.exp(0.4 * normal()));
      const time = {
        responseMs: ms,
        visibleMs: ms,
        hiddenCount: 0,
        blurCount: 0,
        input: "key",
        quality: "ok",
        paintMs: 16,
        frameMs: 16.7,
        prefetched: true,
        scale: 12,
        devicePixelRatio: 1,
        smoothing: false,
      } as const;
      const given = { lease: task.lease, outcome: "label", label, time } as const;
      const done = submitAnswer(db, open, given, { ...claim, want: 0, now: began + 5000 * i + ms });
      if (!done.ok) throw new Error(done.message);
    }
  });
}
