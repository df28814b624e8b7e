import { z } from "zod";
import { demoClasses, demoHumans, demoItems, demoProject } from "#lib/demo/demo.ts";
import { side } from "#lib/demo/draw.ts";
import { encodePng } from "#lib/formats/image.ts";
import type { ImageSource } from "#lib/formats/image-source.ts";
import type { LabelRow, LabelTable } from "#lib/formats/label-table.ts";
import type { RootDb } from "#db/client.ts";
import type { DataDir } from "#db/data-dir.ts";
import { importFrom } from "#db/dataset/imports.ts";
import { findProject } from "#db/dataset/projects.ts";
import type { Project } from "#db/schema.ts";
import { defineCommand } from "./command.ts";
import { withDatabase } from "./project-database.ts";

/**
 * Draw the demo dataset and import it like any other. Where it is there already nothing changes.
 * @throws Error when it cannot be stored
 */
export async function makeDemo(
  db: RootDb,
  dir: DataDir,
  now: () => number,
  size?: { train: number; test: number },
): Promise<Project> {
  const items = demoItems(size);
  const byName = new Map(items.map((item) => [item.name, item]));
  const source: ImageSource = {
    names: [...byName.keys()],
    problems: [],
    skipped: [],
    read(name) {
      const item = byName.get(name);
      if (!item) throw new Error(`the demo has no picture ${name}`);
      return encodePng(item.draw(), side);
    },
    close: () => Promise.resolve(),
  };
  const className = (label: number) => demoClasses[label] ?? "";
  async function* rows(): AsyncGenerator<LabelRow> {
    for (const { name, gold, labels, split } of items)
      yield await Promise.resolve({
        row: null,
        file: name,
        gold: className(gold),
        humans: labels.map(className),
        times: labels.map(() => null),
        split,
      });
  }
  const table: LabelTable = { humans: demoHumans, rows: rows() };
  const result = await importFrom(
    db,
    dir,
    source,
    table,
    {
      project: demoProject,
      images: "drawn by code",
      columns: { file: "file", gold: "gold", humans: [...demoHumans] },
      classes: [...demoClasses],
      split: { kind: "column", name: "split" },
      imageSize: side,
    },
    { now },
  );
  const project = findProject(db, demoProject.slug);
  if (result.state !== "finished" || !project)
    throw new Error(`The demo could not be made: ${result.error ?? result.state}`);
  return project;
}

export const command = defineCommand({
  about:
    "Makes the synthetic demo project, which needs no network and no data. Where it exists nothing changes.",
  flags: z.object({}),
  run: () =>
    withDatabase(async (db, dir) => {
      const project = await makeDemo(db, dir, Date.now);
      console.log(`The demo project “${project.name}” is ready.`);
    }),
});
