import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { DatasetSource } from "#lib/formats/exports/dataset.ts";
import { findExportFormat } from "#lib/formats/exports/index.ts";
import { webdataset } from "#lib/formats/exports/webdataset.ts";
import type { ExportFormat } from "#lib/formats/exports/format.ts";
import { classes, item, judgment, sourceOf } from "./exports/items.ts";
import { newFolder, png } from "./files.ts";
import { readImages } from "./images/read.ts";

/** What was exported comes in again: every format that has both ways. */

const items = Array.from({ length: 9 }, (_, i) => {
  const gold = i === 4 ? null : (classes[i % 3] ?? null);
  return item({
    ...{ item: `folder ${i % 2}/${i}.png`, ordinal: i, gold, goldSource: gold === null ? null : "data" },
    sha256: i.toString(16).padStart(64, "0"),
    split: i % 3 === 0 ? "test" : "train",
    judgments: [0, 1].map((k) =>
      judgment({
        ...{ rater: `person-${k}`, raterSource: "person", label: classes[(i + k) % 3] ?? null },
        responseMs: 500.5 + i + k,
      }),
    ),
  });
});

export async function exported(format: ExportFormat): Promise<string> {
  const bytes = new Map<string, Buffer>();
  for (const [i, { sha256 }] of items.entries()) bytes.set(sha256, await png(i, 8));
  const source: DatasetSource = {
    ...sourceOf(items),
    picture: (hash) => ({
      bytes: bytes.get(hash) ?? Buffer.alloc(0),
      mime: "image/png",
      width: 8,
      height: 8,
    }),
  };
  const folder = newFolder();
  for (const { name, chunks } of format.files(source)) {
    const parts: Uint8Array[] = [];
    for await (const chunk of chunks) parts.push(chunk);
    writeFileSync(join(folder, name), Buffer.concat(parts));
  }
  return folder;
}

const known = (id: string): ExportFormat => {
  const format = findExportFormat(id);
  if (!format) throw new Error(`there is no format ${id}`);
  return format;
};

test("Parquet: pictures, names, gold, classes and splits", async () => {
  const { classes: found, pictures, problems } = await readImages(await exported(known("parquet")));
  expect(problems).toEqual([]);
  expect(found).toEqual(classes);
  expect(pictures.map(([name, gold, split]) => [name, gold, split])).toEqual(
    items.map(({ item: name, gold, split }) => [name, gold, split]),
  );
});

test("WebDataset in two shards: pictures and gold", async () => {
  const { pictures, problems } = await readImages(await exported(webdataset(5_000)));
  expect(problems).toEqual([]);
  expect(pictures.map(([, gold]) => gold)).toEqual(items.map(({ gold }) => gold));
});
