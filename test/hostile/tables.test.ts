import { parse } from "csv-parse/sync";
import { describe, expect, test } from "vitest";
import { write } from "#db/client.ts";
import { setEta } from "#db/dataset/projects.ts";
import { judgments, predictions, projects } from "#db/schema.ts";
import { exportedText } from "../db/exported.ts";
import { newWorld, type World } from "../db/world.ts";
import { png } from "../lib/formats/files.ts";
import { type RawEntry } from "../lib/formats/raw-zip.ts";
import { importTable } from "./importing.ts";

const names = ["1.png", "2.png", "3.png"];
const entries = (): Promise<RawEntry[]> =>
  Promise.all(names.map(async (name, i) => ({ name, data: await png(i) })));

describe("25 tables as programs write them", () => {
  test.each<[string, string | Uint8Array]>([
    ["a byte order mark", "\ufefffile,label\n1.png,cat\n2.png,dog\n3.png,cat\n"],
    ["CRLF", "file,label\r\n1.png,cat\r\n2.png,dog\r\n3.png,cat\r\n"],
    ["quotes", '"file","label"\n"1.png","cat"\n"2.png","dog"\n"3.png","cat"'],
    ["semicolons", "file;label\n1.png;cat\n2.png;dog\n3.png;cat\n"],
  ])("%s: taken", async (_, table) => {
    const { items, classes, problems } = await importTable(await entries(), table);
    expect([items, classes, problems]).toEqual([names, ["cat", "dog"], []]);
  });

  test("line ends inside quotes: the row goes on, and is counted by its line", async () => {
    const table = 'file,label,note\n1.png,cat,"two\nlines"\n2.png,dog,\nno.png,cat,\n';
    const { items, problems } = await importTable(await entries(), table);
    expect(items).toEqual(["1.png", "2.png"]);
    expect(problems).toContainEqual("no.png: There is no such image.");
  });

  test.each<[string, string | Uint8Array, string]>([
    ["UTF-16", Buffer.from("\ufefffile,label\n", "utf16le"), "UTF-16"],
    ["UTF-16, other order", Buffer.from("\ufefffile", "utf16le").swap16(), "UTF-16"],
    ["a binary file", Buffer.from([80, 75, 3, 4, 0, 0]), "not text"],
    ["an empty file", "", "empty"],
    ["quotes that do not match", 'file,label\n1.png,"cat\n2.png,dog\n', "quotes"],
    ["a line without an end", `file,label\n${"x".repeat(64 * 1024 ** 2)}`, "over a million characters"],
  ])("%s: refused with a sentence", async (_, table, sentence) => {
    const { refusal, items } = await importTable(await entries(), table);
    expect(refusal).toContain(sentence);
    expect(items).toEqual([]);
  });

  test("a row of another length or with broken characters costs that row only", async () => {
    const table = Buffer.concat([
      Buffer.from("file,label\n1.png\n"),
      Buffer.from("2.png,caf\xe9\n", "latin1"),
      Buffer.from("3.png,cat\n"),
    ]);
    const { items, problems } = await importTable(await entries(), table, { classes: ["cat", "dog"] });
    expect(items).toEqual(["3.png"]);
    expect(problems.slice(-2)).toEqual(expect.arrayContaining(["2.png: The row is not valid UTF-8."]));
  });
});

test("26 a label that is not in the list of classes costs its row", async () => {
  const table = "file,label\n1.png,cat\n2.png,cow\n3.png,dog\n";
  const { items, problems } = await importTable(await entries(), table, { classes: ["cat", "dog"] });
  expect(items).toEqual(["1.png", "3.png"]);
  expect(problems).toEqual(["2.png: “cow” is not one of the classes."]);
});

/** Which items an export calls deferred. */
const deferred = async (world: World): Promise<string[]> =>
  parse<Record<string, string>>(await exportedText(world, "csv"), { columns: true }).map(
    (row) => row.deferred ?? "",
  );

test("27 a confidence that is no number is never the machine's to keep, and none outside 0 … 1 is stored", async () => {
  // Probabilities are not imported; a run's are checked where they are stored.
  const world = newWorld([0.9, null, Number.NaN], { eta: 0 });
  expect(await deferred(world)).toEqual(["false", "true", "true"]);
  const { db } = world.database;
  for (const confidence of [-0.1, 1.1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])
    expect(() => write(db, (tx) => tx.update(predictions).set({ confidence }).run())).toThrow();
});

test("28 η at its ends, exactly at a confidence, outside, and moved while an answer is there", async () => {
  const world = newWorld([null, 0.25, 0.5, 1], { eta: 0.5 });
  const { db } = world.database;
  const at = async (eta: number) => {
    setEta(db, world.project(), eta, 2);
    return (await deferred(world)).map((said) => said === "true");
  };
  expect(await at(0)).toEqual([true, false, false, false]);
  expect(await at(0.5)).toEqual([true, true, true, false]);
  expect(await at(1)).toEqual([true, true, true, true]);
  for (const eta of [-0.001, 1.001, Number.NaN, Number.POSITIVE_INFINITY])
    expect(() => setEta(db, world.project(), eta, 3)).toThrow();
  // What was answered under the one η stays when another comes.
  const before = db.select().from(judgments).all();
  await at(0);
  expect(db.select().from(judgments).all()).toEqual(before);
  expect(db.select().from(projects).get()?.eta).toBe(0);
});
