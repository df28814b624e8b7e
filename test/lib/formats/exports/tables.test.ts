import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { DatasetSource, ExportedItem } from "#lib/formats/exports/dataset.ts";
import { findExportFormat } from "#lib/formats/exports/index.ts";
import { item, judgment, sourceOf } from "./items.ts";

/** The one file of a format that is text. */
async function textOf(format: string, source: DatasetSource): Promise<string> {
  let text = "";
  for (const { chunks } of findExportFormat(format)?.files(source) ?? [])
    for await (const chunk of chunks) text += Buffer.from(chunk).toString();
  return text;
}

const csv = async (items: ExportedItem[]): Promise<Record<string, string>[]> =>
  parse<Record<string, string>>(await textOf("csv", sourceOf(items)), {
    columns: true,
    record_delimiter: "\r\n",
  });

describe("CSV", () => {
  test("one row a judgment, and one for an item without any", async () => {
    const rows = await csv([
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

  test("a text never begins like a formula, and numbers are left alone", async () => {
    for (const start of ["=", "+", "-", "@", "\t", "\r"]) {
      const [row] = await csv([
        item({ item: `${start}1+1`, judgments: [judgment({ rater: `${start}x`, responseMs: -1 })] }),
      ]);
      expect(row).toMatchObject({ item: `'${start}1+1`, rater: `'${start}x`, response_ms: "-1" });
    }
  });

  test("any text comes back, but for the apostrophe", () =>
    fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary" }), fc.string(), async (name, label) => {
        const [row] = await csv([item({ item: name, gold: label })]);
        expect([row?.item?.replace(/^'/, ""), row?.gold?.replace(/^'/, "")]).toEqual([
          name.replace(/^'/, ""),
          label.replace(/^'/, ""),
        ]);
      }),
      { numRuns: 30 },
    ));
});

test("JSON lines: one object a line, texts as they are", async () => {
  const items = [
    item({
      item: "=1+1\n",
      tags: ["dim"],
      flags: [{ by: "person-1", comment: "Two", at: 1, resolved: false }],
    }),
    item({ ordinal: 1, judgments: [judgment()] }),
  ];
  const lines = (await textOf("jsonl", sourceOf(items))).split("\n");
  expect(lines.pop()).toBe("");
  expect(lines.map((line) => JSON.parse(line) as ExportedItem)).toEqual(items);
  // a type for a column, whatever its first number happens to be
  expect(lines[0]).toContain('"belief":1.0');
});

test("the crowd table has the labels of people and columns that stand, and nothing else", async () => {
  const said = [
    judgment({ rater: "amt" }),
    judgment({ rater: "person-1", raterSource: "person", label: "dog", responseMs: 5 }),
    judgment({ rater: "person-2", raterSource: "person", current: false }),
    judgment({ rater: "person-3", raterSource: "person", outcome: "unsure", label: null }),
    judgment({ rater: "review", raterSource: "review" }),
    judgment({ rater: "net", raterSource: "run" }),
  ];
  const text = await textOf("crowd", sourceOf([item({ item: "b/a.png", judgments: said })]));
  expect(parse<Record<string, string>>(text, { columns: true })).toEqual([
    { task: "b/a.png", worker: "amt", label: "cat", gold: "cat", worker_source: "column", response_ms: "" },
    {
      task: "b/a.png",
      worker: "person-1",
      label: "dog",
      gold: "cat",
      worker_source: "person",
      response_ms: "5",
    },
  ]);
});
