import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { pack } from "tar-stream";
import { describe, expect, test } from "vitest";
import { decodeImage } from "#lib/formats/image.ts";
import { FormatError } from "#lib/formats/problem.ts";
import { openImages } from "#lib/formats/open-images.ts";
import { openRandom } from "#lib/formats/files/random-file.ts";
import { openTar } from "#lib/formats/files/tar.ts";
import { openZip } from "#lib/formats/files/zip.ts";
import { newFolder, png, writeZip } from "./files.ts";
import { fixture } from "./fixtures.ts";
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
    writeFileSync(join(folder, "a.rar"), "Rar!\x1a\x07");
    await expect(openImages(join(folder, "a.rar"))).rejects.toThrow("pack the images as a zip");
    await expect(openImages(join(folder, "a.tar.gz"))).rejects.toThrow("none of the formats");
    await expect(openImages(join(folder, "a.txt"))).rejects.toThrow("is not a zip");
    await expect(openImages(join(folder, "empty"))).rejects.toThrow("is empty");
    await expect(openImages(join(folder, "nowhere"))).rejects.toThrow("There is nothing at “nowhere”");
  });
});

describe("tars", () => {
  test.each(["pax", "gnu"])("names longer than a header takes, %s", async (style) => {
    const source = await openImages(fixture(`long-names-${style}.tar`));
    expect(source.names).toEqual([`class ä/${"long".repeat(40)}.png`]);
    expect((await decodeImage(await source.read(source.names[0] ?? ""), 12)).rgb[1]).toBe(2);
    await source.close();
  });

  test("hold the same images as the library packs them, gzipped or not", async () => {
    const bytes = await png(1);
    const path = join(newFolder(), "a.bin");
    for (const gzipped of [false, true]) {
      const whole = await tarOf(
        [{ name: "./cats/ä.png" }, { name: "b.png" }, { name: "l", type: "symlink", linkname: "/etc" }],
        bytes,
      );
      writeFileSync(path, gzipped ? gzipSync(whole) : whole);
      const source = await openImages(path);
      expect([source.names, source.skipped]).toEqual([["b.png", "cats/ä.png"], ["l"]]);
      expect(Buffer.from(await source.read("cats/ä.png")).equals(bytes)).toBe(true);
      await source.close();
    }
  });

  test.each([
    ["/etc/passwd", "absolute"],
    ["a/../../b.png", "absolute"],
    ["a\\b.png", "absolute"],
    ["a\u0007.png", "control"],
  ])("the name %j refuses all of it", async (name, why) => {
    const path = join(newFolder(), "a.tar");
    writeFileSync(path, await tarOf([{ name: "ok.png" }, { name }], await png(1)));
    await expect(openImages(path)).rejects.toThrow(why);
    await expect(openImages(path)).rejects.toThrow("at byte 1024");
  });

  test("more files than are taken, and any damage, are one sentence", async () => {
    const whole = await tarOf([{ name: "a.png" }, { name: "b.png" }], Buffer.alloc(700));
    const path = join(newFolder(), "a.tar");
    writeFileSync(path, whole);
    await expect(openTar(await openRandom(path), { files: 1 })).rejects.toThrow("more than 1 file");
    for (let at = 0; at < whole.length; at += 37) {
      const changed = Buffer.from(whole);
      changed[at] = (changed[at] ?? 0) ^ 0xff;
      for (const bytes of [changed, whole.subarray(0, at)]) {
        writeFileSync(path, bytes);
        await openRandom(path)
          .then(openTar)
          .then((files) => files.close())
          .catch((error: unknown) => expect(error).toBeInstanceOf(FormatError));
      }
    }
  });
});

async function tarOf(
  entries: { name: string; type?: "symlink"; linkname?: string }[],
  bytes: Buffer,
): Promise<Buffer> {
  const packed = pack();
  for (const entry of entries) packed.entry(entry, entry.type ? "" : bytes);
  packed.finalize();
  const parts: Uint8Array[] = [];
  for await (const part of packed) if (part instanceof Uint8Array) parts.push(part);
  return Buffer.concat(parts);
}
