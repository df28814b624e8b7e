import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type LabelColumns, type LabelRow, openLabels } from "#lib/formats/label-table.ts";
import { openAnyTable } from "#lib/formats/tables/index.ts";
import { newFolder } from "./files.ts";

const columns = (given: Partial<LabelColumns> = {}): LabelColumns => ({
  file: null,
  gold: null,
  humans: [],
  split: null,
  ...given,
});

function fileOf(content: string | Uint8Array): string {
  const path = join(newFolder(), "labels.csv");
  writeFileSync(path, content);
  return path;
}

async function readAll(content: string | Uint8Array, given: Partial<LabelColumns> = {}): Promise<LabelRow[]> {
  const rows: LabelRow[] = [];
  for await (const row of (await openLabels(fileOf(content), columns(given))).rows) rows.push(row);
  return rows;
}

const gold = (rows: LabelRow[]) => rows.map((row) => [row.file, row.gold]);

describe("label tables", () => {
  test("columns are chosen by name, in any order, and empty cells say nothing", async () => {
    const rows = await readAll("b,clean,file,a\ncat,dog,1.png,\n, dog ,2.png,cat\n", {
      gold: "clean",
      humans: ["a", "b"],
    });
    expect(rows).toEqual([
      { row: 2, file: "1.png", gold: "dog", humans: ["", "cat"], times: [null, null], split: "" },
      { row: 3, file: "2.png", gold: "dog", humans: ["cat", ""], times: [null, null], split: "" },
    ]);
  });

  test("a column with _ms behind a label column's name holds its times; what is no time is a problem", async () => {
    const rows = await readAll("file,a,a_ms,b\n1.png,cat,812.5,dog\n2.png,cat,,dog\n3.png,cat,soon,dog\n", {
      humans: ["a", "b"],
    });
    expect(rows.map(({ times }) => times[0])).toEqual([812.5, null, NaN]);
    expect(rows.map(({ problem }) => problem)).toEqual([
      undefined,
      undefined,
      "“soon” is not a response time in milliseconds.",
    ]);
  });

  test("without a column called file, the first one holds the names", async () => {
    expect(gold(await readAll("image,clean\n1.png,cat\n", { gold: "clean" }))).toEqual([["1.png", "cat"]]);
  });

  test.each([
    ["no line end at the end", "file,clean\n1.png,cat"],
    ["empty lines", "file,clean\n\n1.png,cat\n\n"],
    ["tabs", "file\tclean\n1.png\tcat\n"],
    ["spaces around names", " file , clean \n 1.png , cat \n"],
  ])("%s", async (_, content) => {
    expect(gold(await readAll(content, { gold: "clean" }))).toEqual([["1.png", "cat"]]);
  });

  test("quotes may hold commas, quotes and line ends; rows are told by their line", async () => {
    const rows = await readAll('file,clean\n"a,b.png","say ""cat"""\n"two\nlines.png",dog\n3.png,cat\n', {
      gold: "clean",
    });
    expect(gold(rows)).toEqual([
      ["a,b.png", 'say "cat"'],
      ["two\nlines.png", "dog"],
      ["3.png", "cat"],
    ]);
    expect(rows.map(({ row }) => row)).toEqual([2, 4, 5]);
  });

  test("any texts survive quoting", () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" })), {
          minLength: 1,
        }),
        async (cells) => {
          const texts = cells.map(([file, label]) => [`f${file}`, label.replaceAll("\uFFFD", "")] as const);
          const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
          const content = ["file,clean", ...texts.map((row) => row.map(quoted).join(","))].join("\n");
          const rows = await readAll(content, { gold: "clean" });
          expect(gold(rows)).toEqual(texts.map(([file, label]) => [file.trim(), label.trim()]));
        },
      ),
      { numRuns: 30 },
    ));

  test("a row of another length or with broken characters is a problem of that row only", async () => {
    const content = Buffer.concat([
      Buffer.from("file,clean\n1.png\n2.png,cat,extra\n"),
      Buffer.from("3.png,caf\xe9\n", "latin1"),
      Buffer.from("4.png,cat\n"),
    ]);
    const problems = (await readAll(content, { gold: "clean" })).map(({ problem }) => problem);
    expect(problems).toEqual([
      "The row has 1 cell where the heading has 2.",
      "The row has 3 cells where the heading has 2.",
      "The row is not valid UTF-8.",
      undefined,
    ]);
  });

  test.each<[string, string | Uint8Array, Partial<LabelColumns>, string]>([
    ["a missing column", "file,clean\n", { gold: "gold" }, "no column “gold”; it has “file”, “clean”"],
    ["a column twice", "file,clean,clean\n", { gold: "clean" }, "called “clean”: column 2 and column 3"],
    ["a column twice that nobody chose", "file,x,clean, x\n", { gold: "clean" }, "column 2 and column 4"],
    ["a label column asked for twice", "file,a\n", { humans: ["a", "a"] }, "named twice"],
  ])("%s is refused with a sentence", async (_, content, given, sentence) => {
    await expect(readAll(content, given)).rejects.toThrow(sentence);
  });

  test("no file", async () => {
    await expect(openLabels("/nowhere/labels.csv", columns())).rejects.toThrow("There is no file");
    await expect(openLabels(newFolder(), columns())).rejects.toThrow("is a folder");
  });

  test("the names of the columns, before any is chosen", async () => {
    expect((await openAnyTable(fileOf('file,"a, b",c\n1.png,x,y\n'))).columns).toEqual(["file", "a, b", "c"]);
  });
});
