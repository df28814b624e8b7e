import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";
import { write } from "#db/client.ts";
import { exportedItems } from "#db/exports/items.ts";
import { allFlags, countOpenFlags, flaggedItems, openFlagsOf, ownFlags } from "#db/labelling/flags.ts";
import { itemPicture, leasedPicture } from "#db/labelling/image-access.ts";
import { type Answer, recentAnswers, submitAnswer } from "#db/labelling/judgments.ts";
import { progressOf } from "#db/labelling/progress.ts";
import { waiting } from "#db/labelling/idle.ts";
import { leaseTasks, releaseTasks } from "#db/labelling/queue.ts";
import { inTurn } from "#db/labelling/turn.ts";
import { submit } from "#db/labelling/submit.ts";
import { undoAnswer } from "#db/labelling/undo.ts";
import { labelSources, trainingLabels } from "#db/machines/label-sources.ts";
import { plansOf, scans } from "./plans.ts";
import { checks } from "#db/schema.ts";
import { sampleTime } from "../sample-time.ts";
import { newWorld, routeBy, type World } from "./world.ts";

/** 1,000 items, ten people and a column: 100,000 judgments. */
function largeWorld(): World {
  const world = newWorld(
    Array.from({ length: 1000 }, (_, i) => (i % 100) / 100),
    {
      people: 10,
      overlap: 10,
      auditRate: 0.1,
      draws: Array.from({ length: 1000 }, (_, i) => (i % 997) / 997),
    },
  );
  const { sqlite, db } = world.database;
  const { id: projectId } = world.project();
  write(db, () => {
    sqlite
      .prepare(
        "insert into raters (projectId, kind, source, name, userId) select ?, 'human', 'person', name, id from users",
      )
      .run(projectId);
    // half of the items by everybody, changing their minds again and again
    sqlite
      .prepare(
        `with recursive turn (k) as (select 1 union all select k + 1 from turn where k < 18)
         insert into judgments (projectId, itemId, raterId, outcome, label, receivedAt)
         select ?, items.id, raters.id, iif(k % 3, 'label', 'withdrawn'), iif(k % 3, k % 3, null), k
         from turn, items, raters where items.ordinal % 2 = 0`,
      )
      .run(projectId);
    sqlite
      .prepare(
        `insert into judgments (projectId, itemId, raterId, outcome, label, receivedAt)
         select ?, items.id, raters.id, 'label', 1, 20 from items, raters where raters.source = 'column'`,
      )
      .run(projectId);
  });
  routeBy(db, projectId, {});
  return world;
}

describe("with 100,000 judgments, with and without the planner's statistics", () => {
  for (const analysed of [false, true])
    test(analysed ? "analysed" : "as made", () => {
      const world = largeWorld();
      const { db, sqlite } = world.database;
      if (analysed) sqlite.exec("analyze");
      // with as many checks as can be, so that some are among the first tasks
      const project = { ...world.annotate(), checkRate: 0.2, checkSeed: 1 };
      const userId = world.people[0]?.id ?? -1;
      const claim = { userId, held: [], want: 20, now: 1000, random: () => 0.99 };
      let lease = "";
      const hot = plansOf(world.database, () => {
        inTurn(db, (desk) => {
          lease = leaseTasks(desk, project, claim)[0]?.lease ?? "";
          const given: Answer = { lease, outcome: "label", label: 1, time: sampleTime };
          expect(submitAnswer(desk, project, given, claim).ok).toBe(true);
          progressOf(desk, project, userId, 0, 0);
          expect(undoAnswer(desk, project, userId, lease, 1001).ok).toBe(true);
          waiting(desk, project, userId, 1000);
          const raised = { outcome: "flag", flag: randomUUID(), lease, comment: "Odd." } as const;
          expect(submit(desk, project, raised, claim).ok).toBe(true);
          expect(submit(desk, project, { ...raised, outcome: "unflag" }, claim).ok).toBe(true);
          const held = desk.statements.tasksOf.all(userId, project.id)[0]?.id ?? "";
          const skipped = { outcome: "skip", lease: held, visibleMs: 1 } as const;
          expect(submit(desk, project, skipped, claim).ok).toBe(true);
          expect(undoAnswer(desk, project, userId, held, 1001).ok).toBe(true);
          releaseTasks(desk, project, userId, [lease]);
        });
        ownFlags(db, project.id, userId, 8);
        flaggedItems(db, project.id);
        openFlagsOf(db, 1);
        allFlags(db, project.id, 9, 20);
        countOpenFlags(db, project.id);
        recentAnswers(db, project.id, userId, 8);
        expect(db.select().from(checks).all().length).toBeGreaterThan(0);
        leasedPicture(db, project.slug, { id: userId, role: "annotator" }, lease);
        itemPicture(db, project.id, 1);
      });
      expect(hot.length).toBeGreaterThan(20);
      expect(scans(hot)).toEqual([]);
      for (const index of [
        "routes_deferred",
        "routes_audit",
        "routes_counts",
        "leases_due",
        "leases_old",
        "judgments_item",
        "skips_waiting",
        "skips_order",
      ])
        expect(
          hot.some((plan) => plan.includes(index)),
          index,
        ).toBe(true);

      const whole = plansOf(world.database, () => {
        routeBy(db, project.id, {});
        labelSources(db, project.id);
        trainingLabels(db, project.id, { raterId: 1, pool: null }, true);
        trainingLabels(db, project.id, { raterId: 1, pool: "people" }, true);
      });
      // whole projects are read, but each answer is found by an index
      expect(whole.filter((plan) => /^SCAN (judgments|newer|answer|current_judgments)\b/.test(plan))).toEqual(
        [],
      );

      const pages: string[] = [];
      let items = 0;
      const all = exportedItems(db, world.project(), { names: false });
      for (;;) {
        const prepare = sqlite.prepare.bind(sqlite);
        sqlite.prepare = (source: string) => {
          if (/^\s*select/i.test(source))
            pages.push(
              ...prepare<unknown[], { detail: string }>(`explain query plan ${source}`)
                .all(...Array<number>((source.match(/\?/g) ?? []).length).fill(0))
                .map(({ detail }) => detail),
            );
          return prepare(source);
        };
        const { value, done } = all.next();
        sqlite.prepare = prepare;
        if (done) break;
        items += value.length;
      }
      expect(items).toBe(1000);
      expect(scans(pages)).toEqual([]);
      expect(
        pages.some((plan) => /items_ordinal \(projectId=\? AND ordinal>\? AND ordinal<\?\)/.test(plan)),
      ).toBe(true);
    });
});

test("the view migrates a database with data, and says what stands", () => {
  const folder = join(import.meta.dirname, "..", "..", "db", "migrations");
  const migrations = readdirSync(folder)
    .filter((name) => name.endsWith(".sql"))
    .sort();
  const old = new Database(":memory:");
  const apply = (name: string) => old.exec(readFileSync(join(folder, name), "utf8"));
  const first = migrations.findIndex((name) => name.includes("current_judgments"));
  for (const name of migrations.slice(0, first)) apply(name);
  old.exec(`
    insert into projects (slug, name, classes, createdAt) values ('old', 'Old', '["a","b"]', 1);
    insert into images (hash, pack, offset, length, mime, width, height) values ('h', 'p', 0, 1, 'image/png', 1, 1);
    insert into items (projectId, ordinal, name, hash, draw) values (1, 0, 'a.png', 'h', 0.5), (1, 1, 'b.png', 'h', 0.5);
    insert into raters (projectId, kind, source, name) values (1, 'human', 'column', 'c1'), (1, 'human', 'column', 'c2');
    insert into judgments (projectId, itemId, raterId, outcome, label, supersedes, receivedAt) values
      (1, 1, 1, 'label', 0, null, 1), (1, 1, 1, 'label', 1, 1, 2),
      (1, 1, 2, 'label', 0, null, 3), (1, 1, 2, 'withdrawn', null, 3, 4),
      (1, 2, 2, 'unsure', null, null, 5);`);
  for (const name of migrations.slice(first)) apply(name);
  expect(old.prepare("select id from current_judgments order by id").pluck().all()).toEqual([2, 5]);
  expect(old.prepare("select count(*) from judgments").pluck().get()).toBe(5);
  old.close();
});
