import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openZip } from "#lib/formats/files/zip.ts";
import type { TableColumns } from "#lib/formats/item-tables/options.ts";
import { readAnswers } from "#lib/formats/item-tables/read-rows.ts";
import { decodeImage } from "#lib/formats/image.ts";
import { openLabels } from "#lib/formats/label-table.ts";
import { openAnyTable } from "#lib/formats/tables/index.ts";
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
    // of one item nobody says anything: its gold goes out and in all the same
    ...(i === 7 && { team: { label: null, source: "none", belief: null, policy: "threshold", fit: null } }),
    judgments: [0, 1].map((k) =>
      judgment({
        ...{ rater: `person-${k}`, raterSource: "person", label: classes[(i + k) % 3] ?? null },
        responseMs: 500.5 + i + k,
      }),
    ),
  });
});

async function exported(format: ExportFormat): Promise<string> {
  const bytes = new Map<string, Buffer>();
  for (const [i, { sha256 }] of items.entries()) bytes.set(sha256, await png(i, 8));
  const source: DatasetSource = {
    ...sourceOf(items),
    picture: (hash) =>
      Promise.resolve({
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

test("pictures in folders: gold and splits from the table beside them", async () => {
  const { pictures, problems } = await readImages(join(await exported(known("imagefolder")), "pets.zip"));
  expect(problems).toEqual([]);
  const byNumber = pictures.map(([name, gold, split]) => [Number(/\/0*(\d+)-/.exec(name)?.[1]), gold, split]);
  expect(byNumber.sort()).toEqual(items.map(({ ordinal, gold, split }) => [ordinal, gold, split]).sort());
});

test.each(["coco", "labelstudio"])(
  "%s: the zip as it is, with names, gold, classes and splits, not the team's labels",
  async (id) => {
    const zip = join(await exported(known(id)), "pets.zip");
    const { classes: found, pictures, problems } = await readImages(zip);
    expect(problems).toEqual([]);
    expect(found).toEqual(classes);
    const first = await Promise.all(items.map(async (_, i) => decodeImage(await png(i, 8), 8)));
    expect(pictures).toEqual(
      items.map(({ item: name, gold, split }, i) => [
        name,
        gold,
        split,
        [...(first[i]?.rgb ?? []).slice(0, 3)],
      ]),
    );
  },
);

describe("answers", () => {
  const answers = items.flatMap(({ item: name, judgments }) =>
    judgments.map(({ rater, label, responseMs }) => [name, rater, label, responseMs]),
  );

  async function read(path: string, columns: TableColumns): Promise<unknown[]> {
    const rows: unknown[] = [];
    for await (const row of readAnswers(await openAnyTable(path), { columns, name: "x" }, classes))
      rows.push("problem" in row ? row.problem : [row.item, row.worker, classes[row.label] ?? null, row.ms]);
    return rows;
  }

  /** A file of an exported archive, as a person would take it out. */
  async function takenOut(folder: string, name: string): Promise<string> {
    const files = await openZip(join(folder, "pets.zip"));
    const path = join(folder, "taken-out");
    writeFileSync(path, await files.read(name));
    await files.close();
    return path;
  }

  const long = { item: "item", worker: "worker", label: "label", ms: "ms" };

  test("crowd table", async () => {
    const path = join(await exported(known("crowd")), "pets.csv");
    expect(await read(path, { ...long, item: "task", ms: "response_ms" })).toEqual(answers);
  });

  test("Label Studio: names, people and times as they were, from the zip too", async () => {
    const folder = await exported(known("labelstudio"));
    expect(await read(await takenOut(folder, "tasks.json"), long)).toEqual(answers);
    expect(await read(join(folder, "pets.zip"), long)).toEqual(answers);
  });

  test("counts and trials: the zip as it is", async () => {
    const path = join(await exported(known("counts")), "pets.zip");
    const columns = { item: "item", worker: "annotator_id", label: "chosen_category", ms: "reaction_time" };
    expect(await read(path, columns)).toEqual(answers);
  });

  test("COCO: the team's label of every item that has one", async () => {
    const folder = await exported(known("coco"));
    for (const path of [await takenOut(folder, "annotations/instances.json"), join(folder, "pets.zip")])
      expect(await read(path, { ...long, worker: null, ms: null })).toEqual(
        items.flatMap(({ item: name, team }) => (team.label === null ? [] : [[name, "x", team.label, null]])),
      );
  });

  test("noisy labels: the k-th answers, gold and times as columns", async () => {
    const path = join(await exported(known("noisy")), "pets.npz");
    const table = await openLabels(path, {
      ...{ file: null, gold: "clean_label", split: null },
      humans: ["random_label1", "random_label2"],
    });
    const rows: unknown[] = [];
    for await (const { gold, humans } of table.rows)
      rows.push([gold, ...humans].map((n) => (n === "" ? null : classes[Number(n)])));
    expect(table.places).toBe(items.length);
    expect(rows).toEqual(items.map(({ gold, judgments }) => [gold, ...judgments.map(({ label }) => label)]));
  });
});
