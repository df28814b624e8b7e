import { readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { decodeImage } from "#lib/formats/image.ts";
import { findProject } from "#db/dataset/projects.ts";
import { readTensor, rebuildTensor, TensorMissing, tensorPath, wholeTensor } from "#db/dataset/tensors.ts";
import { newDataset, newStore, runImport } from "./datasets.ts";

async function imported() {
  const store = newStore();
  const files = Object.fromEntries(Array.from({ length: 150 }, (_, i) => [`${i}.png`, i + 1]));
  const csv = `file,clean\n${Object.keys(files)
    .map((name, i) => `${name},${i % 2 ? "cat" : "dog"}`)
    .join("\n")}\n`;
  const request = await newDataset(files, csv);
  const columns = { gold: "clean" };
  const result = await runImport(store, { ...request, columns, imageSize: 16 });
  expect(result).toMatchObject({ state: "finished", itemsAdded: 150 });
  const project = findProject(store.db, "pets");
  if (!project) throw new Error("no project");
  return { ...store, project, path: tensorPath(store.dir, project), images: request.images };
}

describe("the tensor of a project", () => {
  test("row r is the item with ordinal r", async () => {
    const { db, dir, project, images } = await imported();
    const tensor = readTensor(db, dir, project);
    expect(tensor).toHaveLength(150 * 16 * 16 * 3);
    for (const ordinal of [0, 77, 149]) {
      const { rgb } = await decodeImage(readFileSync(`${images}/${ordinal}.png`), 16);
      expect(Buffer.from(tensor.subarray(ordinal * 768, (ordinal + 1) * 768)).equals(rgb)).toBe(true);
    }
  });

  test("can be made again from the packs, to the byte", async () => {
    const { db, dir, project, path } = await imported();
    const before = readFileSync(path);
    rmSync(path);
    expect(() => readTensor(db, dir, project)).toThrow(TensorMissing);
    await rebuildTensor(db, dir, project);
    expect(readFileSync(path).equals(before)).toBe(true);
    truncateSync(path, 1000);
    expect(() => readTensor(db, dir, project)).toThrow("1000 of 115200 bytes");
    const { of, bytes } = await wholeTensor(db, dir, project, before.length / (project.imageSize ** 2 * 3));
    expect(readFileSync(of).subarray(0, bytes).equals(before)).toBe(true);
  });

  test("rows behind the last item are not part of it", async () => {
    const { db, dir, project, path } = await imported();
    const before = readFileSync(path);
    writeFileSync(path, Buffer.concat([before, Buffer.from("garbage of a crash")]));
    expect(Buffer.from(readTensor(db, dir, project)).equals(before)).toBe(true);
  });

  test("of a project without items is empty", () => {
    const { db, dir } = newStore();
    expect(readTensor(db, dir, { id: 99, imageSize: 32 })).toHaveLength(0);
  });
});
