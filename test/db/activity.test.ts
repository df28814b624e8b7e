import { eq } from "drizzle-orm";
import fc from "fast-check";
import { expect, test } from "vitest";
import { write } from "#db/client.ts";
import { askForChange } from "#db/changes/change.ts";
import { chooseExample, listExamples, removeExample } from "#db/dataset/class-examples.ts";
import { saveClassNotes } from "#db/dataset/class-notes.ts";
import { changeSettings } from "#db/dataset/projects.ts";
import { askForExportWithNames } from "#db/exports/export.ts";
import { pausePerson } from "#db/labelling/pausing.ts";
import { decideItem } from "#db/labelling/review.ts";
import { renameRun } from "#db/machines/run-names.ts";
import { listAuditEntries, peopleInLog, recordAuditEntry } from "#db/people/audit-log.ts";
import { datasetExports, routes, runs } from "#db/schema.ts";
import { aboutOf } from "#db/views/activity.ts";
import { type DeedKind, deedKinds } from "#lib/deeds.ts";
import { answerOf, label, person, take } from "./hands.ts";
import { newWorld, type World } from "./world.ts";

const kindOf: Readonly<Record<string, DeedKind>> = {
  ...{ import: "data", "items.change": "data", "project.export": "export", "run.start": "machine" },
  ...{ "project.policy": "machine", "project.person.pause": "person", "project.members": "person" },
  ...{ "review.decide": "review", "project.eta": "settings", "queue.close": "settings" },
  "project.of-tomorrow": "settings",
};

test("property: page after page, the log narrowed to a person, a kind and a day is what fits all three", () => {
  const world = newWorld([0.5]);
  const { db } = world.database;
  const { id } = world.project();
  const who = [null, person(world, 0), person(world, 1)];
  const deeds = Array.from({ length: 300 }, (_, i) => ({
    userId: who[i % 3] ?? null,
    subjectId: i % 5 === 0 ? who[1 + (i % 2)] : undefined,
    action: Object.keys(kindOf)[i % 11] ?? "",
    projectId: i % 7 === 0 ? id + 1 : id,
    at: i * 10,
  }));
  write(db, (tx) => {
    for (const { at, subjectId, ...deed } of deeds)
      recordAuditEntry(tx, { ...deed, ...(subjectId && { subjectId }) }, at);
  });
  fc.assert(
    fc.property(
      fc.constantFrom(undefined, person(world, 0), person(world, 1), 9999),
      fc.constantFrom(undefined, ...deedKinds),
      fc.option(fc.nat(3000), { nil: undefined }),
      fc.integer({ min: 1, max: 60 }),
      (person, kind, start, size) => {
        const day = start === undefined ? undefined : { start, end: start + 700 };
        const seen: { id: number; at: number }[] = [];
        for (;;) {
          const page = listAuditEntries(db, id, { person, kind, day }, seen.at(-1)?.id, size);
          seen.push(...page);
          if (page.length < size) break;
        }
        const fits = deeds.filter(
          ({ projectId, userId, subjectId, action, at }) =>
            projectId === id &&
            (person === undefined || userId === person || subjectId === person) &&
            (kind === undefined || kindOf[action] === kind) &&
            (day === undefined || (at >= day.start && at < day.end)),
        );
        expect(seen.map(({ at }) => at)).toEqual(fits.map(({ at }) => at).reverse());
      },
    ),
  );
  expect(peopleInLog(db, id).map((one) => one.id)).toEqual([person(world, 0), person(world, 1)]);
  expect(peopleInLog(db, id + 2)).toEqual([]);
});

const newest = (world: World) => {
  const { db } = world.database;
  const entry = listAuditEntries(db, world.project().id, {}, undefined, 1)[0] ?? expect.unreachable();
  return { action: entry.action, about: aboutOf(db, world.project().id, entry) };
};

test("an entry leads to what it is about, for as long as that is there", () => {
  const world = newWorld([0.1, 0.2]);
  const { db } = world.database;
  const project = world.project();
  const run = db.select().from(runs).get() ?? expect.unreachable();
  renameRun(db, project, run.id, { name: "other", note: "" }, 2);
  expect(newest(world)).toEqual({ action: "run.rename", about: { kind: "run", id: run.id } });
  db.update(runs).set({ deletedAt: 3 }).where(eq(runs.id, run.id)).run();
  expect(newest(world).about).toBeNull();
  db.update(runs).set({ deletedAt: null }).where(eq(runs.id, run.id)).run();

  // somebody who has not answered yet has no page
  const [lease] = take(world, 0);
  pausePerson(db, project, person(world, 1), true, 4);
  expect(newest(world)).toEqual({ action: "project.person.pause", about: null });
  answerOf(world, 0, label(lease?.lease ?? "", 1));
  pausePerson(db, project, person(world, 0), true, 5);
  expect(newest(world).about).toMatchObject({ kind: "person" });

  const [, second = -1] = world.itemIds;
  expect(decideItem(db, project, { itemId: second, label: 1, gold: false }, 6).ok).toBe(true);
  expect(newest(world)).toEqual({ action: "review.decide", about: { kind: "item", id: second } });

  const search = "split=test";
  askForChange(db, project, { kind: "tag", value: "odd" }, { search }, 7);
  expect(newest(world).about).toEqual({ kind: "items", search });
  askForChange(db, project, { kind: "tag", value: "odd" }, { ids: [second] }, 8);
  expect(newest(world).about).toBeNull();

  const exported = askForExportWithNames(db, project, { format: "csv", licence: "", selection: null }, 9);
  expect(newest(world)).toEqual({ action: "project.export", about: { kind: "export" } });
  db.update(datasetExports).set({ goneAt: 10 }).where(eq(datasetExports.id, exported)).run();
  expect(newest(world).about).toBeNull();

  saveClassNotes(db, project, { order: null, descriptions: { 0: "Like blood." } }, 11);
  expect(newest(world)).toEqual({ action: "project.class-notes", about: null });

  db.delete(routes).where(eq(routes.itemId, second)).run();
  const example = { label: 1, name: "1.png", caption: "" };
  expect(chooseExample(db, project, example, 12)).toMatchObject({ ok: true });
  expect(newest(world).action).toBe("project.example");
  removeExample(db, project, listExamples(db, project.id)[0]?.id ?? -1, 13);
  const [removed, added] = listAuditEntries(db, project.id, {}, undefined, 2);
  expect([added?.detail, removed?.detail]).toEqual([
    { class: project.classes[1], added: true },
    { class: project.classes[1], added: false },
  ]);
});

test("settings that were saved say what is another, and nothing where nothing is", async () => {
  const world = newWorld([0.1, 0.2]);
  const { db } = world.database;
  const project = world.project();
  const { name, description, instructions, overlap, auditRate, leaseSeconds, firstRunLabels } = project;
  const same = { name, description, instructions, overlap, auditRate, leaseSeconds, firstRunLabels };
  const entries = () => listAuditEntries(db, project.id, {}, undefined, 10).map(({ detail }) => detail);
  await changeSettings(db, project, same, 2);
  expect(entries()).toEqual([]);
  await changeSettings(db, project, { ...same, instructions: "Look twice.", overlap: 3 }, 3);
  expect(entries()).toEqual([
    { changed: [{ what: "instructions" }, { what: "overlap", from: overlap, to: 3 }] },
  ]);
});
