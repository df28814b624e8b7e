import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { rawPng } from "#lib/formats/images/raw-png.ts";
import { decodeImage } from "#lib/formats/image.ts";
import { openImages } from "#lib/formats/open-images.ts";
import { FormatError } from "#lib/formats/problem.ts";
import { newFolder, writeZip } from "../files.ts";
import { fixture } from "../fixtures.ts";
import { readImages } from "./read.ts";

const rgb = [10, 20, 30];

describe("CIFAR, python version", () => {
  const pictures = [
    ["train/00000.png", "airplane", "train", rgb],
    ["train/00001.png", "automobile", "train", rgb],
    ["train/00002.png", "bird", "train", rgb],
    ["train/00003.png", "automobile", "train", rgb],
    ["test/00000.png", "bird", "test", rgb],
    ["test/00001.png", "airplane", "test", rgb],
  ];

  test("CIFAR-10's archive as it is published, batch 10 behind batch 2", async () => {
    const { classes, pictures: found } = await readImages(fixture("cifar-10-python.tar.gz"));
    expect(classes).toEqual(["airplane", "automobile", "bird"]);
    expect(found).toEqual(pictures);
  });

  test("CIFAR-100 in a folder: its fine labels", async () => {
    const { classes, pictures: found } = await readImages(fixture("cifar-100-python"));
    expect(classes).toEqual(["apple", "bee", "crab"]);
    expect(found.map(([, gold, split]) => [gold, split])).toEqual([
      ["bee", "train"],
      ["crab", "train"],
      ["apple", "train"],
      ["crab", "test"],
    ]);
  });

  test("in a zip, packed", async () => {
    const path = join(newFolder(), "a.zip");
    const files = readdirSync(fixture("cifar-100-python"));
    await writeZip(
      path,
      Object.fromEntries(files.map((name) => [name, readFileSync(fixture("cifar-100-python", name))])),
    );
    expect((await readImages(path)).pictures).toHaveLength(4);
  });
});

/** Records as CIFAR's binary version has them. @param said labels of each, one of CIFAR-10 and two of CIFAR-100 */
const records = (said: number[][]) =>
  Buffer.concat(
    said.map((labels) =>
      Buffer.from([
        ...labels,
        ...Array.from({ length: 3 }, (_, c) => Array<number>(1024).fill(rgb[c] ?? 0)).flat(),
      ]),
    ),
  );

function folderWith(files: Record<string, Uint8Array | string>): string {
  const folder = newFolder();
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
  return folder;
}

const refusalOf = async (path: string): Promise<string> => {
  const refusal: unknown = await openImages(path).then(
    () => null,
    (error: unknown) => error,
  );
  expect(refusal).toBeInstanceOf(FormatError);
  return refusal instanceof FormatError ? refusal.message : "";
};

describe("CIFAR, binary version", () => {
  test("CIFAR-10 with the names of its classes, CIFAR-100 with its fine labels", async () => {
    const names = "abcdefghij".split("");
    const ten = await readImages(
      folderWith({
        "data_batch_1.bin": records([[0], [9]]),
        "test_batch.bin": records([[3]]),
        "batches.meta.txt": `${names.join("\n")}\n\n`,
      }),
    );
    expect(ten.classes).toEqual(names);
    expect(ten.pictures).toEqual([
      ["train/00000.png", "a", "train", rgb],
      ["train/00001.png", "j", "train", rgb],
      ["test/00000.png", "d", "test", rgb],
    ]);
    const hundred = await readImages(
      folderWith({
        "train.bin": records([
          [4, 99],
          [0, 3],
        ]),
      }),
    );
    expect(hundred.classes).toHaveLength(100);
    expect(hundred.pictures.map(([, gold]) => gold)).toEqual(["99", "3"]);
  });

  test("cut short, or with a label that there is not: refused with the byte", async () => {
    expect(
      await refusalOf(folderWith({ "data_batch_1.bin": records([[0], [9]]).subarray(0, -1) })),
    ).toContain("cut short");
    expect(await refusalOf(folderWith({ "data_batch_1.bin": records([[0], [10]]) }))).toContain(
      "at byte 3073",
    );
  });
});

describe("MNIST", () => {
  const labels = ["5", "0", "4", "7", "2"];

  test("four files, gzipped or not, in a folder", async () => {
    const { classes, pictures } = await readImages(fixture("mnist"));
    expect(classes).toEqual(["0", "2", "4", "5", "7"]);
    expect(pictures).toEqual(
      labels.map((label, i) => [
        i < 3 ? `train/0000${i}.png` : `test/0000${i - 3}.png`,
        label,
        i < 3 ? "train" : "test",
        Array<number>(3).fill(10 * Number(label)),
      ]),
    );
  });

  test("numbers become the classes that are listed", async () => {
    const names = "zero,one,two,three,four,five,six,seven,eight,nine".split(",");
    const { pictures } = await readImages(fixture("mnist"), names);
    expect(pictures.map(([, gold]) => gold)).toEqual(["five", "zero", "four", "seven", "two"]);
  });

  test("pictures without their labels have none", async () => {
    const folder = newFolder();
    copyFileSync(fixture("mnist", "t10k-images-idx3-ubyte.gz"), join(folder, "t10k-images-idx3-ubyte.gz"));
    const { pictures } = await readImages(folder, ["a", "b"]);
    expect(pictures.map(([, gold, split]) => [gold, split])).toEqual([
      [null, "test"],
      [null, "test"],
    ]);
  });

  const images = gunzipSync(readFileSync(fixture("mnist", "train-images-idx3-ubyte.gz")));
  const said = readFileSync(fixture("mnist", "train-labels-idx1-ubyte"));
  const change = (at: number, value: number) => {
    const bytes = Buffer.from(images);
    bytes.writeUInt32BE(value, at);
    return bytes;
  };
  test.each<[string, Record<string, Uint8Array>, string]>([
    ["cut short", { "train-images-idx3-ubyte": images.subarray(0, -1) }, "says that it holds"],
    ["too many pictures", { "train-images-idx3-ubyte": change(4, 4_000_000_000) }, "says that it holds"],
    ["absurd sides", { "train-images-idx3-ubyte": change(8, 4_000_000_000) }, "at byte 8"],
    ["no sides", { "train-images-idx3-ubyte": change(12, 0) }, "at byte 8"],
    [
      "labels of another number",
      {
        "train-images-idx3-ubyte": images,
        "train-labels-idx1-ubyte": Buffer.concat([
          Buffer.from([0, 0, 8, 1, 0, 0, 0, 1]),
          said.subarray(8, 9),
        ]),
      },
      "3 pictures",
    ],
    [
      "labels cut short",
      { "train-images-idx3-ubyte": images, "train-labels-idx1-ubyte": said.subarray(0, -1) },
      "labels",
    ],
    [
      "a gzip cut short",
      { "train-images-idx3-ubyte.gz": gzipSync(images).subarray(0, -9) },
      "is cut short: it ends at byte",
    ],
  ])("%s is refused with a sentence", async (_, files, why) => {
    expect(await refusalOf(folderWith(files))).toContain(why);
  });
});

test("a folder of pictures with other files among them is none of these", async () => {
  const folder = folderWith({ "notes.bin": "hello", "model.pkl": "\x80\x02K\x01." });
  mkdirSync(join(folder, "cat"));
  const source = await openImages(folder);
  expect(source.own).toBeUndefined();
  expect(source.names).toEqual(["model.pkl", "notes.bin"]);
  await source.close();
});

test("a picture of raw pixels is always of the same bytes", () => {
  const bytes = rawPng(Buffer.from([1, 2, 3, 4, 5, 6]), 1, 2, 3);
  expect(createHash("sha256").update(bytes).digest("hex")).toBe(
    "3dea73897000698942b38625eaadaa4285ea27834380251c2cd32125437d8251",
  );
});

test("a large picture too has the right pixels", async () => {
  const pixels = Buffer.from(Array.from({ length: 300 * 300 * 3 }, (_, i) => (i * 31) % 256));
  const { rgb } = await decodeImage(rawPng(pixels, 300, 300, 3), 300);
  expect(Buffer.from(rgb).equals(pixels)).toBe(true);
});

test("a picture of raw pixels is a strict one of the right pixels", async () => {
  const grey = await decodeImage(rawPng(Buffer.from([0, 50, 100, 255]), 2, 2, 1), 2);
  expect([grey.shown, [...grey.rgb]]).toEqual([null, [0, 0, 0, 50, 50, 50, 100, 100, 100, 255, 255, 255]]);
});
