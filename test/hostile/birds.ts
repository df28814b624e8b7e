import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import type { Tandem } from "../../e2e/tandem.ts";
import { openDatabase } from "#db/client.ts";
import { dataDir } from "#db/data-dir.ts";
import { importDataset } from "#db/dataset/imports.ts";
import { png } from "../lib/formats/files.ts";
import { rawZip } from "../lib/formats/raw-zip.ts";

/** Two kinds of birds straight into the running server's data. */
export async function birds(tandem: Tandem, slug: string, pictures: number): Promise<void> {
  const dir = dataDir(tandem.data);
  const database = openDatabase(dir.database);
  const entries = await Promise.all(
    Array.from({ length: pictures }, async (_, i) => ({
      name: `${["robin", "wren"][i % 2]}/${i}.png`,
      data: await png(i),
    })),
  );
  const folder = mkdtempSync(join(tmpdir(), "tandem-birds-"));
  const images = join(folder, "birds.zip");
  writeFileSync(images, rawZip(entries));
  const request = { project: { slug, name: slug }, images };
  const { state } = await importDataset(database.db, dir, request, { now: () => 1 });
  database.close();
  rmSync(folder, { recursive: true });
  expect(state).toBe("finished");
}
