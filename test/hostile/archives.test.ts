import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32, deflateRawSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { newFolder, png } from "../lib/formats/files.ts";
import { type RawEntry, rawZip } from "../lib/formats/raw-zip.ts";
import { importFiles, importZip } from "./importing.ts";

const good = async (): Promise<RawEntry> => ({ name: "good.png", data: await png(1) });

describe("what no honest tool writes refuses the whole archive, and nothing is written", () => {
  test.each<[string, RawEntry, string]>([
    ["1 a name that climbs out", { name: "../../x.png" }, "leads out of the folder"],
    ["1 a name that climbs out further in", { name: "a/../../x.png" }, "leads out of the folder"],
    ["2 an absolute path", { name: "/etc/x.png" }, "absolute"],
    ["2 a drive", { name: "C:/x.png" }, "absolute"],
    ["2 a drive with a backslash", { name: "C:\\x.png" }, "backslash"],
    ["3 backslashes", { name: "..\\x.png" }, "backslash"],
    ["4 a symbolic link", { name: "a.png", mode: 0o120777 }, "symbolic link"],
    ["5 NUL in a name", { name: "a.png\0.txt" }, "control characters"],
    ["5 escape codes in a name", { name: "\x1b[31ma.png" }, "control characters"],
    ["5 a name of 2,000 bytes", { name: `${"a".repeat(2000)}.png` }, "1,024"],
    [
      "12 an encrypted entry",
      { name: "a.png", flags: 0x801, claimedSize: 1, data: Buffer.alloc(13) },
      "encrypted",
    ],
    ["12 strong encryption", { name: "a.png", flags: 0x841 }, "encrypted"],
  ])("%s", async (_, bad, sentence) => {
    const { refusal, items, store } = await importZip([await good(), bad]);
    expect(refusal).toContain(sentence);
    expect(items).toEqual([]);
    expect(readdirSync(store.dir.packs)).toEqual([]);
    expect(existsSync(join(store.dir.root, "..", "x.png"))).toBe(false);
  });
});

test("5 odd but honest names are the items' names and nothing more: the bytes lie in a pack", async () => {
  const names = [
    "\u202Egnp.exe.png",
    "😀.png",
    `${"ü".repeat(150)}.png`,
    "CON.png",
    "é.png",
    "e\u0301.png",
    "Cat.png",
    "cat.png",
    "<img onerror=alert(1)>.png",
  ];
  const entries = await Promise.all(names.map(async (name, i) => ({ name, data: await png(i) })));
  const { items, store } = await importZip(entries);
  expect([...items].sort()).toEqual([...names].sort());
  expect(readdirSync(store.dir.packs)).toEqual(["000001.pack"]);
});

test("6 a bomb is stopped by what comes out of it, whatever its header claims; 10 header sizes may lie", async () => {
  const bytes = await png(2);
  const lying = { method: 8, data: deflateRawSync(bytes), crc: crc32(bytes) };
  const before = process.resourceUsage().maxRSS;
  const { items, problems } = await importZip([
    await good(),
    { name: "bomb.png", data: deflateRawSync(Buffer.alloc(200 * 1024 ** 2)), method: 8, claimedSize: 1000 },
    { name: "larger.png", ...lying, claimedSize: 4_000_000_000 },
    { name: "smaller.png", ...lying, claimedSize: 1 },
  ]);
  expect(items).toEqual(["good.png", "larger.png", "smaller.png"]);
  expect(problems[0]).toContain("bomb.png: The file is larger than 32 MB");
  // kB; making the bomb took 200 MB, reading it stops at 32.
  expect(process.resourceUsage().maxRSS - before).toBeLessThan(400 * 1024);
});

test("6 a bomb by overlap: entries that all point at the same bytes", async () => {
  const whole = rawZip([{ name: "a.png", data: Buffer.alloc(1_000_000), method: 8, claimedSize: 5 }]);
  const [directoryAt, endAt] = [whole.indexOf("PK\x01\x02"), whole.indexOf("PK\x05\x06")];
  const directory = whole.subarray(directoryAt, endAt);
  const end = Buffer.from(whole.subarray(endAt));
  end.writeUInt16LE(1000, 8);
  end.writeUInt16LE(1000, 10);
  end.writeUInt32LE(1000 * directory.length, 12);
  const images = join(newFolder(), "overlap.zip");
  const copies = Array.from({ length: 1000 }, () => directory);
  writeFileSync(images, Buffer.concat([whole.subarray(0, directoryAt), ...copies, end]));
  expect((await importFiles({ images, classes: ["cat", "dog"] })).refusal).toContain("overlap");
});

test("7 a zip in a zip is not a picture", async () => {
  const { items, problems } = await importZip([
    await good(),
    { name: "inner.png", data: rawZip([await good()]) },
  ]);
  expect(items).toEqual(["good.png"]);
  expect(problems).toEqual(["inner.png: The file is a zip; only JPEG, PNG and WebP pictures are taken."]);
});

test("8 200,000 tiny entries are gone through, and counted", async () => {
  const tiny = Array.from({ length: 200_000 }, (_, i) => ({ name: `${i}.png` }));
  const { items, refusal } = await importZip([...tiny, await good()]);
  expect([items, refusal]).toEqual([["good.png"], null]);
}, 300_000);

test("9 of two entries with one name the first counts and the second is told", async () => {
  const { items, problems, store } = await importZip([
    { name: "a.png", data: await png(1) },
    { name: "a.png", data: await png(2) },
  ]);
  expect(items).toEqual(["a.png"]);
  expect(problems).toEqual(["a.png: The zip holds two files with this name; the first counts."]);
  expect(readFileSync(join(store.dir.packs, "000001.pack")).equals(await png(1))).toBe(true);
});

test("11 a truncated zip is refused, wherever it is cut; damage in it costs its entry", async () => {
  const whole = rawZip([await good()]);
  for (const share of [0.3, 0.7, 0.99]) {
    const images = join(newFolder(), "cut.zip");
    writeFileSync(images, whole.subarray(0, Math.floor(whole.length * share)));
    const { refusal } = await importFiles({ images, classes: ["cat", "dog"] });
    expect(refusal).toMatch(/“cut\.zip” is damaged or cut off.* at byte \d+/);
    if (share < 0.5) expect(refusal).toContain("within “good.png”");
  }
  const bytes = await png(3);
  const packed = deflateRawSync(bytes);
  const { items, problems } = await importZip([
    await good(),
    { name: "wrong sum.png", data: packed, method: 8, crc: 1 },
    { name: "no deflate.png", data: Buffer.from("ffffff", "hex"), method: 8 },
    { name: "other method.png", data: packed, method: 99 },
  ]);
  expect(items).toEqual(["good.png"]);
  expect(problems).toHaveLength(3);
});

test("13 what systems leave behind is passed over and told", async () => {
  const junk = ["__MACOSX/._good.png", ".DS_Store", "Thumbs.db"].map((name) => ({ name }));
  const { items, problems } = await importZip([await good(), ...junk]);
  expect(items).toEqual(["good.png"]);
  expect(problems).toEqual([
    "__MACOSX/._good.png: Note: a system file or a link, so passed over (and 2 more).",
  ]);
});

test("14 folders named like a formula or a tag are classes of that name", async () => {
  const names = ['=HYPERLINK("x")', "<img src=x onerror=alert(1)>"];
  const entries = await Promise.all(
    names.map(async (name, i) => ({ name: `${name}/${i}.png`, data: await png(i) })),
  );
  const { classes, items } = await importZip(entries, { classes: null });
  expect(items).toHaveLength(2);
  expect([...classes].sort()).toEqual([...names].sort());
});
