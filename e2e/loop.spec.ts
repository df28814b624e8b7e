import { asc, eq, isNotNull } from "drizzle-orm";
import { expect, test } from "playwright/test";
import { openDatabase } from "#db/client.ts";
import { dataDir } from "#db/data-dir.ts";
import { auditLog, items, judgments, looks, raters } from "#db/schema.ts";
import type { ExportedItem } from "#lib/formats/exports/dataset.ts";
import { classes, people, photographs } from "./loop/people.ts";
import { closeTheLoop, type Plan, projectOf, runsOf, type Stage, stages } from "./loop/story.ts";
import { signIn } from "./session.ts";
import { adminPassword, startTandem, type Tandem } from "./tandem.ts";
import { inDatabase } from "./wait.ts";
import { peopleAlone } from "../test/bench/loop/alone.ts";
import { checkStored } from "../test/bench/serve/check.ts";

/** From a zip of unlabelled pictures to a labelled dataset, in one go, by people who each err in their own way. */
let tandem: Tandem;
test.beforeAll(async () => {
  test.setTimeout(300_000);
  tandem = await startTandem();
});
test.afterAll(() => tandem.stop());

/** Small: a training on two cores goes through four hundred pictures a second. */
const plan: Plan = {
  ...{ imageSize: 16, firstLabels: 6, newAnswers: 40, restAt: 78, eta: 1 },
  ...{ questions: 88, thinkMs: 1500 },
};

test("the loop closes: pictures, labels, a machine, questions, a better machine, the aim, the export", async ({
  page,
}) => {
  test.setTimeout(900_000);
  const pictures = await photographs(300);
  await signIn(page, tandem, "admin", adminPassword);
  /** Runs that there were, whether one routed, and whether the queue was open, at each stage. */
  const seen: [Stage, { runs: number; routed: boolean; open: boolean }][] = [];
  const { load, exported } = await closeTheLoop(tandem, page, pictures, plan, (stage) => {
    if (stage === "pictures") seen.push([stage, { runs: 0, routed: false, open: true }]);
    else {
      const { activeRunId, closedAt } = projectOf(tandem);
      const runs = Math.min(2, runsOf(tandem).length);
      seen.push([stage, { runs, routed: activeRunId !== null, open: closedAt === null }]);
    }
    return Promise.resolve();
  });
  expect(seen.map(([stage]) => stage)).toEqual(stages);
  expect(Object.fromEntries(seen)).toMatchObject({
    "cold-start": { runs: 0, routed: false, open: true },
    "first-training": { runs: 1, routed: false, open: true },
    team: { routed: true, open: true },
    retraining: { runs: 2, routed: true, open: true },
    aim: { runs: 2, routed: true, open: false },
  });

  // one first run; each later one by the rule, after so many answers more; closed once, by the last answer asked for
  const project = projectOf(tandem);
  const [first, ...renewals] = runsOf(tandem);
  expect(first).toMatchObject({ first: true, state: "finished", predictedItems: 300, pool: "people" });
  expect(first?.trainItems).toBeGreaterThanOrEqual(plan.firstLabels * classes.length);
  let known = first?.answers ?? Infinity;
  for (const run of renewals) {
    expect(run).toMatchObject({ first: false, pool: "team", createdBy: null });
    expect(run.answers).toBeGreaterThanOrEqual(known + plan.newAnswers);
    known = run.answers ?? Infinity;
  }
  const [second] = renewals;
  expect(second).toMatchObject({
    ...{ state: "finished", renews: first?.id, predictedItems: 300 },
    decision: { basis: "answers", against: first?.id, activated: true },
  });
  expect(project).toMatchObject({ closedBecause: "questions", aimQuestions: plan.questions });
  const log = inDatabase(tandem, (db) => db.select().from(auditLog).orderBy(asc(auditLog.id)).all());
  const happened = (...actions: string[]) =>
    log.map(({ action }) => action).filter((action) => actions.includes(action));
  // each training is decided about before the next begins
  const learning = happened("project.renewal", "run.renew", "run.decide");
  expect(learning.slice(0, 3)).toEqual(["project.renewal", "run.renew", "run.decide"]);
  expect(learning.join()).not.toMatch(/run.renew,run.renew/);
  expect(happened("run.renew")).toHaveLength(renewals.length);
  expect(happened("run.decide")).toHaveLength(renewals.filter(({ decision }) => decision !== null).length);
  expect(happened("project.aim", "queue.close", "project.export")).toEqual([
    "project.aim",
    "queue.close",
    "project.export",
  ]);
  const history = inDatabase(tandem, (db) => db.select().from(looks).orderBy(asc(looks.id)).all());
  expect(history.map(({ runId }) => runId)).toEqual(expect.arrayContaining([first?.id, second?.id]));
  for (const [i, { answers }] of history.entries())
    expect(answers).toBeGreaterThanOrEqual(history[i - 1]?.answers ?? 0);

  // every acknowledged answer is stored once, as it was given and of the picture that was shown
  const database = openDatabase(dataDir(tandem.data).database);
  expect(checkStored(database, load.acknowledged, project.id)).toEqual({
    ...{ stored: load.acknowledged.length, lost: 0, twice: 0, beyond: 0 },
  });
  const stored = database.db
    .select({
      lease: judgments.leaseId,
      label: judgments.label,
      item: items.name,
      rater: raters.name,
    })
    .from(judgments)
    .innerJoin(items, eq(items.id, judgments.itemId))
    .innerJoin(raters, eq(raters.id, judgments.raterId))
    .where(isNotNull(judgments.leaseId))
    .all();
  database.close();
  expect(stored).toHaveLength(load.acknowledged.length);
  expect(stored).toHaveLength(plan.questions);
  const place = new Map(pictures.names.map((name, index) => [name, index]));
  for (const { lease, label, item, rater } of stored) {
    expect(load.said.get(lease ?? "")).toEqual({ name: rater, label });
    const who = people.findIndex(({ name }) => name === rater);
    expect(pictures.opinions[who]?.[place.get(item) ?? -1]).toBe(label);
  }

  // and so it stands in the export, once
  const rows = exported
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as ExportedItem);
  expect(rows.map(({ item }) => item).sort()).toEqual([...pictures.names].sort());
  const said = (row: { item: string; rater: string; label: string | null }) =>
    `${row.item} ${row.rater} ${row.label}`;
  expect(
    rows.flatMap(({ item, judgments: each }) => each.map((judgment) => said({ item, ...judgment }))).sort(),
  ).toEqual(stored.map((row) => said({ ...row, label: classes[row.label ?? -1] ?? null })).sort());
  for (const { judgments: each } of rows)
    for (const judgment of each)
      expect(judgment).toMatchObject({ current: true, raterSource: "person", outcome: "label" });

  // the team beside the same people with the same number of answers in random order and no machine
  const right = rows.filter(
    ({ item, team }) => team.label === classes[pictures.truth[place.get(item) ?? -1] ?? -1],
  ).length;
  const alone = peopleAlone(pictures.opinions, pictures.truth, project.overlap, classes.length);
  const { majority, dawidSkene } = alone(stored.length);
  const team = right / rows.length;
  test.info().annotations.push({
    type: "accuracy",
    description: `team ${team.toFixed(3)}, people alone ${majority.toFixed(3)} / ${dawidSkene.toFixed(3)}, ${stored.length} answers`,
  });
  // A machine of fifty labels is little better than chance, so of pictures that nobody has answered nothing can be
  // asked here (npm run bench:loop does); where people have answered, the team is as right as they are.
  const answered = rows.filter(({ judgments: each }) => each.length > 0);
  const rightOfAnswered = answered.filter(
    ({ item, team: { label } }) => label === classes[pictures.truth[place.get(item) ?? -1] ?? -1],
  ).length;
  expect(rightOfAnswered / answered.length).toBeGreaterThan(0.7);
});
