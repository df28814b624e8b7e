import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { expect, test } from "vitest";
import { z } from "zod";
import { looks, runs } from "#db/schema.ts";
import { newWorld } from "../db/world.ts";

test("the history leaves the house as CSV and JSON lines: every look, and nothing a spreadsheet would run", () => {
  const world = newWorld([0.1, 0.9]);
  const { db, folder } = world.database;
  db.update(runs).set({ name: "=cmd" }).run();
  const evidence = { by: "gold" as const, n: 60, value: 0.9, low: 0.8, high: 0.95 };
  const { id: projectId, activeRunId } = world.project();
  const look = { projectId, runId: activeRunId ?? -1, policy: "threshold", eta: 0.6, cursor: 0 };
  db.insert(looks)
    .values([
      { ...look, at: 1_700_000_000_000, answers: 0, machine: null, evidence: null },
      { ...look, at: 1_700_000_060_000, answers: 20, machine: 0.8125, evidence },
    ])
    .run();
  const history = (...args: string[]) =>
    spawnSync(
      process.execPath,
      ["workers/tandem.js", "history", "--project", "world", "--data", folder, ...args],
      { encoding: "utf8" },
    );

  const { status, stdout, stderr } = history();
  expect([status, stderr]).toEqual([0, ""]);
  const rows = z.array(z.record(z.string(), z.string())).parse(parse(stdout, { columns: true }));
  expect(rows).toEqual([
    {
      ...{ project: "world", at: "2023-11-14T22:13:20.000Z", answers: "0", machine_accuracy: "" },
      ...{ team_accuracy: "", team_low: "", team_high: "", measured_by: "", measured_on: "" },
      ...{ run: "'=cmd", policy: "threshold", fit: "", eta: "0.6" },
    },
    {
      ...{ project: "world", at: "2023-11-14T22:14:20.000Z", answers: "20", machine_accuracy: "0.8125" },
      ...{ team_accuracy: "0.9", team_low: "0.8", team_high: "0.95", measured_by: "gold", measured_on: "60" },
      ...{ run: "'=cmd", policy: "threshold", fit: "", eta: "0.6" },
    },
  ]);

  const out = join(folder, "history.jsonl");
  expect(history("--format", "jsonl", "--out", out).status).toBe(0);
  const lines = readFileSync(out, "utf8").trimEnd().split("\n");
  expect(lines.map((line): unknown => JSON.parse(line))[1]).toEqual({
    ...{ project: "world", at: 1_700_000_060_000, answers: 20, machine: 0.8125 },
    team: { accuracy: 0.9, low: 0.8, high: 0.95, by: "gold", n: 60 },
    ...{ run: "=cmd", policy: "threshold", fit: null, eta: 0.6 },
  });
  expect(history("--format", "xml").status).toBe(1);
}, 120_000);
