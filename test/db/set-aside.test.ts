import { and, eq } from "drizzle-orm";
import fc from "fast-check";
import { expect, test } from "vitest";
import { changeSettings, projectSettings, setEta } from "#db/dataset/projects.ts";
import { exportedItems } from "#db/exports/items.ts";
import { queueState } from "#db/labelling/routes.ts";
import { asidePart, asidesUnderWay, beginAside, beginReturn, carryAside } from "#db/labelling/set-aside.ts";
import { deskOf } from "#db/labelling/desk.ts";
import { inTurn } from "#db/labelling/turn.ts";
import { ensurePersonRater } from "#db/labelling/raters.ts";
import { openDatabase } from "#db/client.ts";
import { asides, currentJudgments, judgments, routes } from "#db/schema.ts";
import { teamView } from "#db/views/team.ts";
import { loadStudy } from "#db/views/study.ts";
import { sampleTime } from "../sample-time.ts";
import { answerOf, label, person, progress, take, undo } from "./hands.ts";
import { newWorld, routeBy, type World } from "./world.ts";

const inForce = (world: World) =>
  world.database.db
    .select()
    .from(routes)
    .where(eq(routes.generation, world.project().routesGeneration))
    .orderBy(routes.itemId)
    .all()
    .map((row) => ({ ...row, generation: 0 }));

const raterOf = (world: World, who: number): number =>
  ensurePersonRater(world.database.db, world.project().id, person(world, who)).id;

/** All parts of what is under way. @param most answers a part */
function carry(world: World, now: number, most = asidePart): number {
  let parts = 0;
  for (const id of asidesUnderWay(world.database.db))
    for (let ended = false; !ended; parts++)
      ended = inTurn(world.database.db, (desk) => carryAside(desk, id, now, most)) !== null;
  return parts;
}

function setAside(
  world: World,
  who: number,
  now: number,
  since: number | null = null,
  most?: number,
): number {
  const wish = { raterId: raterOf(world, who), since, why: "too fast" };
  const begun = beginAside(world.database.db, world.project(), wish, now);
  if (!begun.ok) throw new Error(begun.message);
  carry(world, now, most);
  return begun.value.id;
}

function takeBack(world: World, aside: number, now: number, most?: number): void {
  const begun = beginReturn(world.database.db, world.project(), aside, now);
  if (!begun.ok) throw new Error(begun.message);
  carry(world, now, most);
}

/** Everything that is counted or believed of the answers that stand. */
function counted(world: World, now: number) {
  const { db } = world.database;
  const project = world.project();
  const view = teamView(db, project);
  const { study, tallies } = loadStudy(db, project);
  const answers = db
    .select()
    .from(currentJudgments)
    .orderBy(currentJudgments.itemId, currentJudgments.raterId)
    .all()
    .map(({ itemId, raterId, outcome, label, receivedAt, responseMs, quality, reason, inclusion }) => ({
      ...{ itemId, raterId, outcome, label, receivedAt, responseMs, quality, reason, inclusion },
    }));
  // the desk's own counters are moved in place
  return structuredClone({
    answers,
    routes: inForce(world),
    queue: queueState(db, project),
    desk: deskOf(db).tallies.get(project.id)?.open,
    asked: deskOf(db).tallies.get(project.id)?.asked,
    progress: [0, 1, 2].map((who) => progress(world, who, now - 500)),
    team: { ...view, cursor: 0, curve: [] },
    study: study.raters.map(({ id, answers: given, responseMs }) => [
      id,
      [...given],
      responseMs && [...responseMs],
    ]),
    sums: study.raters.map((rater) => tallies.own(rater)),
    exported: [...exportedItems(db, project, { names: true })].flat(),
  });
}

test("after any work, setting answers aside and taking them back leaves every counter as it was; routes equal their rebuild at every stage", async () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant("answer" as const), who: fc.nat(2), label: fc.integer({ min: -1, max: 2 }) }),
    fc.record({ do: fc.constant("undo" as const), who: fc.nat(2) }),
    fc.record({ do: fc.constant("eta" as const), eta: fc.integer({ min: 0, max: 10 }) }),
    fc.record({ do: fc.constant("aside" as const), who: fc.nat(2), since: fc.option(fc.nat(600)) }),
    fc.record({ do: fc.constant("back" as const) }),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 8, maxLength: 30 }),
      fc.integer({ min: 1, max: 3 }),
      fc.nat(2),
      fc.option(fc.nat(600)),
      async (steps, overlap, who, since) => {
        const world = newWorld([0.1, 0.3, null, 0.5, 0.7, 0.9], {
          ...{ people: 3, auditRate: 0.5, draws: [0.1, 0.6, 0.2, 0.3, 0.4, 0.45] },
        });
        const { db } = world.database;
        for (const each of [0, 1, 2]) raterOf(world, each);
        await changeSettings(db, world.project(), projectSettings.parse({ ...world.project(), overlap }), 1);
        let now = 1000;
        for (const action of steps) {
          now += 10;
          if (action.do === "eta") setEta(db, world.project(), action.eta / 10, now);
          else if (action.do === "undo") undo(world, action.who, now);
          else if (action.do === "aside")
            setAside(world, action.who, now, action.since && 1000 + action.since);
          else if (action.do === "back") {
            const [row] = db.select().from(asides).where(eq(asides.state, "set")).all();
            if (row) takeBack(world, row.id, now);
          } else {
            const [task] = take(world, action.who, { now });
            if (!task) continue;
            const { lease } = task;
            const unsure = { lease, outcome: "unsure" as const, label: null, time: sampleTime };
            answerOf(world, action.who, action.label < 0 ? unsure : label(lease, action.label), { now });
          }
        }
        const rebuilt = () => {
          const before = inForce(world);
          const other = openDatabase(world.database.path);
          expect(queueState(db, world.project())).toEqual(queueState(other.db, world.project()));
          other.close();
          routeBy(db, world.project().id, {});
          expect(inForce(world)).toEqual(before);
        };
        const before = counted(world, now);
        const aside = setAside(world, who, now, since && 1000 + since, 2);
        const rater = raterOf(world, who);
        expect(
          db
            .select()
            .from(currentJudgments)
            .where(eq(currentJudgments.raterId, rater))
            .all()
            .filter(({ receivedAt }) => receivedAt >= (since === null ? 0 : 1000 + since)),
        ).toEqual([]);
        rebuilt();
        takeBack(world, aside, now, 2);
        expect(counted(world, now)).toEqual(before);
        rebuilt();
      },
    ),
    { numRuns: 10 },
  );
}, 180_000);

test("what is set aside is marked in the export and nothing is lost; what they answer again stands", () => {
  const world = newWorld([0.1, 0.2], { people: 1 });
  const { db } = world.database;
  for (const given of [1, 2]) {
    const [task] = take(world, 0, { now: 1000 * given });
    if (task) answerOf(world, 0, label(task.lease, given), { now: 1000 * given + 10 });
  }
  const said = () =>
    [...exportedItems(db, world.project(), { names: true })]
      .flat()
      .map((item) => item.judgments.map(({ label, current, setAside }) => ({ label, current, setAside })));
  const before = said();
  expect(before).toEqual([
    [{ label: "green", current: true, setAside: false }],
    [{ label: "blue", current: true, setAside: false }],
  ]);
  const aside = setAside(world, 0, 5000, 2000);
  expect(said()[1]).toEqual([{ label: "blue", current: false, setAside: true }]);
  expect(said()[0]).toEqual(before[0]);
  // its picture is asked again, of the same person too
  const [again] = take(world, 0, { now: 6000 });
  answerOf(world, 0, label(again?.lease ?? "", 0), { now: 6010 });
  takeBack(world, aside, 7000);
  expect(said()[1]).toEqual([
    { label: "blue", current: false, setAside: false },
    { label: "red", current: true, setAside: false },
  ]);
  expect(db.select().from(asides).get()).toMatchObject({ state: "back", answers: 1 });
  const refused = beginReturn(db, world.project(), aside, 8000);
  expect(refused.ok).toBe(false);
});

test("what a process left half done is gone on with, and nothing else begins meanwhile", () => {
  const world = newWorld([0.1, 0.2, 0.3, 0.4, 0.5], { people: 2 });
  const { db } = world.database;
  for (let i = 0; i < 5; i++) {
    const [task] = take(world, 0, { now: 1000 + i });
    if (task) answerOf(world, 0, label(task.lease, 0), { now: 2000 + i });
  }
  const raterId = raterOf(world, 0);
  const wish = { raterId, since: null, why: "" };
  const begun = beginAside(db, world.project(), wish, 3000);
  const id = begun.ok ? begun.value.id : -1;
  expect(inTurn(db, (desk) => carryAside(desk, id, 3000, 2))).toBeNull();
  expect(beginAside(db, world.project(), wish, 3001).ok).toBe(false);
  expect(beginReturn(db, world.project(), id, 3001).ok).toBe(false);
  // another process
  const other = openDatabase(world.database.path);
  expect(asidesUnderWay(other.db)).toEqual([id]);
  while (!inTurn(other.db, (desk) => carryAside(desk, id, 4000, 2)));
  other.close();
  expect(db.select().from(asides).get()).toMatchObject({ state: "set", answers: 5 });
  expect(db.select().from(currentJudgments).where(eq(currentJudgments.raterId, raterId)).all()).toEqual([]);
  expect(
    db
      .select()
      .from(judgments)
      .where(and(eq(judgments.raterId, raterId), eq(judgments.asideId, id)))
      .all(),
  ).toHaveLength(5);
  expect(beginAside(db, world.project(), { ...wish, raterId: 999 }, 5000).ok).toBe(false);
});
