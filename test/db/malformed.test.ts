import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { images, items, projects } from "#db/schema.ts";
import { newStore, problemsOf, runImport } from "./datasets.ts";
import { newFolder, png } from "../lib/formats/files.ts";
import { fixture } from "../lib/formats/fixtures.ts";

/** Damaged datasets of every format, through the real import: a sentence with the place, and nothing is stored. */

async function imported(path: string, labels: string | null = null) {
  const store = newStore();
  const request = { images: path, labels, project: { slug: "damaged" }, imageSize: 16 };
  const row = await runImport(store, {
    ...request,
    columns: { humans: labels === null ? [] : ["random_label1"] },
  });
  const stored = [projects, items, images].map((table) => store.db.select().from(table).all().length);
  return { row, stored };
}

/** A copy of a fixture in which one file is changed. */
function changed(name: string, file: string, change: (bytes: Buffer) => Uint8Array): string {
  const folder = newFolder();
  if (file === "") {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, change(readFileSync(fixture(name))));
    return path;
  }
  cpSync(fixture(name), folder, { recursive: true });
  writeFileSync(join(folder, file), change(readFileSync(fixture(name, file))));
  return folder;
}

function fileIn(name: string, bytes: Uint8Array): string {
  const folder = newFolder();
  writeFileSync(join(folder, name), bytes);
  return folder;
}

const cut = (bytes: Buffer) => bytes.subarray(0, bytes.length - 20);
const half = (bytes: Buffer) => bytes.subarray(0, bytes.length >> 1);
const swapped = (from: string, to: string) => (bytes: Buffer) =>
  Buffer.from(bytes.toString("latin1").replaceAll(from, to), "latin1");

test.each<[string, () => string, RegExp]>([
  [
    "CIFAR's archive, cut short",
    () => changed("cifar-10-python.tar.gz", "", half),
    /“cifar-10-python\.tar\.gz” is cut short: it ends at byte \d+/,
  ],
  [
    "CIFAR's archive, damaged",
    () => changed("cifar-10-python.tar.gz", "", (bytes) => Buffer.from(bytes).fill(0xff, 300, 340)),
    /“cifar-10-python\.tar\.gz” is damaged near byte \d+/,
  ],
  ["a batch of CIFAR, cut short", () => changed("cifar-100-python", "train", half), /“train”.* at byte \d+/],
  [
    "a batch of CIFAR that calls for a command",
    () =>
      changed("cifar-100-python", "train", () => Buffer.from("\x80\x02cposix\nsystem\nU\x02lsR.", "latin1")),
    /“posix\.system”.* at byte 2\./,
  ],
  [
    "a batch of CIFAR with other rows",
    () => changed("cifar-100-python", "train", swapped("M\x00\x0c", "M\x00\x0b")),
    /3072 bytes|cut short|bytes/,
  ],
  ["CIFAR's binary version, cut short", () => fileIn("data_batch_1.bin", Buffer.alloc(3072)), /cut short/],
  [
    "MNIST, cut short",
    () => changed("mnist", "train-labels-idx1-ubyte", (bytes) => bytes.subarray(0, 9)),
    /train-labels-idx1-ubyte/,
  ],
  [
    "Parquet, cut short",
    () => changed("hugging-face-bare.parquet", "", cut),
    /“hugging-face-bare\.parquet” .*cut short.* at byte \d+/,
  ],
  [
    "Parquet, its heading alone",
    () => changed("hugging-face-bare.parquet", "", (bytes) => bytes.subarray(0, 8)),
    /damaged/,
  ],
  [
    "a shard, cut short",
    () => changed("webdataset", "pets-000000.tar", (bytes) => bytes.subarray(0, 4608)),
    /byte \d+/,
  ],
  [
    "metadata whose lines leave too few classes",
    () => {
      const folder = newFolder();
      cpSync(fixture("image-folder", "train"), folder, { recursive: true });
      writeFileSync(
        join(folder, "metadata.jsonl"),
        '{"file_name":"pictures/0.png","label":"cat"}\n{"label":\n',
      );
      return folder;
    },
    /two classes.*in row 2 \(“metadata\.jsonl”\)/,
  ],
  [
    "metadata without names",
    () => changed("image-folder", "train/metadata.jsonl", swapped("file_name", "filename_")),
    /file_name/,
  ],
])("%s", async (_, path, sentence) => {
  const { row, stored } = await imported(path());
  expect(row.state).toBe("failed");
  expect(row.error).toMatch(sentence);
  expect(row.error).not.toContain("/tmp/");
  expect(stored).toEqual([0, 0, 0]);
});

test.each<[string, string, (bytes: Buffer) => Uint8Array, RegExp?]>([
  ["a PyTorch file cut short", "labels/tensors.pt", half, /“tensors\.pt” .*at byte \d+, within “.*”/],
  ["an older one", "labels/tensors-old.pt", cut, /“tensors-old\.pt” .*at byte \d+/],
  ["arrays of other lengths than the pictures are many", "labels/arrays.pt", (bytes) => bytes],
  ["a NumPy archive cut short", "labels/packed.npz", half, /“packed\.npz” .*at byte \d+, within “\w+\.npy”/],
  [
    "a dictionary whose pickle calls for a command",
    "labels/dictionary.npy",
    swapped("multiarray", "multiarraz"),
  ],
])("labels beside pictures: %s", async (_, name, change, place = /./) => {
  const { row, stored } = await imported(fixture("cifar-10-python.tar.gz"), changed(name, "", change));
  expect(row.state).toBe("failed");
  expect(row.error).toMatch(/^[^\n]{10,300}[.?]$/);
  expect(row.error).toMatch(place);
  expect(stored).toEqual([0, 0, 0]);
});

test("a line of metadata without a name is a problem of its file and line, and no folder", async () => {
  const lines = (bytes: Buffer) => {
    const [first = "", second = "", ...more] = bytes.toString().trim().split("\n");
    return Buffer.from(
      [first, '{"label":"cat"}', "{", second, '{"file_name":"","label":"dog"}', ...more].join("\n"),
    );
  };
  const folder = changed("image-folder", "train/metadata.jsonl", lines);
  const good = await imported(fixture("image-folder"));
  for (const labels of [null, join(newFolder(), "labels.csv")]) {
    if (labels !== null)
      writeFileSync(labels, "file,random_label1\ntrain/pictures/0.png,cat\ntrain/pictures/1.png,dog\n");
    const store = newStore();
    const request = { images: folder, labels, project: { slug: "damaged" }, imageSize: 16 };
    const row = await runImport(store, {
      ...request,
      columns: { humans: labels === null ? [] : ["random_label1"] },
    });
    const problems = problemsOf(store, row.id).filter((each) => each.row !== null);
    expect(row.state).toBe("finished");
    expect(problems.map((each) => [each.row, each.file])).toEqual(
      [2, 3, 5].map((n) => [n, "train/metadata.jsonl"]),
    );
    if (labels === null) expect(row.itemsAdded).toBe(good.row.itemsAdded);
    const names = store.db.select({ name: items.name }).from(items).all();
    expect(names.filter(({ name }) => name.endsWith("/") || name === "")).toEqual([]);
  }
});

test("a picture that is damaged inside a dataset costs itself only, or with abort everything", async () => {
  const folder = newFolder();
  cpSync(fixture("image-folder"), folder, { recursive: true });
  const picture = join(folder, "train/pictures/1.png");
  writeFileSync(picture, half(await png(1)));
  expect(readdirSync(dirname(picture))).toHaveLength(3);
  const { row, stored } = await imported(folder);
  expect([row.state, row.itemsAdded, row.problems]).toEqual(["finished", 4, 1]);
  expect(stored[1]).toBe(4);
  const store = newStore();
  const request = {
    images: folder,
    project: { slug: "damaged" },
    imageSize: 16,
    onProblem: "abort" as const,
  };
  expect((await runImport(store, request)).state).toBe("failed");
  expect(store.db.select().from(items).all()).toEqual([]);
});

test("the same published dataset again changes nothing", async () => {
  const store = newStore();
  const request = { images: fixture("cifar-10-python.tar.gz"), project: { slug: "cifar" }, imageSize: 16 };
  const first = await runImport(store, request);
  expect([first.state, first.itemsAdded]).toEqual(["finished", 6]);
  const again = await runImport(store, request);
  expect([again.state, again.itemsAdded, again.unchanged, again.problems]).toEqual(["finished", 0, 6, 0]);
  const rows = store.db.select({ name: items.name, gold: items.gold, split: items.split }).from(items).all();
  expect(rows.at(-1)).toEqual({ name: "test/00001.png", gold: 0, split: "test" });
});
