import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { dataDir } from "#db/data-dir.ts";
import { clearShelves, runCheckpoints, warmUpShelf } from "#db/machines/checkpoints.ts";

test("what ended panels shared goes; what running ones share, and runs' own checkpoints, stay", async () => {
  const root = mkdtempSync(join(tmpdir(), "tandem-test-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const dir = dataDir(root);
  await clearShelves(dir, () => true); // nothing there yet
  for (const panel of [1, 2, 12]) await warmUpShelf(dir, panel).save("key", Uint8Array.of(panel));
  await runCheckpoints(dir, 1).save(Uint8Array.of(1));
  await clearShelves(dir, (panel) => panel !== 2);
  expect(readdirSync(dir.checkpoints).sort()).toEqual(["panel-2", "run-1"]);
  expect(await warmUpShelf(dir, 2).load("key")).toEqual(Buffer.of(2));
  expect(await warmUpShelf(dir, 1).load("key")).toBeNull();
});
