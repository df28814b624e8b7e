import { expect, test } from "vitest";
import { findProject } from "#db/dataset/projects.ts";
import { ensurePersonRater } from "#db/labelling/raters.ts";
import {
  columnAnswers,
  countPredictionItems,
  countTrainingLabels,
  fromTeam,
  labelSources,
  predictionItems,
  sourceName,
  trainingLabels,
} from "#db/machines/label-sources.ts";
import { asOperator } from "#db/access.ts";
import { items, jobs, judgments, users } from "#db/schema.ts";
import { cancelPanel } from "#db/jobs/cancel.ts";
import { listPanels, panelEnded, startPanel } from "#db/machines/panels.ts";
import { teamLabels } from "#db/machines/team-labels.ts";
import { startRun } from "#db/machines/start-run.ts";
import { posteriorLabels } from "#lib/teaming/posterior-labels.ts";
import { readLabels } from "#workers/jobs/train/labels.ts";
import { newDataset, newStore, runImport, type Store } from "./datasets.ts";

/** Six pictures, the first four to train on, three label columns. */
async function threeColumns(): Promise<Store & { projectId: number }> {
  const store = newStore();
  const files = Object.fromEntries([0, 1, 2, 3, 4, 5].map((i) => [`${i}.png`, i * 40]));
  const csv = [
    "file,truth,anna,ben,cleo",
    "0.png,cat,cat,dog,dog",
    "1.png,dog,cow,dog,cat",
    "2.png,cow,cow,,cow",
    "3.png,cat,,,dog",
    "4.png,dog,dog,dog,cow",
    "5.png,cow,cat,cat,cat",
  ].join("\n");
  const request = await newDataset(files, csv);
  await runImport(store, {
    ...request,
    columns: { gold: "truth", humans: ["anna", "ben", "cleo"] },
    split: { kind: "first", train: 4 },
  });
  return { ...store, projectId: findProject(store.db, "pets")!.id };
}

function answer(
  { db, projectId }: Store & { projectId: number },
  person: string,
  itemName: number,
  label: number | null,
  receivedAt = 5,
) {
  const existing = db
    .select()
    .from(users)
    .all()
    .find(({ name }) => name === person);
  const user =
    existing ??
    db
      .insert(users)
      .values({ name: person, displayName: person, role: "annotator", passwordHash: "-", createdAt: 1 })
      .returning()
      .get();
  const rater = ensurePersonRater(db, projectId, user.id);
  const item = db.select().from(items).all()[itemName]!;
  const outcome = label === null ? ("withdrawn" as const) : ("label" as const);
  db.insert(judgments)
    .values({ projectId, itemId: item.id, raterId: rater.id, outcome, label, receivedAt })
    .run();
}

const classOf = (store: Store & { projectId: number }, name: string) =>
  findProject(store.db, "pets")!.classes.indexOf(name);

test("the majority of the columns, the first column among equals, nothing where nobody said anything", async () => {
  const store = await threeColumns();
  const sources = labelSources(store.db, store.projectId);
  expect(sources.map(({ key, name }) => [key.replace(/\d+/, "n"), name])).toEqual([
    ["rater-n", "anna"],
    ["rater-n", "ben"],
    ["rater-n", "cleo"],
    ["majority", "majority of the columns"],
    ["posterior", "posterior of the columns"],
  ]);
  const majority = sources.at(-2)!;
  const named = (everySplit: boolean) =>
    trainingLabels(store.db, store.projectId, majority, everySplit).map(({ ordinal, label }) => [
      ordinal,
      findProject(store.db, "pets")!.classes[label],
    ]);
  expect(named(false)).toEqual([
    [0, "dog"],
    [1, "cow"],
    [2, "cow"],
    [3, "dog"],
  ]);
  expect(named(true).slice(4)).toEqual([
    [4, "dog"],
    [5, "cat"],
  ]);
  expect(sourceName(majority, "anna")).toBe("majority of the columns");
});

test("the people's current answers: an answer taken back does not count, and they lie outside the training split", async () => {
  const store = await threeColumns();
  const [cat, dog] = [classOf(store, "cat"), classOf(store, "dog")];
  answer(store, "dora", 4, cat);
  answer(store, "emil", 4, dog);
  answer(store, "fred", 4, dog);
  answer(store, "dora", 5, cat);
  answer(store, "dora", 5, null);
  const people = labelSources(store.db, store.projectId).find(({ key }) => key === "people")!;
  expect(trainingLabels(store.db, store.projectId, people, true)).toEqual([{ ordinal: 4, label: dog }]);
  const project = asOperator(findProject(store.db, "pets")!);
  const wanted = {
    method: "ce",
    backbone: "quick",
    labelRaterId: people.raterId,
    pool: people.pool,
    seed: 1,
  };
  const refused = startRun(store.db, project, { ...wanted, options: {} }, 1);
  expect(refused).toMatchObject({ ok: false });
  expect(!refused.ok && refused.message).toContain("cross-fitting would use labels of every split");
  const crossFitted = startRun(store.db, project, { ...wanted, options: { folds: 2 } }, 1);
  expect(crossFitted.ok && crossFitted.value.run).toMatchObject({
    name: "CE on people’s answers here #1",
    trainItems: 1,
    predictedItems: 6,
    pool: "people",
  });
  expect(predictionItems(store.db, store.projectId, false)).toHaveLength(2);
});

test("what a run is said to have is as much as it will read, whatever was taken back or changed", async () => {
  const store = await threeColumns();
  answer(store, "eva", 1, 0);
  answer(store, "eva", 1, 2);
  answer(store, "eva", 4, 1);
  answer(store, "finn", 4, 1);
  answer(store, "finn", 5, 1);
  answer(store, "finn", 5, null);
  const { db, projectId } = store;
  const sources = labelSources(db, projectId);
  expect(sources).toHaveLength(8);
  for (const everySplit of [false, true]) {
    for (const source of sources)
      expect(countTrainingLabels(db, projectId, source, everySplit), source.key).toBe(
        fromTeam(source.pool)
          ? teamLabels(db, projectId, everySplit).labels.length
          : source.pool === "posterior"
            ? posteriorLabels(columnAnswers(db, projectId, everySplit), 3).labels.length
            : trainingLabels(db, projectId, source, everySplit).length,
      );
    expect(countPredictionItems(db, projectId, everySplit)).toBe(
      predictionItems(db, projectId, everySplit).length,
    );
  }
});

test("a panel is methods × sources × backbones in one queue, all or nothing, and can be cancelled as one", async () => {
  const store = await threeColumns();
  const project = asOperator(findProject(store.db, "pets")!);
  const [anna, ben] = labelSources(store.db, store.projectId) as [
    ReturnType<typeof labelSources>[number],
    ReturnType<typeof labelSources>[number],
  ];
  const wanted = { methods: ["ce", "gce"], backbones: ["quick"], options: { epochs: 2 }, seed: 1 };
  expect(startPanel(store.db, project, { ...wanted, sources: [] }, 1)).toMatchObject({ ok: false });
  const foreign = { ...ben, raterId: 999 };
  expect(startPanel(store.db, project, { ...wanted, sources: [anna, foreign] }, 1)).toMatchObject({
    ok: false,
  });
  expect(listPanels(store.db, store.projectId)).toEqual([]);

  const started = startPanel(store.db, project, { ...wanted, sources: [anna, ben] }, 1);
  if (!started.ok) throw new Error(started.message);
  const { panel, runs } = started.value;
  expect(runs.map(({ name }) => name)).toEqual([
    "CE on anna #1",
    "GCE on anna #2",
    "CE on ben #3",
    "GCE on ben #4",
  ]);
  expect(runs.every(({ options }) => options.shareWarmUp === true && options.epochs === 2)).toBe(true);
  expect(panelEnded(store.db, panel.id)).toBe(false);
  expect(cancelPanel(store.db, project, panel.id, 2)).toBe(4);
  expect(panelEnded(store.db, panel.id)).toBe(true);
  expect(listPanels(store.db, store.projectId)[0]!.runs.map(({ state }) => state)).toEqual(
    Array(4).fill("cancelled"),
  );
});

test("a run that could not be trained is refused where it is asked for, in the words of a panel", async () => {
  const store = await threeColumns();
  const { db } = store;
  const project = asOperator(findProject(db, "pets")!);
  const [anna] = labelSources(db, store.projectId);
  const [raterId, pool] = [anna!.raterId, null];
  const plain = { method: "ce", backbone: "quick", seed: 1, options: {} };
  const refusals = (
    [
      { method: "guess" },
      { backbone: "vgg99" },
      { seed: -1 },
      { seed: Number.NaN },
      { options: { epochs: 0 } },
      { options: { epochs: 2.5 } },
      { options: { batch: 1 } },
      { options: { folds: 21 } },
      { options: { calibrate: "yes" } },
      { options: { calibrate: true } },
      { options: { keep: "best" } },
      { options: { translate: 16, validation: 0.6 } },
      { options: { learnigRate: 1 } },
      { method: "gce", options: { hyper: { q: -1 } } },
      { options: { backboneOptions: { widths: "wide" } } },
    ] as const
  ).map((wrong) => {
    const wanted = { ...plain, ...wrong };
    const run = startRun(db, project, { ...wanted, labelRaterId: raterId }, 1);
    const { method, backbone, options, seed } = wanted;
    const sources = [{ raterId, pool }];
    const both = { methods: ["ce", method], backbones: [backbone], sources, options, seed };
    const panel = startPanel(db, project, both, 1);
    if (run.ok || panel.ok) throw new Error(`taken: ${JSON.stringify(wrong)}`);
    expect(run.message).toMatch(/^[A-Z“].*\.$/);
    expect(run.message.split("\n")).toHaveLength(1);
    return [run.message, panel.message];
  });
  for (const [run, panel] of refusals) expect(panel).toBe(run);
  expect(new Set(refusals.map(([run]) => run)).size).toBeGreaterThan(10);
  expect(listPanels(db, store.projectId)).toEqual([]);
  expect(db.select().from(jobs).all()).toEqual([]);
});

test("the posterior of the columns is learnt as shares where a method can, as the likeliest class elsewhere", async () => {
  const store = await threeColumns();
  const source = labelSources(store.db, store.projectId).find(({ pool }) => pool === "posterior");
  const project = findProject(store.db, "pets");
  if (!source || !project) throw new Error("three columns have a posterior");
  const learnt = (method: string) => {
    const { raterId: labelRaterId, pool } = source;
    const wanted = { method, backbone: "quick", labelRaterId, pool, seed: 1, options: {} };
    const started = startRun(store.db, asOperator(project), wanted, 1);
    if (!started.ok) throw new Error(started.message);
    return readLabels(store.db, project, started.value.run).train;
  };
  const [soft, hard] = [learnt("consistency"), learnt("gce")];
  const wanted = posteriorLabels(columnAnswers(store.db, store.projectId, false), project.classes.length);
  expect(wanted.ordinals).toHaveLength(4);
  expect(soft).toEqual({ rows: wanted.ordinals, labels: wanted.labels, targets: wanted.shares });
  expect(hard).toEqual({ rows: wanted.ordinals, labels: wanted.labels });
});
