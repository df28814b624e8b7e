import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { asked } from "#app/admin/projects/[slug]/activity/asked.ts";
import { sentenceOf, sentences } from "#app/admin/projects/[slug]/activity/sentences.ts";

import { deedsBeginWith } from "#lib/deeds.ts";

const root = join(import.meta.dirname, "..", "..");

/** Every action that the code writes to the audit log, read from the code. */
function recordedActions(): string[] {
  const found = new Set<string>();
  for (const layer of ["db", "app", "workers"])
    for (const file of readdirSync(join(root, layer), { recursive: true, encoding: "utf8" })) {
      if (!/\.tsx?$/.test(file)) continue;
      const text = readFileSync(join(root, layer, file), "utf8");
      for (const call of text.split("recordAuditEntry(").slice(1)) {
        const action = /action: "([^"]+)"/.exec(call.slice(0, 400))?.[1];
        if (action !== undefined) found.add(action);
      }
    }
  return [...found].sort();
}

test("every action that is recorded has a sentence", () => {
  const actions = recordedActions();
  expect(actions.length).toBeGreaterThanOrEqual(9);
  expect(actions.filter((action) => !(action in sentences))).toEqual([]);
});

test("every beginning by which deeds are told apart is that of some action", () => {
  const actions = Object.keys(sentences);
  const starts = Object.values(deedsBeginWith).flat();
  expect(starts.filter((start) => !actions.some((action) => action.startsWith(start)))).toEqual([]);
});

test("a sentence says what the entry holds", () => {
  const added = { importId: 3, source: "shapes.zip", rows: 5, unchanged: 0 };
  expect(
    sentenceOf("import", { ...added, state: "finished", itemsAdded: 1200, labelsAdded: 1, problems: 1 }),
  ).toBe("imported “shapes.zip”; 1,200 items and 1 label added; 1 bad row");
  expect(
    sentenceOf("import", { ...added, state: "cancelled", itemsAdded: 0, labelsAdded: 0, problems: 0 }),
  ).toContain("stopped; 0 items and 0 labels added");
  const table = { ...added, state: "finished", itemsAdded: 0, labelsAdded: 3, problems: 0 };
  expect(sentenceOf("import", { ...table, kind: "predictions" })).toContain("; 3 predictions added");
  expect(sentenceOf("import", { ...table, kind: "counts" })).toContain("; 3 labels added");
  expect(sentenceOf("project.eta", { from: 0.8, to: 0.95 })).toContain("0.8 to 0.95");
  expect(sentenceOf("user.change", { user: "ben", disabled: true })).not.toBe(
    sentenceOf("user.change", { user: "ben", disabled: false }),
  );
  // as it was set, however small
  expect(sentenceOf("project.checks", { rate: 0.000001, bar: null })).toContain(" 0.0001 % ");
  expect(sentenceOf("project.settings", { changed: [{ what: "instructions" }] })).not.toMatch(/\d/);
  expect(
    sentenceOf("project.settings", { changed: [{ what: "auditRate", from: 0.05, to: 0.125 }] }),
  ).toContain("from 5 % to 12.5 %");
  expect(
    sentenceOf("project.settings", { name: "x", overlap: 2, auditRate: 0.000001, leaseSeconds: 60 }),
  ).toContain("0.0001 % audited");
  // what is not understood is still named
  expect(sentenceOf("project.eta", {})).toBe("project.eta");
  expect(sentenceOf("of tomorrow", {})).toBe("of tomorrow");
});

test("a day is one of a time zone that there is, else the project's", () => {
  const day = "2026-11-27";
  expect(asked.parse({ day, zone: "Pacific/Auckland" })).toMatchObject({ day, zone: "Pacific/Auckland" });
  expect(asked.parse({ day, zone: "Mars" })).toEqual({ day });
});
