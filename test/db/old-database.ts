import type Database from "better-sqlite3";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { openDatabase } from "#db/client.ts";
import { migrateUpTo } from "./old-schema.ts";

/** A database file as an earlier version left it: with the migrations up to this one. */
export function databaseOf(lastTag: string) {
  const folder = mkdtempSync(join(tmpdir(), "tandem-old-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const database = openDatabase(join(folder, "tandem.db"));
  onTestFinished(() => database.close());
  migrateUpTo(database, lastTag);
  return { ...database, folder };
}

type Row = Record<string, string | number | null | Buffer>;

const numbers = (array: Int32Array | Float32Array): Buffer => Buffer.from(array.buffer);

/**
 * Two people, a project in use: pictures, imported labels, a run that is active and one that trains, people's
 * answers with an undo, leases, an import and its problems, and at least a row of each table that came later. A row
 * has the columns of every version; each version gets those that it knows.
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
  [
    "run_outputs",
    {
      runId: 1,
      part: 0,
      itemIds: numbers(Int32Array.of(2, 3)),
      probabilities: numbers(Float32Array.of(0.4, 0.6, 0.9, 0.1)),
    },
  ],
  [
    "fits",
    {
      id: 1,
      projectId: 1,
      policy: "p-plus-l",
      runId: 1,
      params: "[]",
      ...{ cursor: 4, answers: 1, imported: 1, gold: 3 },
      weak: "[]",
      seconds: 0.1,
      createdAt: 24,
    },
  ],
  ["label_counts", { raterId: 1, itemId: 1, counts: numbers(Float32Array.of(9, 1)) }],
  [
    "sessions",
    {
      id: 1,
      hash: "5e55",
      userId: 2,
      ...{ createdAt: 25, lastSeenAt: 26, expiresAt: 9e12 },
      address: "127.0.0.1",
      userAgent: "Firefox",
    },
  ],
  ["health_probe", { id: 1, at: 26 }],
  [
    "looks",
    {
      id: 1,
      projectId: 1,
      at: 27,
      cursor: 4,
      answers: 1,
      runId: 1,
      policy: "threshold",
      eta: 0.7,
      machine: 0.5,
    },
  ],
  [
    "encoders",
    { id: 1, name: "Edges", hash: "e".repeat(64), bytes: 9, description: "{}", width: 4, createdAt: 28 },
  ],
  ["features", { projectId: 1, encoderId: 1, embeddedTo: 3 }],
  [
    "annotator_settings",
    { userId: 2, projectId: 1, classOrder: "[1,0]", classKeys: '{"0":"x"}', sessionGoal: 50, updatedAt: 29 },
  ],
  [
    "class_examples",
    { id: 1, projectId: 1, label: 0, hash: "a".repeat(64), itemId: 1, caption: "a cat", createdAt: 30 },
  ],
  ["class_descriptions", { projectId: 1, label: 1, description: "It barks." }],
  [
    "skips",
    {
      id: 1,
      leaseId: "l4",
      ...{ projectId: 1, itemId: 2, userId: 2, reason: "deferred", inclusion: 1 },
      ...{ servedAt: 31, skippedAt: 32, visibleMs: 700, returnedAt: 33 },
    },
  ],
  [
    "flags",
    {
      id: 1,
      key: "f1",
      projectId: 1,
      itemId: 2,
      userId: 2,
      leaseId: "l2",
      comment: "two dogs",
      createdAt: 34,
    },
  ],
  [
    "asides",
    {
      ...{ id: 1, projectId: 1, raterId: 2, upTo: 4, why: "too fast", state: "back", setBy: 1, setAt: 35 },
      ...{ backBy: 1, backAt: 36 },
    },
  ],
  ["raters", { id: 4, projectId: 1, kind: "human", source: "column", name: "human2" }],
  [
    "judgments",
    {
      ...{ id: 5, projectId: 1, itemId: 3, raterId: 4, outcome: "label", label: 1, receivedAt: 37 },
      quality: "imported",
    },
  ],
  ["decisions", { judgmentId: 5, userId: 1, between: "[1]", gold: 0 }],
  ["tags", { id: 1, projectId: 1, name: "blurred" }],
  ["item_tags", { tagId: 1, itemId: 2 }],
  ["item_requests", { itemId: 3, projectId: 1, answers: 1 }],
  ["changes", { id: 1, projectId: 1, kind: "tag", value: "blurred", chosen: "[2]", items: 1, at: 38 }],
  ["changed_items", { changeId: 1, itemId: 2 }],
  [
    "invitations",
    {
      ...{
        id: 1,
        hash: "1247",
        role: "annotator",
        projectId: 1,
        projectRole: "annotator",
        uses: 1,
        maxUses: 3,
      },
      ...{ createdBy: 1, createdAt: 39, expiresAt: 9e12 },
    },
  ],
  ["members", { projectId: 1, userId: 2, role: "researcher", annotates: 1, addedAt: 40 }],
  [
    "password_links",
    { id: 1, hash: "9a55", userId: 2, createdBy: 1, createdAt: 41, expiresAt: 9e12, endedAt: 42 },
  ],
  [
    "identities",
    { id: 1, issuer: "https://id.example", subject: "7", userId: 2, label: "bo", createdAt: 43 },
  ],
  ["paused_people", { projectId: 1, userId: 2, pausedAt: 44 }],
  [
    "exports",
    { id: 1, projectId: 1, jobId: 1, format: "csv", names: 0, licence: "CC0", userId: 1, at: 45, goneAt: 46 },
  ],
  ["checks", { id: 1, projectId: 1, userId: 2, itemId: 1, beforeItem: 2, askedAt: 47 }],
  [
    "batches",
    {
      ...{ id: 1, projectId: 1, userId: 2, key: "b1", answers: 1, shown: 9, servedAt: 48, receivedAt: 49 },
      ...{ batchMs: 900, visibleMs: 900, hiddenCount: 0, input: "pointer", quality: "ok" },
    },
  ],
  [
    "check_answers",
    {
      ...{ id: 1, checkId: 1, projectId: 1, userId: 2, leaseId: "l5", outcome: "label", label: 0 },
      ...{ servedAt: 50, receivedAt: 51, late: 0, responseMs: 600, quality: "ok", batchId: 1 },
    },
  ],
  [
    "practice_rounds",
    {
      ...{ id: 1, projectId: 1, userId: 2, startedAt: 52, pass: 0.8 },
      ...{ endedAt: 53, answered: 1, right: 1, passed: 1 },
    },
  ],
  [
    "practice_answers",
    {
      ...{ id: 1, roundId: 1, projectId: 1, userId: 2, itemId: 1, hash: "a".repeat(64), place: 0, key: "p1" },
      ...{ answeredAt: 53, label: 0, gold: 0 },
    },
  ],
  ["practice_people", { projectId: 1, userId: 2, letInAt: 54, moreTries: 1 }],
  [
    "api_tokens",
    {
      ...{ id: 1, hash: "70c3", prefix: "tandem_ab", userId: 1, name: "ci", actions: '["read"]' },
      ...{ createdAt: 55, expiresAt: 9e12 },
    },
  ],
  ["api_replies", { tokenId: 1, key: "k1", asked: "d1", status: 200, body: "{}", at: 56 }],
  [
    "webhooks",
    {
      ...{ id: 1, projectId: 1, url: "https://hook.example", types: '["run.finished"]', secret: "whsec_1" },
      ...{ createdAt: 57, judgmentsTo: 5 },
    },
  ],
  [
    "webhook_messages",
    { id: 1, webhookId: 1, key: "m1", type: "run.finished", body: "{}", createdAt: 58, deliveredAt: 59 },
  ],
  ["bucket_packs", { name: "000001.pack", key: "packs/1", bytes: 30, sha256: "b".repeat(64), movedAt: 60 }],
  ["installation", { id: 1, launch: '{"launcher":"local"}' }],
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
