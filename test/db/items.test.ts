import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { deskOf } from "#db/labelling/desk.ts";
import { submitAnswer } from "#db/labelling/judgments.ts";
import { leaseTasks } from "#db/labelling/queue.ts";
import { inTurn } from "#db/labelling/turn.ts";
import { undoAnswer } from "#db/labelling/undo.ts";
import { authorize } from "#db/access.ts";
import { write } from "#db/client.ts";
import { itemView } from "#db/views/items/item.ts";
import { countItems, everyItem, findItems, itemsAround } from "#db/views/items/gallery.ts";
import { fewItems } from "#db/views/items/narrow.ts";
import { namedRaters } from "#db/views/items/raters.ts";
import { tilesOf } from "#db/views/items/tiles.ts";
import {
  type Browse,
  everything,
  type ItemFilter,
  sorts,
  misread,
  readBrowse,
  relations,
  type Said as SaidBy,
  searchOfBrowse,
} from "#lib/items/filter.ts";
import type { ItemPlace } from "#lib/items/place.ts";
import { sampleTime } from "../sample-time.ts";
import { plansOf, scans } from "./plans.ts";
import { newWorld, routeBy, type World } from "./world.ts";

const forever = { ms: 1e9, now: () => 0 };
/** Over before it has begun: one window a time. */
const impatient = () => ({ ms: -1, now: () => 0 });

/** Forty items; two people have answered some, one took an answer back; a column labels two of three. */
function someWorld(): World {
  const world = newWorld(
    Array.from({ length: 40 }, (_, i) => (i % 7 === 3 ? null : ((i * 37) % 100) / 100)),
    { overlap: 2, auditRate: 0.3, draws: Array.from({ length: 40 }, (_, i) => ((i * 13) % 40) / 40) },
  );
  const { db, sqlite } = world.database;
  const column =
    sqlite.prepare<[], number>("select id from raters where source = 'column'").pluck().get() ?? 0;
  write(db, () => {
    const say = sqlite.prepare(
      "insert into judgments (projectId, itemId, raterId, outcome, label, receivedAt) values (?, ?, ?, 'label', ?, 1)",
    );
    world.itemIds.forEach((id, i) => i % 3 !== 0 && say.run(world.project().id, id, column, (i * i) % 3));
    sqlite.prepare("update items set split = 'train' where ordinal < 5").run();
    sqlite.prepare("update items set split = null where ordinal between 5 and 9").run();
    sqlite.prepare("update items set gold = null where ordinal % 5 = 4").run();
  });
  routeBy(db, world.project().id, {});
  let now = Date.UTC(2026, 5, 1, 12);
  for (const [nth, person] of world.people.entries())
    for (let turn = 0; turn < 14; turn++)
      inTurn(db, (desk) => {
        const project = authorize(person, world.project(), "annotator", null);
        if (!project) throw new Error("nobody may annotate");
        now += 3_600_000;
        const claim = { userId: person.id, held: [], want: 1, now, random: () => 0.9 };
        const lease = leaseTasks(desk, project, claim)[0]?.lease ?? "";
        const label = (turn + nth * (turn % 2)) % 3;
        const answer =
          turn % 6 === 5
            ? ({ outcome: "unsure", label: null } as const)
            : ({ outcome: "label", label } as const);
        submitAnswer(desk, project, { lease, ...answer, time: sampleTime }, claim);
        if (turn % 5 === 4) undoAnswer(desk, project, person.id, lease, now + 1);
      });
  return world;
}

type Row = {
  id: number;
  ordinal: number;
  name: string;
  split: string | null;
  gold: number | null;
  confidence: number | null;
  predicted: number;
  top: number | null;
  score: number | null;
  said: Map<string, number | null>;
  last: [at: number, id: number] | null;
  times: number[];
  /** of each rater's answer: its number, and its time where that can be trusted */
  of: Map<string, { id: number; ms: number | null; label: number | null }>;
  disagreement: number;
};

/** The same from whole tables, as a reader would do it by hand. */
function byHand(world: World): Row[] {
  const { sqlite } = world.database;
  const project = world.project();
  const answers = sqlite
    .prepare<
      [],
      {
        id: number;
        itemId: number;
        rater: string;
        label: number | null;
        leaseId: string | null;
        responseMs: number | null;
        quality: string | null;
        receivedAt: number;
      }
    >(
      `select answer.id, itemId, raters.source || '-' || raters.id as rater, label, leaseId, receivedAt, responseMs, quality
       from current_judgments answer join raters on raters.id = answer.raterId`,
    )
    .all();
  return sqlite
    .prepare<[number, number], Omit<Row, "said" | "last" | "times" | "of" | "disagreement">>(
      `select items.*, confidence, predictions.itemId is not null as predicted, top, routes.score from items
       left join predictions on predictions.itemId = items.id and runId = ?
       left join routes on routes.itemId = items.id and routes.generation = ?`,
    )
    .all(project.activeRunId ?? -1, project.routesGeneration)
    .map((row) => {
      const own = answers.filter(({ itemId }) => itemId === row.id);
      const labels = own.flatMap(({ label }) => (label === null ? [] : [label]));
      const most = Math.max(0, ...[0, 1, 2].map((k) => labels.filter((label) => label === k).length));
      const here = own.filter(({ leaseId }) => leaseId !== null).sort((a, b) => a.id - b.id);
      const last = here.at(-1);
      return {
        ...row,
        of: new Map(
          own.map(({ rater, id, label, responseMs, quality }) => [
            rater,
            { id, label, ms: quality === "ok" ? responseMs : null },
          ]),
        ),
        said: new Map(own.map(({ rater, label }) => [rater, label])),
        last: last ? [last.receivedAt, last.id] : null,
        times: here.map(({ receivedAt }) => receivedAt),
        disagreement: labels.length === 0 ? 0 : 1 - most / labels.length,
      };
    });
}

const answered = (
  given: number | null | undefined,
  answer: number | string,
  gold: number | null,
): boolean => {
  if (typeof answer === "number") return given === answer;
  if (answer === "any") return typeof given === "number";
  if (answer === "none") return typeof given !== "number";
  if (answer === "unsure") return given === null;
  return typeof given === "number" && gold !== null && (given === gold) === (answer === "right");
};

function fitsByHand(row: Row, { filter, sort }: Browse): boolean {
  const { confidence, score, differ, split, since, until, zone, name, by, pair, took, stretch, gold } =
    filter;
  const classBy = (rater: string): number | null => {
    if (rater === "gold") return row.gold;
    return rater.startsWith("run") ? row.top : (row.said.get(rater) ?? null);
  };
  const many = by ? by.raters.filter((rater) => classBy(rater) !== null).length : 0;
  const [one, other] = pair ? [classBy(pair.one), classBy(pair.other)] : [null, null];
  const timed = took && row.of.get(took.rater);
  const run = stretch && row.of.get(stretch.rater);
  const day = (at: number) => new Date(at).toLocaleDateString("sv-SE", { timeZone: zone ?? "UTC" });
  return (
    filter.said.every(({ rater, answer }) => {
      if (rater === "gold") return answered(row.gold, answer, row.gold);
      if (rater.startsWith("run")) return answered(row.predicted ? row.top : undefined, answer, row.gold);
      return answered(row.said.get(rater), answer, row.gold);
    }) &&
    (!by || (by.low <= many && many <= by.high)) &&
    (!pair ||
      (one !== null &&
        other !== null &&
        (pair.relation === "either"
          ? one === row.gold || other === row.gold
          : (one === other) === (pair.relation === "alike")))) &&
    (!took ||
      (typeof took.ms === "object" &&
        timed?.ms !== undefined &&
        timed.ms !== null &&
        timed.label !== null &&
        took.ms.low <= timed.ms &&
        timed.ms <= took.ms.high)) &&
    (!stretch || (run !== undefined && run !== null && stretch.from <= run.id && run.id <= stretch.to)) &&
    (!gold || (gold === "data" && row.gold !== null)) &&
    (!confidence ||
      (row.confidence !== null && row.confidence >= confidence.low && row.confidence <= confidence.high)) &&
    (!score || (row.score !== null && row.score >= score.low && row.score <= score.high)) &&
    (!differ || (differ === "yes") === row.disagreement > 0) &&
    (!split || (row.split ?? "none") === split) &&
    ((!since && !until) ||
      row.times.some((at) => (!since || day(at) >= since) && (!until || day(at) <= until))) &&
    (!name || row.name.toLowerCase().includes(name.toLowerCase())) &&
    (sort !== "confidence" || row.predicted === 1) &&
    (sort !== "score" || row.score !== null) &&
    (sort !== "disagreement" || row.disagreement > 0) &&
    (sort !== "last" || row.last !== null)
  );
}

function orderByHand(sort: Browse["sort"]): (a: Row, b: Row) => number {
  const by = (key: (row: Row) => number) => (a: Row, b: Row) => key(a) - key(b) || a.id - b.id;
  if (sort === "name") return (a, b) => (a.name < b.name ? -1 : 1);
  if (sort === "confidence") return by(({ confidence }) => confidence ?? -1);
  if (sort === "score") return by(({ score }) => score ?? -2);
  if (sort === "disagreement") return by(({ disagreement }) => disagreement);
  if (sort === "last")
    return (a, b) => (a.last?.[0] ?? 0) - (b.last?.[0] ?? 0) || (a.last?.[1] ?? 0) - (b.last?.[1] ?? 0);
  return by(({ ordinal }) => ordinal);
}

const share = fc.integer({ min: 0, max: 20 }).map((twentieths) => twentieths / 20);
const range = fc.tuple(share, share).map(([a, b]) => ({ low: Math.min(a, b), high: Math.max(a, b) }));
/** Now and then: of many parts together few would leave anything to find. */
const maybe = <T>(some: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
  fc.oneof({ arbitrary: fc.constant(null), weight: 4 }, { arbitrary: some, weight: 1 });

/** Of what few addresses have, one part at most. */
function rare(raters: readonly string[]): fc.Arbitrary<Partial<ItemFilter>> {
  const people = fc.constantFrom(...raters.filter((id) => !id.startsWith("run")));
  const any = fc.constantFrom("gold", ...raters);
  return fc.oneof(
    fc.constant({}),
    fc
      .tuple(fc.subarray(["gold", ...raters], { minLength: 1 }), fc.nat(3), fc.nat(3))
      .map(([some, least, more]) => {
        const low = Math.min(least, some.length);
        return { by: { raters: some, low, high: low + more } };
      }),
    fc.record({ one: any, other: any, relation: fc.constantFrom(...relations) }).map((pair) => ({ pair })),
    fc
      .record({
        rater: people,
        ms: fc.constantFrom("doubtful" as const, { low: 100, high: 600 }, { low: 0, high: 100.5 }),
      })
      .map((took) => ({ took })),
    fc.record({ rater: people, from: fc.nat(40), to: fc.nat(60) }).map((stretch) => ({ stretch })),
    fc.constantFrom<Partial<ItemFilter>[]>({ gold: "data" }, { gold: "review" }),
  );
}

function filters(raters: readonly string[]): fc.Arbitrary<ItemFilter> {
  return fc.tuple(usual(raters), rare(raters)).map(([filter, more]) => ({
    ...filter,
    ...more,
    ...(filter.since === null && filter.until === null && { zone: null }),
  }));
}

function usual(raters: readonly string[]): fc.Arbitrary<ItemFilter> {
  return fc.record({
    said: fc.array(
      fc.record({
        rater: fc.constantFrom("gold", ...raters),
        answer: fc.constantFrom<SaidBy["answer"][]>(0, 1, 2, "any", "none", "right", "wrong"),
      }),
      { maxLength: 2 },
    ),
    confidence: maybe(range),
    run: fc.constant(null),
    score: maybe(range),
    differ: maybe(fc.constantFrom("yes", "no")),
    asked: fc.constant(null),
    split: maybe(fc.constantFrom("train", "test", "none")),
    since: maybe(fc.constantFrom("2026-06-01", "2026-06-02")),
    until: maybe(fc.constantFrom("2026-06-01", "2026-06-02")),
    zone: maybe(fc.constantFrom("Pacific/Auckland", "America/Los_Angeles")),
    name: maybe(fc.constantFrom("1", ".PNG", "zebra")),
    tag: fc.constant(null),
    aside: fc.constant(null),
    ...{ by: fc.constant(null), pair: fc.constant(null), took: fc.constant(null) },
    ...{ stretch: fc.constant(null), answers: fc.constant(null), gold: fc.constant(null) },
  });
}

describe("any filter in any order", () => {
  const world = () => someWorld();

  test("finds what a look at every row finds, page by page, both ways, and counts it", () => {
    const made = world();
    const { db } = made.database;
    const project = made.project();
    const rows = byHand(made);
    const raters = namedRaters(db, project.id).map(({ id }) => id);
    expect(raters.map((id) => id.split("-")[0]).sort()).toEqual(["column", "person", "person"]);
    const browses = fc.record({
      filter: filters([...raters, `run-${project.activeRunId ?? 0}`]),
      sort: fc.constantFrom(...sorts),
      down: fc.boolean(),
    });
    let [some, none] = [0, 0];
    fc.assert(
      fc.property(browses, fc.integer({ min: 1, max: 7 }), (browse, size) => {
        const { problems, ...read } = readBrowse(searchOfBrowse(browse));
        expect([read, problems, misread(searchOfBrowse(browse))]).toEqual([browse, [], []]);
        const wanted = rows.filter((row) => fitsByHand(row, browse)).sort(orderByHand(browse.sort));
        if (browse.down) wanted.reverse();
        const ids = wanted.map(({ id }) => id);
        if (ids.length > 0) some++;
        else none++;
        const found: number[] = [];
        let after: ItemPlace | null = null;
        for (let pages = 0; pages < 60; pages++) {
          const page: ReturnType<typeof findItems> = findItems(db, project, browse, {
            ...{ after, size, patience: pages % 2 === 0 ? forever : impatient() },
          });
          found.push(...page.ids);
          after = page.next;
          if (after === null) break;
        }
        expect(found).toEqual(ids);
        expect(countItems(db, project, browse, forever)).toEqual({ n: ids.length, complete: true });
        expect([...everyItem(db, project, browse)].flat()).toEqual(ids);
        const middle = Math.floor(ids.length / 2);
        if (ids.length > 0)
          expect(itemsAround(db, project, browse, ids[middle] ?? 0, forever)).toEqual({
            before: ids[middle - 1] ?? null,
            after: ids[middle + 1] ?? null,
          });
      }),
      { numRuns: 150 },
    );
    expect(Math.min(some, none)).toBeGreaterThan(20);
  });

  test("what is stored of disagreement is what the answers say, after changes of mind too", () => {
    const made = world();
    const stored = made.database.sqlite
      .prepare<[], { id: number; disagreement: number }>("select id, disagreement from items")
      .all();
    const rows = byHand(made);
    expect(stored.map(({ disagreement }) => disagreement)).toEqual(
      rows.map(({ disagreement }) => disagreement),
    );
    expect(rows.filter(({ disagreement }) => disagreement > 0).length).toBeGreaterThan(3);
  });
});

test("asked, waiting, kept and not in the queue are all items, and the queue hands out those that wait", () => {
  const world = someWorld();
  const { db } = world.database;
  const project = world.project();
  const of = (asked: ItemFilter["asked"]) =>
    [...everyItem(db, project, { filter: { ...everything, asked }, sort: "order", down: false })].flat();
  const [done, waits, kept, out] = (["answered", "waiting", "kept", "unrouted"] as const).map(of);
  expect(new Set([done, waits, kept, out].flat()).size).toBe(40);
  expect(out).toEqual([]); // all were predicted
  const takeable = inTurn(db, (desk) =>
    world.people.flatMap(({ id }) => {
      const claim = { userId: id, held: [], want: 40, now: Date.UTC(2027, 0), random: () => 0.9 };
      leaseTasks(desk, world.annotate(), claim);
      return desk.sqlite
        .prepare<[number], number>("select itemId from leases where userId = ? and live = 1")
        .pluck()
        .all(id);
    }),
  );
  expect(takeable.length).toBeGreaterThan(5);
  expect(takeable.filter((id) => !waits?.includes(id))).toEqual([]);
});

test("the team's answer and the majority are asked of each item; words that cannot be read are named", () => {
  const world = someWorld();
  const { db } = world.database;
  const project = world.project();
  const of = (search: string) => [...everyItem(db, project, readBrowse(search))].flat();
  const team = [0, 1, 2].map((k) => of(`said=team:${k}`));
  expect(team.flat().length + of("said=team:none").length).toBe(40);
  for (const [k, ids] of team.entries())
    for (const id of ids) expect(itemView(db, project, id)?.team.label).toBe(k);
  expect(of("said=team:right").length).toBeGreaterThan(0);
  expect(of("said=aggregate:any").length).toBe(
    byHand(world).filter(({ said }) => [...said.values()].some((label) => label !== null)).length,
  );
  expect(of("said=people:any&said=aggregate:none")).toEqual([]);
  const odd = readBrowse(
    "by=3-2~gold&said=person-x:1&said=gold:0&confidence=2-3&sort=shoe&split=half&since=yesterday&zone=Mars",
  );
  expect(odd.filter.said).toEqual([{ rater: "gold", answer: 0 }]);
  expect(odd.problems).toEqual([
    "said=person-x:1",
    "by=3-2~gold",
    "confidence=2-3",
    "split=half",
    "since=yesterday",
    "zone=Mars",
    "sort=shoe",
  ]);
});

test("a tile says what most people and columns gave, and where they are at odds, as it stands", () => {
  const world = someWorld();
  const { db, sqlite } = world.database;
  const project = world.project();
  const ids = byHand(world).map(({ id }) => id);
  const tiles = tilesOf(db, project, ids, project.activeRunId ?? -1);
  const seen = { at: 0, one: 0, none: 0 };
  for (const [i, { said }] of byHand(world).entries()) {
    const counts = new Map<number, number>();
    for (const label of said.values()) if (label !== null) counts.set(label, (counts.get(label) ?? 0) + 1);
    const most = Math.max(0, ...counts.values());
    const leaders = [...counts].filter(([, n]) => n === most).map(([label]) => label);
    const votes = {
      label: leaders.length === 1 ? leaders[0] : null,
      most,
      of: [...counts.values()].reduce((sum, n) => sum + n, 0),
    };
    expect(tiles[i]?.votes).toEqual(most === 0 ? null : votes);
    seen[most === 0 ? "none" : leaders.length === 1 ? "one" : "at"]++;
  }
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(0);
  const plans = plansOf(world.database, () => tilesOf(db, project, ids, -1));
  expect(scans(plans)).toEqual([]);
  expect(plans.some((plan) => plan.includes("judgments_item"))).toBe(true);
  expect(sqlite.inTransaction).toBe(false);
});

test("an item's page knows its answers, its machines and why it is asked; another project's item is none", () => {
  const world = someWorld();
  const { db, sqlite } = world.database;
  const project = world.project();
  const id = world.itemIds[1] ?? 0;
  const view = itemView(db, project, id);
  expect(view?.runs).toEqual([]); // runs of fixtures are no raters
  expect(view?.said.filter(({ current }) => current).length).toBe(byHand(world)[1]?.said.size);
  expect(view?.queueing.route?.score).toBe(byHand(world)[1]?.score);
  expect(tilesOf(db, project, [id, 999], project.activeRunId ?? -1).map((tile) => tile.id)).toEqual([id]);
  sqlite
    .prepare("insert into projects (slug, name, classes, createdAt) values ('other', 'Other', '[\"a\"]', 1)")
    .run();
  expect(itemView(db, { ...project, id: project.id + 1 }, id)).toBeNull();
  expect(deskOf(db).sqlite.inTransaction).toBe(false);
});

test("no filter and no order walks through a table", () => {
  const world = someWorld();
  const project = world.project();
  const raters = namedRaters(world.database.db, project.id).map(({ id }) => id);
  const parts = [
    "",
    ...raters.flatMap((id) =>
      ["0", "any", "none", "unsure", "right"].map((answer) => `said=${id}:${answer}`),
    ),
    ...[
      "said=gold:1",
      "said=gold:none",
      `said=run-${project.activeRunId ?? 0}:2`,
      "said=team:1",
      "said=aggregate:1",
    ],
    ...["confidence=0.2-0.4", "score=0.1-0.3", "differ=yes", "differ=no", "split=train", "split=none"],
    ...["asked=answered", "asked=waiting", "asked=kept", "asked=unrouted", "since=2026-06-01", "name=1"],
  ];
  // what is asked of them has nothing to do with the order in which they come
  const inOneOrder = [
    ...raters.flatMap((id) => [`took=${id}:0-900`, `stretch=${id}:1-20`, `pair=gold~${id}:alike`]),
    ...raters.flatMap((id) => [
      `said=${id}:given`,
      `said=${id}:any&answers=too`,
      `said=${id}:any&answers=only`,
    ]),
    ...[
      `by=2-3~${raters.join("~")}`,
      `by=${raters.length}-9~${raters.join("~")}`,
      "gold=data",
      "gold=review",
    ],
    ...raters
      .filter((id) => id.startsWith("person-"))
      .flatMap((id) => {
        const nth = id.slice("person-".length);
        return [`took=${id}:grid`, `said=${id}:agrees`, `said=checks-${nth}:right`, `said=work-${nth}:1`];
      }),
  ];
  const asked = [
    ...parts.map((part) => [part, sorts] as const),
    ...inOneOrder.map((part) => [part, ["order"]] as const),
  ];
  for (const analysed of [false, true]) {
    if (analysed) world.database.sqlite.exec("analyze");
    for (const [part, orders] of asked)
      for (const sort of orders)
        for (const down of ["", "&down=1"]) {
          const plans = plansOf(world.database, () => {
            const browse = readBrowse(`${part}&sort=${sort}${down}`);
            for (const after of [null, { key: sort === "name" ? "1" : 0, at: 1 }])
              findItems(world.database.db, project, browse, { after, size: 5, patience: forever });
            itemsAround(world.database.db, project, browse, world.itemIds[3] ?? 0, forever);
          });
          expect(scans(plans), `${part} ${sort} ${down}`).toEqual([]);
          // an index brings them in the order that is asked for: nothing is sorted but the few answers of an item
          const sorted = plans.filter((plan) => plan.includes("TEMP B-TREE FOR ORDER BY"));
          if (!/team|aggregate|agrees/.test(part)) expect(sorted, `${part} ${sort}`).toEqual([]);
        }
  }
  expect(fewItems).toBeLessThan(100_000);
});
