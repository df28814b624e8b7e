import { expect, test } from "vitest";
import { beginAside, carryAside } from "#db/labelling/set-aside.ts";
import { ensurePersonRater } from "#db/labelling/raters.ts";
import { inTurn } from "#db/labelling/turn.ts";
import { peopleHere } from "#db/views/people-here.ts";
import { personView, workOfAll } from "#db/views/person.ts";
import { answerOf, label, person, take } from "./hands.ts";
import { sampleTime } from "../sample-time.ts";
import { newWorld } from "./world.ts";

test("a person's work: accuracy, agreement, machine, mistakes, latest; what is set aside is judged alike and marked", () => {
  // gold and the machine: 0 1 2 0 1 2
  const world = newWorld([0.1, 0.2, 0.3, 0.4, 0.5, 0.55], { people: 2, overlap: 2 });
  const { db } = world.database;
  const [ann, ben] = [0, 1].map((who) => ensurePersonRater(db, world.project().id, person(world, who)).id);
  const said: Record<number, number[]> = { 0: [0, 1, 2, 1, 1, 1], 1: [0, 1, 0, 1] };
  for (const who of [0, 1])
    said[who]?.forEach((answer, i) => {
      const now = 1000 + 100 * i + who;
      const [task] = take(world, who, { now });
      if (task) answerOf(world, who, label(task.lease, answer), { now: now + 10 });
    });
  const view = personView(db, world.project(), ann ?? -1);
  expect(view).toMatchObject({
    ...{ name: "Person 0", answers: 6, standing: 6, unsure: 0, more: false, from: 1010 },
    accuracy: { right: 4, n: 6 },
    // ben answered four of them: he agrees on 0, 1 and 3
    agreement: { right: 3, n: 4 },
    othersAccuracy: { right: 2, n: 4 },
    withMachine: { right: 4, n: 6 },
    mistakes: [
      { gold: 0, label: 1, n: 1 },
      { gold: 2, label: 1, n: 1 },
    ],
  });
  expect(view?.latest.map(({ label: given, gold, others }) => [given, gold, others])).toEqual([
    [1, 2, -1],
    [1, 1, -1],
    [1, 0, 1],
    [2, 2, 0],
    [1, 1, 1],
    [0, 0, 0],
  ]);
  expect(view?.findings.every(({ suspicious }) => !suspicious)).toBe(true);

  const begun = beginAside(db, world.project(), { raterId: ann ?? -1, since: 1300, why: "" }, 5000);
  while (begun.ok && !inTurn(db, (desk) => carryAside(desk, begun.value.id, 5000)));
  const after = personView(db, world.project(), ann ?? -1);
  expect(after).toMatchObject({ answers: 6, standing: 3, accuracy: { right: 4, n: 6 } });
  expect(after?.latest.map(({ setAside }) => setAside)).toEqual([true, true, true, false, false, false]);
  expect(after?.asides).toMatchObject([{ state: "set", answers: 3, since: 1300 }]);
  // ben's agreement no longer knows of them
  expect(personView(db, world.project(), ben ?? -1)?.agreement).toMatchObject({ right: 2, n: 3 });
  expect(personView(db, world.project(), 999)).toBeNull();
  expect([...workOfAll(db).values()].flat().map(({ raterId }) => raterId)).toEqual([ann, ben]);
  expect(peopleHere(db, world.project().id)).toEqual([
    { raterId: ben, userId: 2, displayName: "Person 1", answers: 4, last: 1311 },
    { raterId: ann, userId: 1, displayName: "Person 0", answers: 3, last: 1210 },
  ]);
});

test("what was set aside of somebody's answers is no measure of how quick others are", () => {
  const world = newWorld(
    Array.from({ length: 40 }, (_, i) => i / 100),
    { people: 2 },
  );
  const { db } = world.database;
  const [ann, ben] = [0, 1].map((who) => ensurePersonRater(db, world.project().id, person(world, who)).id);
  for (let i = 0; i < 40; i++) {
    const now = 10_000 * (i + 1);
    const [task] = take(world, 0, { now });
    const responseMs = i < 20 ? 900 : 300;
    const time = { ...sampleTime, responseMs, visibleMs: responseMs };
    if (task) answerOf(world, 0, { ...label(task.lease, 0), time }, { now: now + 1000 });
  }
  const others = () => personView(db, world.project(), ben ?? -1)?.othersSpeed.value;
  expect(others()).toBe(600);
  const wish = { raterId: ann ?? -1, since: 205_000, why: "" };
  const begun = beginAside(db, world.project(), wish, 900_000);
  while (begun.ok && !inTurn(db, (desk) => carryAside(desk, begun.value.id, 900_000)));
  expect(others()).toBe(900);
});
