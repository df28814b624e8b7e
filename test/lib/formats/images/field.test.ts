import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parquetWriteBuffer } from "hyparquet-writer";
import { pack } from "tar-stream";
import { describe, expect, test } from "vitest";
import { openImages } from "#lib/formats/open-images.ts";
import { planImport } from "#lib/formats/plan.ts";
import { FormatError } from "#lib/formats/problem.ts";
import { newFolder, png, writeZip } from "../files.ts";
import { fixture } from "../fixtures.ts";
import { fileWith } from "../tables/files.ts";
import { readImages } from "./read.ts";

/** Of the fixtures: the i-th picture is red by 10 i. */
const colour = (i: number) => [10 * i, 0, 255];
const pet = (i: number) => ["cat", "dog"][i % 2] ?? "";
/** An archive of a fixture's folder. */
async function zipOf(name: string): Promise<string> {
  const path = join(newFolder(), "a.zip");
  const files = readdirSync(fixture(name), { recursive: true, encoding: "utf8", withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  await writeZip(
    path,
    Object.fromEntries(files.map((file) => [file.slice(fixture(name).length + 1), readFileSync(file)])),
  );
  return path;
}

describe("Parquet with pictures", () => {
  const pictures = Array.from({ length: 7 }, (_, i) => [
    `${i}.png`,
    pet(i),
    i < 5 ? "train" : "test",
    colour(i),
  ]);

  test("a file for each split as datasets writes them, with names, classes and groups of two", async () => {
    for (const path of [fixture("hugging-face"), await zipOf("hugging-face")]) {
      const { classes, pictures: found } = await readImages(path);
      expect(classes).toEqual(["cat", "dog"]);
      expect(found).toEqual(pictures);
    }
  });

  test("labels that are numbers, pictures without names, in a file alone", async () => {
    const { classes, pictures: found } = await readImages(fixture("hugging-face-bare.parquet"));
    expect(classes).toEqual(["0", "1", "2"]);
    expect(found.map(([name, gold, , rgb]) => [name, gold, rgb])).toEqual([
      ["picture/00000", "2", colour(0)],
      ["picture/00001", "0", colour(1)],
      ["picture/00002", "1", colour(2)],
    ]);
  });

  test("bytes alone, rows without a picture, and labels below 0", async () => {
    const bytes = parquetWriteBuffer({
      columnData: [
        { name: "image", data: [await png(1), await png(2), null], type: "BYTE_ARRAY" },
        { name: "label", data: ["cat", "dog", "cat"] },
        { name: "split", data: ["train", "validation", "train"] },
      ],
    });
    const source = await openImages(fileWith(new Uint8Array(bytes)));
    expect(Buffer.from(await source.read(source.names[1] ?? "")).equals(await png(2))).toBe(true);
    await expect(source.read(source.names[2] ?? "")).rejects.toThrow("no picture in the row");
    await source.close();
    const { pictures: found } = await readImages(
      fileWith(
        new Uint8Array(
          parquetWriteBuffer({
            columnData: [
              { name: "image", data: [await png(1), await png(2)], type: "BYTE_ARRAY" },
              { name: "label", data: [-1n, 1n], type: "INT64" },
              { name: "split", data: ["train", "validation"] },
            ],
          }),
        ),
      ),
      ["cat", "dog"],
    );
    expect(found.map(([, gold, split]) => [gold, split])).toEqual([
      [null, "train"],
      ["dog", "test"],
    ]);
  });

  test("a table without pictures is refused, and so is any damage", async () => {
    const table = parquetWriteBuffer({ columnData: [{ name: "label", data: ["cat"] }] });
    await expect(openImages(fileWith(new Uint8Array(table)))).rejects.toThrow("no column of pictures");
    const whole = readFileSync(fixture("hugging-face-bare.parquet"));
    for (let at = 0; at < whole.length; at += 41) {
      const changed = Buffer.from(whole);
      changed[at] = (changed[at] ?? 0) ^ 0xff;
      for (const bytes of [changed, whole.subarray(0, at)])
        await readImages(fileWith(bytes)).catch((error: unknown) =>
          expect(error).toBeInstanceOf(FormatError),
        );
    }
  });
});

describe("ImageFolder with metadata", () => {
  test("as datasets reads it, in a folder and in a zip", async () => {
    for (const path of [fixture("image-folder"), await zipOf("image-folder")]) {
      const { pictures } = await readImages(path);
      expect(pictures).toEqual(
        [3, 4, 0, 1, 2].map((i) => {
          const split = i < 3 ? "train" : "test";
          return [`${split}/pictures/${i}.png`, pet(i), split, colour(i)];
        }),
      );
    }
  });

  test("a row without its picture, or that is no row, is a problem of that row", async () => {
    const folder = newFolder();
    cpSync(fixture("image-folder", "train"), folder, { recursive: true });
    rmSync(join(folder, "pictures/1.png"));
    writeFileSync(
      join(folder, "metadata.jsonl"),
      '{"file_name":"pictures/0.png","label":"cat"}\n{"file_name":"pictures/1.png","label":"dog"}\n{\n',
    );
    const { pictures, problems } = await readImages(folder, ["cat", "dog"]);
    expect(pictures).toHaveLength(1);
    expect(problems.map(({ row }) => row)).toEqual([2, 3]);
  });

  test.each([
    ["metadata.jsonl", '{"image":"a.png"}', "file_name"],
    ["metadata.jsonl", "no json", "not a JSON object"],
    ["metadata.csv", "image\na.png\n", "file_name"],
    ["metadata.csv", "", "empty"],
  ])("%s with %j is refused", async (name, text, why) => {
    const folder = newFolder();
    writeFileSync(join(folder, "a.png"), await png(1));
    writeFileSync(join(folder, name), text);
    await expect(openImages(folder)).rejects.toThrow(why);
  });
});

async function tarOf(files: Record<string, Uint8Array | string>): Promise<Buffer> {
  const packed = pack();
  for (const [name, bytes] of Object.entries(files)) packed.entry({ name }, Buffer.from(bytes));
  packed.finalize();
  const parts: Uint8Array[] = [];
  for await (const part of packed) if (part instanceof Uint8Array) parts.push(part);
  return Buffer.concat(parts);
}

describe("WebDataset", () => {
  const pictures = Array.from({ length: 5 }, (_, i) => [`000${i}.png`, String(i % 2), null, colour(i)]);

  test("shards in a folder or a zip, and one alone", async () => {
    for (const path of [fixture("webdataset"), await zipOf("webdataset")])
      expect((await readImages(path)).pictures).toEqual(pictures);
    const one = await readImages(fixture("webdataset", "pets-000000.tar"));
    expect(one.pictures).toEqual(pictures.slice(0, 3));
  });

  test("classes by name or in JSON, keys twice, the split of the shard's name", async () => {
    const folder = newFolder();
    mkdirSync(join(folder, "shards"));
    const [a, b] = [await png(1), await png(2)];
    writeFileSync(
      join(folder, "shards/train-0.tar"),
      await tarOf({ "x/1.jpg": a, "x/1.cls": "cat\n", "2.png": b, "2.json": '{"label":"dog"}' }),
    );
    writeFileSync(
      join(folder, "shards/val-0.tar"),
      await tarOf({ "2.seg.png": b, "2.cls": "-1", "3.cls": "dog" }),
    );
    const { pictures: found, problems } = await readImages(folder);
    expect(found.map(([name, gold, split]) => [name, gold, split])).toEqual([
      ["2.png", "dog", "train"],
      ["x/1.jpg", "cat", "train"],
      ["2.seg.png", null, "test"],
    ]);
    expect(problems.map(({ file }) => file)).toEqual(["3"]);
  });

  test("what is no class costs its sample only", async () => {
    const [a, b] = [await png(1), await png(2)];
    const path = fileWith(
      await tarOf({ "1.png": a, "1.json": "{", "2.png": b, "2.cls": "two\nlines", "3.png": a, "3.cls": "1" }),
    );
    const { pictures: found, problems } = await readImages(path, ["cat", "dog"]);
    expect(found.map(([name, gold]) => [name, gold])).toEqual([["3.png", "dog"]]);
    expect(problems.map(({ file }) => file)).toEqual(["1.png", "2.png"]);
  });

  test("a tar of pictures alone is one of pictures in folders", async () => {
    const path = fileWith(await tarOf({ "cat/1.png": await png(1), "dog/1.png": await png(2) }));
    expect((await readImages(path)).pictures.map(([name, gold]) => [name, gold])).toEqual([
      ["cat/1.png", "cat"],
      ["dog/1.png", "dog"],
    ]);
  });
});

describe("labelling tools", () => {
  const coco = (files: string[], category: (i: number) => number[], more: object = {}) =>
    Buffer.from(
      JSON.stringify({
        info: {},
        images: files.map((file_name, i) => ({ id: i, file_name, width: 8, height: 8 })),
        annotations: files.flatMap((_, i) =>
          category(i).map((category_id) => ({ image_id: i, category_id })),
        ),
        categories: [
          { id: 3, name: "dog" },
          { id: 7, name: "cat" },
        ],
        ...more,
      }),
    );
  async function zipWith(files: Record<string, Uint8Array>): Promise<string> {
    const path = join(newFolder(), "a.zip");
    await writeZip(path, files);
    return path;
  }

  test("COCO as it is published: splits by file, pictures in folders that it does not name", async () => {
    const path = await zipWith({
      "annotations/captions_train2017.json": coco(["1.png"], () => [], { categories: undefined }),
      "annotations/instances_train2017.json": coco(
        ["train2017/1.png", "2.png", "3.png"],
        (i) => [[3], [7, 7], [3, 7]][i] ?? [],
      ),
      "annotations/instances_val2017.json": coco(["4.png", "5.png", "gone.png"], (i) => (i === 0 ? [7] : [])),
      ...{
        "train2017/1.png": await png(1),
        "train2017/2.png": await png(2),
        "train2017/3.png": await png(3),
      },
      ...{ "val2017/4.png": await png(4), "val2017/5.png": await png(5) },
    });
    const { classes, pictures, problems } = await readImages(path);
    expect(classes).toEqual(["dog", "cat"]);
    expect(pictures.map(([name, gold, split]) => [name, gold, split])).toEqual([
      ["train2017/1.png", "dog", "train"],
      ["train2017/2.png", "cat", "train"],
      ["val2017/4.png", "cat", "test"],
      ["val2017/5.png", null, "test"],
    ]);
    expect(problems.map(({ file }) => file)).toEqual(["train2017/3.png", "gone.png"]);
  });

  test("COCO that Tandem exported before gold stood beside the name: never the team's labels for gold", async () => {
    const annotations = [
      { image_id: 0, category_id: 3, attributes: { gold: "cat" } },
      { image_id: 1, category_id: 3, attributes: { gold: null } },
    ];
    const path = await zipWith({
      ...{ "images/0.png": await png(1), "images/1.png": await png(2) },
      "annotations/instances.json": coco(["images/0.png", "images/1.png"], () => [], { annotations }),
    });
    expect((await readImages(path)).pictures.map(([, gold]) => gold)).toEqual(["cat", null]);
  });

  test("a file beside the pictures of its split, as a folder", async () => {
    const folder = newFolder();
    for (const split of ["train", "valid"]) {
      mkdirSync(join(folder, split));
      writeFileSync(join(folder, split, "a.png"), await png(1));
      writeFileSync(
        join(folder, split, "_annotations.coco.json"),
        coco([`a.png`], () => [3]),
      );
    }
    const { pictures, problems } = await readImages(folder);
    expect(problems).toEqual([]);
    expect(pictures.map(([name, gold, split]) => [name, gold, split])).toEqual([
      ["train/a.png", "dog", "train"],
      ["valid/a.png", "dog", "test"],
    ]);
  });

  test("damaged annotations are refused with the place", async () => {
    const whole = coco(["1.png"], () => [3]);
    const path = await zipWith({
      "images/1.png": await png(1),
      "a.json": whole.subarray(0, whole.length - 30),
    });
    await expect(readImages(path)).rejects.toThrow(/categories.*a\.json/);
  });

  test("Label Studio's tasks: gold is the ground truth, not what somebody said", async () => {
    const choice = (name: string, ground_truth: boolean) => ({
      ...{ ground_truth, completed_by: 1 },
      result: [{ type: "choices", value: { choices: [name] } }],
    });
    const path = await zipWith({
      "images/a.png": await png(1),
      "images/b.png": await png(2),
      "export.json": Buffer.from(
        JSON.stringify([
          {
            data: { image: "/data/local-files/?d=images%2Fa.png" },
            annotations: [choice("cat", false), choice("dog", true)],
          },
          { data: { image: "/data/local-files/?d=images%2Fb.png" }, annotations: [choice("cat", false)] },
          { data: 1 },
        ]),
      ),
    });
    const { classes, pictures, problems } = await readImages(path);
    expect(classes).toEqual(["cat", "dog"]);
    expect(pictures.map(([name, gold]) => [name, gold])).toEqual([
      ["images/a.png", "dog"],
      ["images/b.png", null],
    ]);
    expect(problems).toHaveLength(1);
  });

  test("a folder of texts beside folders of pictures is no class", async () => {
    const path = await zipWith({
      ...{ "cat/a.png": await png(1), "dog/b.png": await png(2), "notes/read.json": Buffer.from("[1 2") },
      "annotations/other.json": coco(["nowhere.png"], () => [3]),
    });
    const source = await openImages(path);
    const plan = await planImport(source, null, { classes: null, split: { kind: "none" } }, null);
    await source.close();
    expect(plan.classes).toEqual(["cat", "dog"]);
    expect(plan.items.map(({ name, gold }) => [name, gold])).toEqual([
      ["annotations/other.json", null],
      ["cat/a.png", 0],
      ["dog/b.png", 1],
      ["notes/read.json", null],
    ]);
  });
});
