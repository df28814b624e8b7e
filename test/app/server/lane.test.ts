import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openLane } from "../../../app/_server/views/lane.ts";
import { answerOnce } from "./answers.ts";
import { labelSources } from "#db/machines/label-sources.ts";
import { sizesOfTrainings } from "#db/machines/start-run.ts";
import { teamView } from "#db/views/team.ts";
import { studyBlocks } from "#db/views/study.ts";
import { sections } from "#lib/study/index.ts";
import { studySettings } from "#lib/study/settings.ts";
import { Expected } from "#lib/expected.ts";
import { newWorld } from "../../db/world.ts";

function laneOf(path: string) {
  const errors: Error[] = [];
  const lane = openLane({ database: path, idleMs: 60_000, report: (error) => errors.push(error) });
  onTestFinished(() => lane.end());
  return { lane, errors };
}

test("a thread says what the views say, and hears of answers that come later", async () => {
  const world = newWorld([0.3, 0.9, 0.5]);
  const { lane } = laneOf(world.database.path);
  const { id } = world.project();
  const view = () => JSON.stringify(teamView(world.database.db, world.project()));
  const before = await lane.ask("team", id, {});
  expect(before.value).toBe(view());
  expect((await lane.ask("team", id, {})).version).toBe(before.version);
  answerOnce(world, 1);
  const after = await lane.ask("team", id, {});
  expect(after.value).toBe(view());
  expect(after.version).not.toBe(before.version);
  const [section] = sections;
  if (!section) throw new Error("the study has no section");
  const settings = studySettings.parse({});
  expect((await lane.ask("section", id, { section: section.id, settings: {} })).value).toEqual(
    await studyBlocks(world.database.db, world.project(), section, settings),
  );
  const { value: splits } = await lane.ask("splits", id, {});
  expect(splits).toEqual([{ split: "test", items: 3, gold: 3 }]);
  const { value: confidences } = await lane.ask("confidences", id, {});
  expect([confidences[299], confidences[300], confidences[1000]]).toEqual([0, 1, 3]);
});

test("a thread counts what trainings would learn from, or says why there is none", async () => {
  const world = newWorld([0.3, 0.9, 0.5]);
  const { db } = world.database;
  const { lane } = laneOf(world.database.path);
  const { id } = world.project();
  answerOnce(world, 1);
  const people = labelSources(db, id).find(({ pool }) => pool === "people");
  if (!people) throw new Error("an answer is no source");
  for (const options of [{ folds: 2 }, { folds: 1 }]) {
    const { value } = await lane.ask("trainings", id, { sources: [people], options });
    expect(value).toEqual(sizesOfTrainings(db, id, [people], options));
    expect(value.ok).toBe(options.folds === 2);
  }
});

test("what cannot be answered is refused with a sentence, and the thread goes on", async () => {
  const world = newWorld([0.3]);
  const { lane, errors } = laneOf(world.database.path);
  await expect(lane.ask("team", 999, {})).rejects.toThrow(Expected);
  expect(await lane.ask("raters", world.project().id, {})).toMatchObject({ value: [{ id: "run-1" }] });
  expect(errors).toEqual([]);
});

test("a thread that dies is reported, and another one answers in its place; one question kills no third", async () => {
  const world = newWorld([0.3]);
  const { id } = world.project();
  // There is no database when the first thread starts, so it dies; then there is one.
  const path = join(world.database.folder, "later.db");
  const died: Error[] = [];
  const report = (error: Error) => {
    died.push(error);
    world.database.sqlite.exec(`vacuum into '${path}'`);
  };
  const lane = openLane({ database: path, idleMs: 60_000, report });
  onTestFinished(() => lane.end());
  const { value } = await lane.ask("splits", id, {});
  expect(value).toEqual([{ split: "test", items: 1, gold: 1 }]);
  expect(died).toHaveLength(1);

  const { lane: nowhere, errors } = laneOf(join(world.database.folder, "never.db"));
  await expect(nowhere.ask("splits", id, {})).rejects.toThrow(/died/);
  expect(errors).toHaveLength(2);
});
