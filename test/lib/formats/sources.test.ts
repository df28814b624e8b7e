import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openImages } from "#lib/formats/open-images.ts";
import { openZip } from "#lib/formats/zip.ts";
import { newFolder, png, writeZip } from "./files.ts";
import { rawZip } from "./raw-zip.ts";

test("more files than are taken refuse a zip", async () => {
  const path = join(newFolder(), "a.zip");
  writeFileSync(path, rawZip(Array.from({ length: 12 }, (_, i) => ({ name: `${i}.png` }))));
  await expect(openZip(path, { files: 10 })).rejects.toThrow("more than 10 files");
});

describe("folders and zips", () => {
  test("hold the same images under the same names, whatever the file is called", async () => {
    const folder = newFolder();
    mkdirSync(join(folder, "cats"));
    const bytes = await png(1);
    writeFileSync(join(folder, "cats", "ä.png"), bytes);
    writeFileSync(join(folder, "b.png"), bytes);
    const archive = join(newFolder(), "pictures.bin");
    await writeZip(archive, { "cats/ä.png": bytes, "b.png": bytes });
    for (const path of [folder, archive]) {
      const source = await openImages(path);
      expect(source.names).toEqual(["b.png", "cats/ä.png"]);
      expect(Buffer.from(await source.read("cats/ä.png")).equals(bytes)).toBe(true);
      await expect(source.read("c.png")).rejects.toThrow("There is no file “c.png”");
      await source.close();
    }
  });

  test("links in a folder are not followed", async () => {
    const folder = newFolder();
    const outside = newFolder();
    writeFileSync(join(outside, "secret.png"), await png(1));
    symlinkSync(outside, join(folder, "elsewhere"));
    symlinkSync(join(outside, "secret.png"), join(folder, "link.png"));
    const source = await openImages(folder);
    expect(source.names).toEqual([]);
    expect(source.skipped).toHaveLength(2);
    await expect(source.read("link.png")).rejects.toThrow("There is no file");
    await expect(source.read("../secret.png")).rejects.toThrow("There is no file");
  });

  test("anything else is refused with a sentence", async () => {
    const folder = newFolder();
    writeFileSync(join(folder, "a.tar.gz"), Buffer.from("1f8b0800", "hex"));
    writeFileSync(join(folder, "a.txt"), "hello");
    writeFileSync(join(folder, "empty"), "");
    await expect(openImages(join(folder, "a.tar.gz"))).rejects.toThrow("pack the images as a zip");
    await expect(openImages(join(folder, "a.txt"))).rejects.toThrow("is not a zip");
    await expect(openImages(join(folder, "empty"))).rejects.toThrow("is not a zip");
    await expect(openImages(join(folder, "nowhere"))).rejects.toThrow("There is nothing at “nowhere”");
  });
});
