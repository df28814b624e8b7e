import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { migrate } from "drizzle-orm/better-sqlite3/migrator";
import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { migrateDatabase, openDatabase } from "#db/client.ts";
import { jobsOfRuns } from "#db/machines/runs.ts";

const journal = z.looseObject({ entries: z.array(z.looseObject({ tag: z.string() })) });

/** A database file as an earlier version left it: with the migrations up to this one. */
function databaseOf(lastTag: string) {
  const folder = mkdtempSync(join(tmpdir(), "tandem-old-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const migrations = join(folder, "migrations");
  cpSync("db/migrations", migrations, { recursive: true });
  const path = join(migrations, "meta", "_journal.json");
  const { entries, ...rest } = journal.parse(JSON.parse(readFileSync(path, "utf8")));
  const last = entries.findIndex(({ tag }) => tag === lastTag);
  writeFileSync(path, JSON.stringify({ ...rest, entries: entries.slice(0, last + 1) }));
  const database = openDatabase(join(folder, "tandem.db"));
  onTestFinished(() => database.close());
  migrate(database.db, { migrationsFolder: migrations });
  return database;
}

test("runs of a version that knew their jobs only by payload get the jobs' ids", () => {
  const database = databaseOf("0002_panels");
  database.sqlite.exec(`
    insert into projects (id, slug, name, classes, createdAt) values (1, 'p', 'P', '["a","b"]', 1);
    insert into raters (id, projectId, kind, source, name) values (1, 1, 'human', 'column', 'anna');
    insert into jobs (id, kind, payload, projectId, state, runAfter, createdAt) values
      (5, 'import', '{"runId": 1}', 1, 'finished', 1, 1),
      (6, 'train', '{"runId": 2}', 1, 'finished', 1, 1),
      (7, 'train', '{"runId": 1}', 1, 'queued', 1, 1);
    insert into runs (id, projectId, name, method, backbone, labelRaterId, options, seed, state, createdAt) values
      (1, 1, 'one', 'ce', 'quick', 1, '{}', 1, 'queued', 1),
      (2, 1, 'two', 'ce', 'quick', 1, '{}', 1, 'finished', 1),
      (3, 1, 'three', 'ce', 'quick', 1, '{}', 1, 'finished', 1);
    insert into imports (id, projectId, jobId, source, options, state, rows, createdAt) values
      (1, 1, 5, 'pictures.zip', '{}', 'finished', 12, 1);`);
  migrateDatabase(database);
  expect(database.sqlite.prepare("select id, jobId from runs order by id").all()).toEqual([
    { id: 1, jobId: 7 },
    { id: 2, jobId: 6 },
    { id: 3, jobId: null },
  ]);
  expect([...jobsOfRuns(database.db, 1)].map(([run, { id, state }]) => [run, id, state])).toEqual([
    [1, 7, "queued"],
    [2, 6, "finished"],
  ]);
  expect(database.sqlite.prepare("select rows, done, plan from imports").get()).toEqual({
    rows: 12,
    done: 0,
    plan: null,
  });
});

test("one-time passwords of before get a week, and what was typed into the name field goes", () => {
  const database = databaseOf("0004_current_judgments");
  database.sqlite.exec(`
    insert into users (id, name, displayName, role, passwordHash, mustChangePassword, createdAt) values
      (1, 'anna', 'Anna', 'annotator', '-', 1, 1), (2, 'ben', 'Ben', 'admin', '-', 0, 1);
    insert into sign_in_failures (key, failures, blockedUntil, updatedAt) values ('account:a password', 1, 0, 1);
    insert into audit_log (at, userId, action, detail) values (1, 2, 'user.create', '{}'), (2, 2, 'import', '{}');`);
  migrateDatabase(database);
  const expiry = database.sqlite.prepare("select passwordExpiresAt from users order by id").pluck().all();
  expect(expiry).toEqual([expect.any(Number), null]);
  expect(Number(expiry[0]) - Date.now()).toBeGreaterThan(6 * 86_400_000);
  expect(database.sqlite.prepare("select count(*) from sign_in_failures").pluck().get()).toBe(0);
  expect(database.sqlite.prepare("select kind from audit_log order by id").pluck().all()).toEqual([
    "person",
    "project",
  ]);
});
