import { and, eq, gte, lt } from "drizzle-orm";
import { expect, test } from "vitest";
import { write } from "#db/client.ts";
import { ensurePersonRater } from "#db/labelling/raters.ts";
import { beginAside, carryAside } from "#db/labelling/set-aside.ts";
import { inTurn } from "#db/labelling/turn.ts";
import { storeOutputAtOnce } from "#db/machines/run-outputs.ts";
import {
  batches,
  checkAnswers,
  checks,
  items,
  judgments,
  predictions,
  projects,
  raters,
  runs,
} from "#db/schema.ts";
import { countItems } from "#db/views/items/gallery.ts";
import { personView } from "#db/views/person.ts";
import { studyBlocks } from "#db/views/study.ts";
import type { Figure } from "#lib/figures/figure.ts";
import { isEstimate } from "#lib/figures/format.ts";
import type { Cell, Table } from "#lib/figures/table.ts";
import { readBrowse } from "#lib/items/filter.ts";
import type { Leads } from "#lib/items/leads.ts";
import { randomSource } from "#lib/random.ts";
import { sections } from "#lib/study/index.ts";
import type { Block } from "#lib/study/section.ts";
import { studySettings } from "#lib/study/settings.ts";
import { person } from "./hands.ts";
import { newWorld, routeBy, type World } from "./world.ts";

const classes = ["red", "green", "blue", "grey"];
const K = classes.length;
/** Items of the world, and those that machines predicted. */
const [size, predicted] = [240, 200];

/**
 * Two columns, two people and three machines that err by chance; pictures and answers that are set aside, gold that a
 * review set, doubtful times, answers in the grid, and checks.
 * @param share of the items that each of the people answered
 */
function busyWorld({ share = 1, columns = true, gold = true } = {}): World {
  const confidences = Array.from({ length: size }, (_, i) => (i < predicted ? 0.4 + (i % 50) / 100 : null));
  const world = newWorld(confidences, { classes });
  const { db } = world.database;
  const { unit, below } = randomSource(7, 1);
  const projectId = world.project().id;
  const people = [0, 1].map((who) => ensurePersonRater(db, projectId, person(world, who)).id);
  const answer = (i: number, right: number) => (unit() < right ? i % 3 : below(K));
  write(db, (tx) => {
    const first = tx.select().from(raters).where(eq(raters.source, "column")).get();
    const second = tx
      .insert(raters)
      .values({ projectId, kind: "human", source: "column", name: "human2" })
      .returning()
      .get();
    const say = (raterId: number, itemId: number, label: number | null, more: object = {}) =>
      tx
        .insert(judgments)
        .values({
          ...{ projectId, itemId, raterId, outcome: label === null ? "unsure" : "label", label },
          ...{ receivedAt: 1, ...more },
        })
        .returning()
        .get();
    if (columns)
      world.itemIds.forEach((id, i) => {
        say(first?.id ?? 0, id, answer(i, 0.6), { responseMs: 900 + (i % 70), quality: "imported" });
        if (i % 9 !== 0) say(second.id, id, answer(i, 0.8));
      });
    people.forEach((rater, who) => {
      const userId = person(world, who);
      const batch = tx
        .insert(batches)
        .values({
          ...{ projectId, userId, key: `batch ${who}`, answers: 20, shown: 20, servedAt: 1, receivedAt: 2 },
          ...{ batchMs: 9000, visibleMs: 9000, hiddenCount: 0, input: "key", quality: "ok" },
        })
        .returning()
        .get();
      world.itemIds.slice(0, 220).forEach((itemId, i) => {
        if (unit() > share) return;
        const label = unit() < 0.05 ? null : 40 <= i && i < 75 && who === 0 ? 3 : answer(i, 0.75);
        const inGrid = i >= 150 && i < 170;
        const quality = unit() < 0.1 ? "hidden" : "ok";
        const time = inGrid
          ? { batchId: batch.id }
          : { responseMs: who === 0 && i % 4 === 0 ? 150 + unit() * 50 : 500 + unit() * 900, quality };
        say(rater, itemId, label, { ...time, leaseId: `${who}/${i}`, receivedAt: 1000 + i });
      });
      world.itemIds.slice(220).forEach((itemId, i) => {
        const asked = { projectId, userId, itemId, beforeItem: world.itemIds[i] ?? 0, askedAt: 1 };
        const check = tx.insert(checks).values(asked).returning().get();
        const label = i % 7 === 3 ? null : answer(220 + i, 0.7);
        tx.insert(checkAnswers)
          .values({
            ...{ checkId: check.id, projectId, userId, leaseId: `check ${who}/${i}`, label },
            ...{ outcome: label === null ? "unsure" : "label", servedAt: 1, receivedAt: 2, late: false },
          })
          .run();
      });
    });
    const labelRaterId = first?.id ?? 0;
    for (const [nth, right] of [0.8, 0.65].entries()) {
      const run = tx
        .insert(runs)
        .values({
          ...{ projectId, name: `run ${nth}`, method: nth === 0 ? "gce" : "elr", backbone: "quick" },
          ...{ labelRaterId, options: {}, seed: 1, state: "finished", createdAt: 1 },
        })
        .returning()
        .get();
      const itemIds = Int32Array.from(world.itemIds.slice(0, predicted));
      const probabilities = new Float32Array(itemIds.length * K);
      itemIds.forEach((_, i) => {
        const [top, sure] = [answer(i, right), 0.3 + 0.7 * unit()];
        for (let k = 0; k < K; k++) probabilities[i * K + k] = k === top ? sure : (1 - sure) / (K - 1);
      });
      storeOutputAtOnce(tx, run.id, K, { itemIds, probabilities });
    }
    // as the outputs have them, in single precision
    for (const row of tx.select().from(predictions).all())
      if (row.confidence !== null)
        tx.update(predictions)
          .set({ confidence: Math.fround(row.confidence) })
          .where(and(eq(predictions.runId, row.runId), eq(predictions.itemId, row.itemId)))
          .run();
    const ordinal = (from: number, to: number) => and(gte(items.ordinal, from), lt(items.ordinal, to));
    tx.update(items).set({ aside: true }).where(ordinal(10, 13)).run();
    const { id: goldFrom } = say(second.id, world.itemIds[9] ?? 0, 1);
    tx.update(items).set({ gold: 3, goldFrom }).where(ordinal(20, 24)).run();
    if (!gold) tx.update(items).set({ gold: null }).run();
    tx.update(projects).set({ eta: 0.62 }).run();
  });
  routeBy(db, projectId, {});
  const begun = beginAside(db, world.project(), { raterId: people[1] ?? 0, since: 1180, why: "" }, 9000);
  while (begun.ok && !inTurn(db, (desk) => carryAside(desk, begun.value.id, 9000)));
  return world;
}

/** What the gallery counts for a link is what the number said of it. */
function follow(world: World, { search, n }: Leads, where: string): void {
  const { problems, ...browse } = readBrowse(search);
  expect(problems, where).toEqual([]);
  const patience = { ms: 1e9, now: () => 0 };
  const counted = countItems(world.database.db, world.project(), browse, patience);
  expect(counted, `${where}: ${search}`).toEqual({ n, complete: true });
}

/** A number is what its link counts, or the share that this is; examples of a number have no share. */
function holds(cell: Cell, { n, of }: Leads, format: string, where: string): void {
  const value = isEstimate(cell) ? cell.value : Number(cell);
  if (of !== null) expect(value, where).toBeCloseTo(n / of, 9);
  else if (format === "count") expect(value, where).toBe(n);
}

type Seen = { where: string; leads: Leads; cell: Cell; format: string };

function inTable(table: Table, where: string): Seen[] {
  return (table.leads ?? []).flatMap((row, nth) =>
    row.flatMap((leads, at) => {
      const column = table.columns[at];
      const place = `${where}, ${column?.name ?? ""}, row ${nth}`;
      const cell = table.rows[nth]?.[at] ?? null;
      return leads ? [{ where: place, leads, cell, format: column?.format ?? "" }] : [];
    }),
  );
}

function inFigure(figure: Figure, where: string): Seen[] {
  const seen = (leads: Leads | null | undefined, cell: Cell, format: string): Seen[] =>
    leads ? [{ where, leads, cell, format }] : [];
  switch (figure.kind) {
    case "heat-map":
      return figure.panels.flatMap(({ values, leads }) =>
        values.flatMap((value, at) => seen(leads?.[at], value, figure.format)),
      );
    case "intervals":
      return figure.rows.flatMap((row) => seen(row.leads, row.estimate, figure.x.format));
    case "lines":
      return figure.series.flatMap(({ points }) =>
        points.flatMap((point) => seen(point.leads, point.y, figure.y.format)),
      );
    case "bands":
      return figure.panels.flatMap(({ series }) =>
        series.flatMap(({ points }) =>
          points.flatMap((point) => seen(point.leads, point.mean, figure.y.format)),
        ),
      );
  }
}

function inBlock({ body }: Block, where: string): Seen[] {
  if (body.kind === "refusal") return [];
  if (body.kind === "pictures")
    return body.groups.flatMap(({ title, leads }) =>
      leads ? [{ where: `${where}, ${title}`, leads, cell: leads.n, format: "count" }] : [],
    );
  const numbers = inTable(body.table, where);
  return body.kind === "figure" ? [...numbers, ...inFigure(body.figure, where)] : numbers;
}

/** Columns of shares and counts in which nothing leads anywhere. */
const silent = ({ body }: Block): string[] =>
  "table" in body
    ? body.table.columns.flatMap(({ name, format }, at) =>
        ["percent", "count", "points"].includes(format) && !body.table.leads?.some((row) => row[at])
          ? [name]
          : [],
      )
    : [];

async function blocksOf(world: World): Promise<[string, Block][]> {
  const settings = studySettings.parse({ resamples: 100 });
  const found: [string, Block][] = [];
  for (const section of sections)
    for (const block of await studyBlocks(world.database.db, world.project(), section, settings))
      found.push([`${section.id}/${block.id}`, block]);
  return found;
}

test("each number of the study that counts items leads to just these, and says what it counts", async () => {
  const world = busyWorld();
  const found = await blocksOf(world);
  const seen = found.flatMap(([id, block]) => inBlock(block, id));
  const known = new Map<string, Seen>();
  for (const each of seen) {
    holds(each.cell, each.leads, each.format, each.where);
    known.set(`${each.leads.search} ${each.leads.n}`, each);
  }
  for (const { leads, where } of known.values()) follow(world, leads, where);
  expect(known.size).toBeGreaterThan(200);
  // What is left: pairs, cases (an item and a pair), answers of several people, means over raters or classes, what is
  // measured on a random part of the items, and questions that are only played.
  const rest = found.map(([id, block]) => `${id}: ${silent(block).join(", ")}`);
  expect(rest.filter((line) => !line.endsWith(": "))).toMatchInlineSnapshot(`
    [
      "accuracy/noise: Machines",
      "confusion/incorrect-differences: red, green, blue, grey",
      "tests/test-1: Mean of first, Mean of second",
      "tests/test-1-welch: Difference",
      "tests/same-mistake: Same wrong answer, Cases",
      "difficulty/machine-confidence: Answers per rater, Mean accuracy, Min, Max",
      "difficulty/machine-agreement: Bin's mean, Answers per rater, Mean accuracy, Min, Max",
      "difficulty/response-time: Answers per rater, Mean accuracy, Min, Max",
      "difficulty/human-agreement: Answers per rater, Mean accuracy, Min, Max",
      "difficulty/test-2: Points",
      "times/by-confidence: Answers, Mean rank of the time",
      "times/by-agreement: Number, Mean rank of the time",
      "times/by-correctness: Number, Mean rank of the time",
      "times/each-person: Wrong slower than right",
      "matching/pairs: Drawn, Items drawn, Expected, Spread of draws",
      "matching/types: Mean matching, Pairs",
      "matching/groups: Mean matching, Pairs",
      "teaming/realistic: Machine alone, Partner alone, Deferred at η*, Team at η*, Gain over machine, Gain over better, Deferred at 0.6, Team at 0.6, Over machine at 0.6, Over better at 0.6, Deferred at 0.62, Team at 0.62, Over machine at 0.62, Over better at 0.62",
      "teaming/realistic-matrix: human1, human2, Person 0, Person 1, majority of people, CE, GCE, ELR",
      "teaming/sweep: Deferred, Team with one person (mean of 4), Team with majority of people, Team with GCE (best other machine)",
      "teaming/coverage: Deferred, Team with one person (mean of 4), Team with majority of people, Team with GCE (best other machine)",
      "teaming/test-4: Number, Mean Acc(η), Acc(η) − Acc*",
      "policies/budget: Questions per item, Probabilities × likelihoods, Probabilities × likelihoods, random order, Threshold, one person an item, Over the threshold rule, Over random order",
      "policies/policies: Nobody asked, 10 %, 20 %, 30 %, 40 %, 60 %, 100 %, Over threshold at 30 %",
      "policies/machines-and-policies: Alone, Threshold, Probabilities × likelihoods, Dawid–Skene, CROWDLAB, Stacked regression",
      "policies/gold: Items with gold, 10 % asked, 30 % asked, 60 % asked, 100 % asked",
      "beyond/reliability: From, To, Mean confidence, Accuracy − confidence",
      "beyond/calibration: Mean confidence, Confidence − accuracy, ECE",
      "beyond/pair-means: Pairs",
      "beyond/group-agreement: Raters",
      "beyond/classes: People, Machines, People − machines",
    ]
  `);
});

test("where the work was divided, and without gold, the links hold too", async () => {
  const divided = busyWorld({ share: 0.3, columns: false });
  const without = busyWorld({ gold: false });
  for (const [world, least] of [
    [divided, 40],
    [without, 20],
  ] as const) {
    const seen = (await blocksOf(world)).flatMap(([id, block]) => inBlock(block, id));
    const known = new Map(seen.map((each) => [`${each.leads.search} ${each.leads.n}`, each]));
    for (const { leads, where, cell, format } of known.values()) {
      holds(cell, leads, format, where);
      follow(world, leads, where);
    }
    expect(known.size).toBeGreaterThan(least);
  }
});

test("each number of a person's page leads to just the pictures that it counts", () => {
  const world = busyWorld();
  const { db } = world.database;
  for (const who of [0, 1]) {
    const view = personView(
      db,
      world.project(),
      ensurePersonRater(db, world.project().id, person(world, who)).id,
    );
    if (!view) throw new Error("nobody is there");
    const { parts, drifts, findings, confusion, mistakes, ...tiles } = view.leads;
    const all = [
      ...Object.entries({ ...tiles, ...drifts, ...findings }),
      ...parts.flatMap(({ accuracy, agreement }, nth) => [
        [`accuracy of part ${nth}`, accuracy] as const,
        [`agreement of part ${nth}`, agreement] as const,
      ]),
      ...confusion.map((leads, cell) => [`cell ${cell}`, leads] as const),
      ...mistakes.map((leads, nth) => [`mistake ${nth}`, leads] as const),
    ];
    for (const [where, leads] of all) if (leads) follow(world, leads, `person ${who}, ${where}`);
    expect(tiles).toMatchObject({
      answers: { n: view.answers },
      unsure: { n: view.unsure },
      doubtful: { n: view.doubtful.reduce((sum, { n }) => sum + n, 0) },
      times: { n: view.times },
      accuracy: { n: view.accuracy.right, of: view.accuracy.n },
      agreement: { n: view.agreement.right, of: view.agreement.n },
      withMachine: { n: view.withMachine.right, of: view.withMachine.n },
      checks: { n: view.checks.accuracy.right, of: view.checks.accuracy.n },
    });
    expect(tiles.gone?.n ?? 0).toBe(view.answers - view.standing);
    expect(view.answers - view.standing > 0).toBe(who === 1);
    expect(tiles.inGrid?.n).toBe(view.inGrid.answers);
    expect(parts.length).toBe(view.parts.length);
    view.confusion.forEach((n, cell) => expect(confusion[cell]?.n ?? 0).toBe(n));
    if (who === 0) {
      const numbers = (kind: string) => view.findings.find((each) => each.kind === kind)?.numbers;
      expect(findings["faster than others"]?.n).toBe(numbers("faster than others")?.fast);
      expect(findings["one key"]?.n).toBeGreaterThanOrEqual(numbers("one key")?.length ?? NaN);
      expect(numbers("one key")?.length).toBeGreaterThan(20);
    }
  }
});
