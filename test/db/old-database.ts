import type Database from "better-sqlite3";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { migrate } from "drizzle-orm/better-sqlite3/migrator";
import { onTestFinished } from "vitest";
import { z } from "zod";
import { openDatabase } from "#db/client.ts";

const journal = z.looseObject({ entries: z.array(z.looseObject({ tag: z.string(), when: z.number() })) });
const readJournal = (folder: string) =>
  journal.parse(JSON.parse(readFileSync(join(folder, "meta", "_journal.json"), "utf8")));

/** Names of all migrations, in their order. */
export const migrationTags = readJournal("db/migrations").entries.map(({ tag }) => tag);

/** A database file as an earlier version left it: with the migrations up to this one. */
export function databaseOf(lastTag: string) {
  const folder = mkdtempSync(join(tmpdir(), "tandem-old-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const migrations = mkdtempSync(join(tmpdir(), "tandem-migrations-"));
  onTestFinished(() => rmSync(migrations, { recursive: true, force: true }));
  cpSync("db/migrations", migrations, { recursive: true });
  const { entries, ...rest } = readJournal(migrations);
  const last = entries.findIndex(({ tag }) => tag === lastTag);
  const kept = JSON.stringify({ ...rest, entries: entries.slice(0, last + 1) });
  writeFileSync(join(migrations, "meta", "_journal.json"), kept);
  const database = openDatabase(join(folder, "tandem.db"));
  onTestFinished(() => database.close());
  migrate(database.db, { migrationsFolder: migrations });
  return { ...database, folder };
}

type Row = Record<string, string | number | null>;

/**
 * Two people, a project in use: pictures, imported labels, a run that is active and one that trains, people's
 * answers with an undo, leases, an import and its problems. A row has the columns of every version; each
 * version gets those that it knows.
 */
const rows: [table: string, row: Row][] = [
  [
    "users",
    { id: 1, name: "ada", displayName: "Ada", role: "admin", passwordHash: "scrypt$1", createdAt: 10 },
  ],
  [
    "users",
    {
      id: 2,
      name: "bo",
      displayName: "Bo",
      role: "annotator",
      passwordHash: "scrypt$2",
      mustChangePassword: 1,
      sessionVersion: 3,
      createdAt: 11,
    },
  ],
  ["sign_in_failures", { key: "account:bo", failures: 2, blockedUntil: 0, updatedAt: 12 }],
  [
    "projects",
    {
      id: 1,
      slug: "pets",
      name: "Pets",
      instructions: "Look.",
      classes: '["cat","dog"]',
      imageSize: 64,
      eta: 0.7,
      overlap: 2,
      auditRate: 0.1,
      createdAt: 13,
    },
  ],
  ["audit_log", { id: 1, at: 14, userId: 1, action: "project.create", projectId: 1, detail: "{}" }],
  ...["a", "b", "c"].map((name, i): [string, Row] => [
    "images",
    {
      hash: name.repeat(64),
      pack: "000001.pack",
      offset: 10 * i,
      length: 10,
      mime: "image/png",
      width: 4,
      height: 4,
    },
  ]),
  ...["a", "b", "c"].map((name, i): [string, Row] => [
    "items",
    {
      id: i + 1,
      projectId: 1,
      ordinal: i,
      name: `${name}.png`,
      hash: name.repeat(64),
      split: i === 0 ? "train" : "test",
      gold: i % 2,
      draw: 0.2 * i,
    },
  ]),
  ["raters", { id: 1, projectId: 1, kind: "human", source: "column", name: "human1" }],
  ["raters", { id: 2, projectId: 1, kind: "human", source: "person", name: "bo", userId: 2 }],
  [
    "jobs",
    {
      id: 1,
      kind: "import",
      payload: '{"importId":1}',
      projectId: 1,
      state: "finished",
      attempt: 1,
      runAfter: 15,
      progress: 1,
      createdBy: 1,
      createdAt: 15,
      finishedAt: 16,
    },
  ],
  [
    "jobs",
    {
      id: 2,
      kind: "train",
      payload: '{"runId":1}',
      projectId: 1,
      state: "finished",
      attempt: 1,
      runAfter: 17,
      progress: 1,
      createdAt: 17,
      finishedAt: 18,
    },
  ],
  [
    "jobs",
    {
      id: 3,
      kind: "train",
      payload: '{"runId":2}',
      projectId: 1,
      state: "running",
      attempt: 2,
      runAfter: 19,
      workerId: "w",
      leaseUntil: 99,
      progress: 0.5,
      createdAt: 19,
    },
  ],
  [
    "runs",
    {
      id: 1,
      projectId: 1,
      name: "one",
      method: "ce",
      backbone: "quick",
      labelRaterId: 1,
      options: '{"epochs":2}',
      seed: 1,
      state: "finished",
      accuracy: 0.5,
      history: "[]",
      createdAt: 17,
      jobId: 2,
    },
  ],
  [
    "runs",
    {
      id: 2,
      projectId: 1,
      name: "two",
      method: "gce",
      backbone: "quick",
      labelRaterId: 1,
      options: "{}",
      seed: 1,
      state: "running",
      createdAt: 19,
      jobId: 3,
    },
  ],
  ["raters", { id: 3, projectId: 1, kind: "machine", source: "run", name: "one", runId: 1 }],
  ["predictions", { runId: 1, itemId: 2, top: 1, confidence: 0.6 }],
  ["predictions", { runId: 1, itemId: 3, top: 0, confidence: 0.9 }],
  [
    "routes",
    {
      itemId: 2,
      generation: 1,
      projectId: 1,
      ...{ confidence: 0.6, score: 0.6, prior: 0.6, together: 2 },
      draw: 0.2,
      overlap: 2,
      answers: 1,
      open: 1,
    },
  ],
  [
    "routes",
    {
      itemId: 3,
      generation: 1,
      projectId: 1,
      ...{ confidence: 0.9, score: 0.9, prior: 0.9, together: 2 },
      draw: 0.4,
      overlap: 2,
      held: 1,
      open: 1,
    },
  ],
  [
    "judgments",
    {
      id: 1,
      projectId: 1,
      itemId: 1,
      raterId: 1,
      outcome: "label",
      label: 0,
      receivedAt: 16,
      quality: "imported",
    },
  ],
  [
    "judgments",
    {
      id: 2,
      projectId: 1,
      itemId: 2,
      raterId: 2,
      outcome: "label",
      label: 0,
      receivedAt: 20,
      leaseId: "l1",
      reason: "deferred",
      inclusion: 1,
      runId: 1,
      eta: 0.7,
      servedAt: 19,
      late: 0,
      responseMs: 512.5,
      visibleMs: 512.5,
      hiddenCount: 0,
      input: "key",
      quality: "ok",
      timing: '{"paintMs":16}',
    },
  ],
  [
    "judgments",
    { id: 3, projectId: 1, itemId: 2, raterId: 2, outcome: "withdrawn", supersedes: 2, receivedAt: 21 },
  ],
  [
    "judgments",
    {
      id: 4,
      projectId: 1,
      itemId: 2,
      raterId: 2,
      outcome: "label",
      label: 1,
      supersedes: 3,
      receivedAt: 22,
      leaseId: "l2",
      reason: "deferred",
      inclusion: 1,
      runId: 1,
      eta: 0.7,
      servedAt: 21,
      late: 1,
      responseMs: 700,
      visibleMs: 650,
      hiddenCount: 1,
      input: "pointer",
      quality: "hidden",
    },
  ],
  [
    "leases",
    {
      id: "l3",
      projectId: 1,
      itemId: 3,
      userId: 2,
      reason: "audit",
      inclusion: 0.1,
      runId: 1,
      eta: 0.7,
      servedAt: 23,
      expiresAt: 600_023,
    },
  ],
  [
    "imports",
    {
      id: 1,
      projectId: 1,
      jobId: 1,
      source: "pets.zip",
      options: '{"imageSize":64}',
      state: "finished",
      rows: 4,
      itemsAdded: 3,
      labelsAdded: 1,
      problems: 1,
      createdBy: 1,
      createdAt: 15,
      finishedAt: 16,
    },
  ],
  ["import_problems", { id: 1, importId: 1, row: 5, file: "d.png", reason: "There is no such image." }],
  ["workers", { id: "w", pid: 1, host: "h", startedAt: 1, beatAt: 24 }],
  ["events", { id: 1, projectId: 1, topic: "judgments", at: 22 }],
  ["panels", { id: 1, projectId: 1, createdBy: 1, createdAt: 19 }],
];

const columnsOf = (sqlite: Database.Database, table: string): string[] =>
  sqlite
    .prepare<[string], { name: string }>("select name from pragma_table_info(?)")
    .all(table)
    .map(({ name }) => name);

export function fillOld(sqlite: Database.Database): void {
  sqlite.pragma("foreign_keys = OFF"); // the rows refer to each other
  for (const [table, row] of rows) {
    const known = columnsOf(sqlite, table);
    const entries = Object.entries(row).filter(([column]) => known.includes(column));
    if (entries.length === 0) continue; // a table that is younger
    const names = entries.map(([column]) => `"${column}"`).join(", ");
    const places = entries.map(() => "?").join(", ");
    sqlite
      .prepare(`insert into "${table}" (${names}) values (${places})`)
      .run(entries.map(([, value]) => value));
  }
  sqlite.prepare("update projects set activeRunId = 1").run();
  sqlite.pragma("foreign_keys = ON");
}

/** Everything in the database: by table, its rows. */
export function everything(sqlite: Database.Database): Map<string, Record<string, unknown>[]> {
  const tables = sqlite
    .prepare<[], { name: string }>(
      "select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' and name not like '\\_\\_%' escape '\\'",
    )
    .all();
  return new Map(
    tables.map(({ name }) => [
      name,
      sqlite.prepare<[], Record<string, unknown>>(`select * from "${name}" order by 1, 2`).all(),
    ]),
  );
}
