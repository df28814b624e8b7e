import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ExportedItem, ExportedJudgment } from "#lib/formats/export.ts";
import { datasetWriters, findWriter } from "#lib/formats/index.ts";

const judgment = (given: Partial<ExportedJudgment> = {}): ExportedJudgment => ({
  rater: "human1",
  raterSource: "column",
  outcome: "label",
  label: "cat",
  current: true,
  setAside: false,
  responseMs: null,
  visibleMs: null,
  hiddenCount: null,
  input: null,
  quality: null,
  reason: null,
  inclusion: null,
  late: null,
  servedAt: null,
  receivedAt: 0,
  ...given,
});

const item = (given: Partial<ExportedItem> = {}): ExportedItem => ({
  project: "p",
  item: "a.png",
  ordinal: 0,
  sha256: "00",
  split: "test",
  gold: "cat",
  goldSource: "data",
  review: null,
  machine: { run: "run", label: "dog", confidence: 0.5 },
  eta: 0.6,
  deferred: true,
  team: { label: "cat", source: "people", belief: 1, policy: "threshold", fit: null },
  judgments: [],
  ...given,
});

function csv(items: ExportedItem[]): Record<string, string>[] {
  const writer = findWriter("csv");
  if (!writer) throw new Error("no csv");
  const text = writer.head + items.map(writer.item).join("");
  return parse<Record<string, string>>(text, { columns: true, record_delimiter: "\r\n" });
}

describe("CSV", () => {
  test("one row a judgment, and one for an item without any", () => {
    const rows = csv([
      item(),
      item({
        item: "b.png",
        judgments: [
          judgment(),
          judgment({
            rater: "person-7",
            raterSource: "person",
            responseMs: 812.5,
            late: false,
            servedAt: 0,
            receivedAt: 1000,
          }),
        ],
      }),
    ]);
    expect(rows.map((row) => [row.item, row.rater, row.label])).toEqual([
      ["a.png", "", ""],
      ["b.png", "human1", "cat"],
      ["b.png", "person-7", "cat"],
    ]);
    expect(rows[2]).toMatchObject({
      response_ms: "812.5",
      late: "false",
      served_at: "1970-01-01T00:00:00.000Z",
      received_at: "1970-01-01T00:00:01.000Z",
      machine_label: "dog",
      machine_confidence: "0.5",
      eta: "0.6",
      deferred: "true",
      team_label: "cat",
      team_source: "people",
    });
  });

  test("a text never begins like a formula, and numbers are left alone", () => {
    for (const start of ["=", "+", "-", "@", "\t", "\r"]) {
      const [row] = csv([
        item({ item: `${start}1+1`, judgments: [judgment({ rater: `${start}x`, responseMs: -1 })] }),
      ]);
      expect(row).toMatchObject({ item: `'${start}1+1`, rater: `'${start}x`, response_ms: "-1" });
    }
  });

  test("any text comes back, but for the apostrophe", () =>
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string(), (name, label) => {
        const [row] = csv([item({ item: name, gold: label })]);
        expect([row?.item?.replace(/^'/, ""), row?.gold?.replace(/^'/, "")]).toEqual([
          name.replace(/^'/, ""),
          label.replace(/^'/, ""),
        ]);
      }),
    ));
});

describe("JSONL", () => {
  test("one object a line, texts as they are", () => {
    const writer = findWriter("jsonl");
    const lines = [item({ item: "=1+1\n" }), item({ judgments: [judgment()] })].map(
      (one) => writer?.item(one) ?? "",
    );
    expect(lines.every((line) => line.indexOf("\n") === line.length - 1)).toBe(true);
    expect(lines.map((line) => JSON.parse(line) as ExportedItem)).toEqual([
      item({ item: "=1+1\n" }),
      item({ judgments: [judgment()] }),
    ]);
  });
});

test("writers have different ids and extensions fit for file names", () => {
  const ids = datasetWriters.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { extension, mime } of datasetWriters) {
    expect(extension).toMatch(/^[a-z]+$/);
    expect(mime).toMatch(/^[a-z]+\/[a-z]+; charset=utf-8$/);
  }
});
