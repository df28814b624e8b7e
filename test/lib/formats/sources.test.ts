import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32, deflateRawSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { decodeImage } from "#lib/formats/image.ts";
import { openImages } from "#lib/formats/open-images.ts";
import { openZip } from "#lib/formats/zip.ts";
import { newFolder, png, type RawEntry, rawZip, writeZip } from "./files.ts";

function zipOf(entries: readonly RawEntry[]): string {
  const path = join(newFolder(), "a.zip");
  writeFileSync(path, rawZip(entries));
  return path;
}

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

  test("what systems leave behind is passed over and told", async () => {
    const junk = ["__MACOSX/._a.png", "sub/.DS_Store", "Thumbs.db", "._b.png"];
    const source = await openZip(zipOf([{ name: "a.png" }, ...junk.map((name) => ({ name }))]));
    expect(source.names).toEqual(["a.png"]);
    expect([...source.skipped].sort()).toEqual([...junk].sort());
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

describe("a hostile zip is refused as a whole", () => {
  test.each([
    ["a name that climbs out", [{ name: "../../x.png" }], "leads out of the folder"],
    ["a name that climbs out further in", [{ name: "a/../../x.png" }], "leads out of the folder"],
    ["an absolute name", [{ name: "/etc/x.png" }], "absolute"],
    ["a drive", [{ name: "C:/x.png" }], "absolute"],
    ["backslashes", [{ name: "..\\x.png" }], "backslash"],
    ["a drive with backslashes", [{ name: "C:\\x.png" }], "backslash"],
    ["NUL in a name", [{ name: "a.png\0.txt" }], "control characters"],
    ["escape codes in a name", [{ name: "\x1b[31ma.png" }], "control characters"],
    ["a very long name", [{ name: `${"a".repeat(2000)}.png` }], "1,024"],
    ["a symbolic link", [{ name: "a.png", mode: 0o120777 }], "symbolic link"],
    ["encryption", [{ name: "a.png", flags: 0x801, claimedSize: 1, data: Buffer.alloc(13) }], "encrypted"],
    ["strong encryption", [{ name: "a.png", flags: 0x841 }], "encrypted"],
  ] satisfies [string, RawEntry[], string][])("%s", async (_, bad, sentence) => {
    await expect(openZip(zipOf([{ name: "good.png" }, ...bad]))).rejects.toThrow(sentence);
  });

  test("too many entries, entries that overlap, and one that is cut off", async () => {
    const many = zipOf(Array.from({ length: 12 }, (_, i) => ({ name: `${i}.png` })));
    await expect(openZip(many, { files: 10 })).rejects.toThrow("more than 10 files");

    // A bomb by overlap: a thousand directory entries that all point at the same megabyte.
    const whole = rawZip([{ name: "a.png", data: Buffer.alloc(1_000_000), method: 8, claimedSize: 5 }]);
    const directory = whole.subarray(whole.indexOf("PK\x01\x02"), whole.indexOf("PK\x05\x06"));
    const end = Buffer.from(whole.subarray(whole.indexOf("PK\x05\x06")));
    end.writeUInt16LE(1000, 8);
    end.writeUInt16LE(1000, 10);
    end.writeUInt32LE(1000 * directory.length, 12);
    const path = join(newFolder(), "overlap.zip");
    const start = whole.subarray(0, whole.indexOf("PK\x01\x02"));
    writeFileSync(path, Buffer.concat([start, ...Array.from({ length: 1000 }, () => directory), end]));
    await expect(openZip(path)).rejects.toThrow("overlap");

    const cut = join(newFolder(), "cut.zip");
    writeFileSync(cut, rawZip([{ name: "a.png" }]).subarray(0, -10));
    await expect(openZip(cut)).rejects.toThrow("damaged or cut off");
  });
});

describe("a bad entry costs only itself", () => {
  test("a bomb is stopped by what comes out, whatever the header claims", async () => {
    const data = deflateRawSync(Buffer.alloc(200 * 1024 * 1024));
    const source = await openZip(
      zipOf([{ name: "bomb.png", data, method: 8, claimedSize: 1000 }, { name: "a.png" }]),
    );
    await expect(source.read("bomb.png")).rejects.toThrow("larger than 32 MB");
    await expect(source.read("a.png")).resolves.toHaveLength(1);
    await source.close();
  });

  test("damage is found by the checksum", async () => {
    const data = deflateRawSync(Buffer.from("hello"));
    const good = crc32(Buffer.from("hello"));
    const source = await openZip(
      zipOf([
        { name: "good", data, method: 8, claimedSize: 5, crc: good },
        { name: "size lies", data, method: 8, claimedSize: 4_000_000, crc: good },
        { name: "wrong", data, method: 8, claimedSize: 5, crc: 1 },
        { name: "not deflate", data: Buffer.from("\xff\xff\xff", "latin1"), method: 8, claimedSize: 5 },
        { name: "other method", data, method: 99, claimedSize: 5 },
      ]),
    );
    expect(Buffer.from(await source.read("good")).toString()).toBe("hello");
    expect(Buffer.from(await source.read("size lies")).toString()).toBe("hello");
    await expect(source.read("wrong")).rejects.toThrow("damaged inside the zip");
    await expect(source.read("not deflate")).rejects.toThrow("damaged inside the zip");
    await expect(source.read("other method")).rejects.toThrow("not supported");
    await source.close();
  });

  test("of two entries with one name the first counts and the second is told", async () => {
    const source = await openZip(
      zipOf([
        { name: "a.png", data: Buffer.from("one") },
        { name: "a.png", data: Buffer.from("two") },
        { name: "A.png", data: Buffer.from("three") },
      ]),
    );
    expect(source.names).toEqual(["A.png", "a.png"]);
    expect(source.problems).toEqual([
      { file: "a.png", reason: expect.stringContaining("two files") as string },
    ]);
    expect(Buffer.from(await source.read("a.png")).toString()).toBe("one");
    await source.close();
  });

  test("odd but honest names are kept as they are", async () => {
    const names = [
      "\u202Egnp.exe.png",
      "😀.png",
      `${"ü".repeat(150)}.png`,
      "CON.png",
      "<img onerror=alert(1)>.png",
    ];
    const source = await openZip(zipOf(names.map((name) => ({ name }))));
    expect([...source.names].sort()).toEqual([...names].sort());
    await source.close();
  });

  test("a zip in a zip is not a picture", async () => {
    const source = await openZip(zipOf([{ name: "inner.png", data: rawZip([{ name: "a.png" }]) }]));
    await expect(decodeImage(await source.read("inner.png"), 32)).rejects.toThrow("is a zip");
    await source.close();
  });
});
