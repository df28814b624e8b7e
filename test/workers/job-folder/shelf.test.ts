import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { clearShelves, makeShelf, shelfBeside } from "#workers/job-folder/shelf.ts";

const pictures = "a".repeat(64);

function folder() {
  const shared = mkdtempSync(join(tmpdir(), "tandem-test-"));
  onTestFinished(() => rmSync(shared, { recursive: true, force: true }));
  const told: string[] = [];
  const surroundings = { writer: "here", log: (event: string) => void told.push(event) };
  const shelf = (panel: number, material = pictures) =>
    shelfBeside(join(shared, "jobs"), panel, material, surroundings);
  return { shared, shelf, told };
}

test("what ended panels shared goes, what running ones share stays", async () => {
  const { shared, shelf } = folder();
  await clearShelves(shared, () => true); // nothing there yet
  for (const panel of [1, 2, 12]) {
    await makeShelf(shared, panel);
    await shelf(panel).save("key", Uint8Array.of(panel));
  }
  await clearShelves(shared, (panel) => panel !== 2);
  expect(readdirSync(join(shared, "panels"))).toEqual(["panel-2"]);
  expect(await shelf(2).load("key")).toEqual(Buffer.of(2));
  expect(await shelf(1).load("key")).toBeNull();
});

test("where nobody made a shelf nothing is shared, and one that cannot be used is no failure", async () => {
  const { shared, shelf, told } = folder();
  await shelf(7).save("key", Uint8Array.of(7));
  expect([await shelf(7).load("key"), readdirSync(shared), told]).toEqual([null, [], []]);
  writeFileSync(join(shared, "panels"), "a file where the folder should be");
  await shelf(7).save("key", Uint8Array.of(7));
  expect([await shelf(7).load("key"), told]).toEqual([null, ["shelf.unusable"]]);
});

test("epochs on other pictures are never taken for a panel's own", async () => {
  const { shared, shelf } = folder();
  await makeShelf(shared, 7);
  await shelf(7).save("key", Uint8Array.of(7));
  expect(await shelf(7).load("key")).toEqual(Buffer.of(7));
  expect(await shelf(7, "b".repeat(64)).load("key")).toBeNull();
});
