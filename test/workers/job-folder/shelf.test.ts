import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { clearShelves, shelfBeside } from "#workers/job-folder/shelf.ts";

test("what ended panels shared goes, what running ones share stays", async () => {
  const shared = mkdtempSync(join(tmpdir(), "tandem-test-"));
  onTestFinished(() => rmSync(shared, { recursive: true, force: true }));
  const shelf = (panel: number) => shelfBeside(join(shared, "jobs"), panel, "here");
  await clearShelves(shared, () => true); // nothing there yet
  for (const panel of [1, 2, 12]) await shelf(panel).save("key", Uint8Array.of(panel));
  await clearShelves(shared, (panel) => panel !== 2);
  expect(readdirSync(join(shared, "panels"))).toEqual(["panel-2"]);
  expect(await shelf(2).load("key")).toEqual(Buffer.of(2));
  expect(await shelf(1).load("key")).toBeNull();
});
