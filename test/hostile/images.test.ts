import { deflateSync } from "node:zlib";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { checkClasses } from "#lib/formats/classes.ts";
import { items } from "#db/schema.ts";
import { readImage } from "../db/read-image.ts";
import { picture, png } from "../lib/formats/files.ts";
import { importZip, type Outcome } from "./importing.ts";
import { chunk, intoPng } from "./pictures.ts";

const text = (content: string) => Buffer.from(content, "latin1");

/** Import one picture beside a good one: the good one always comes in. @returns what was said of the other; null: it came in */
async function verdict(data: Uint8Array, name = "bad.png"): Promise<string | null> {
  const { items, problems } = await importZip([
    { name: "good.png", data: await png(1) },
    { name, data },
  ]);
  expect(items).toContain("good.png");
  return items.includes(name) ? null : (problems[0] ?? "");
}

/** The bytes that people are shown of an imported item. */
function shown({ store }: Outcome, name: string): Buffer {
  const item = store.db
    .select()
    .from(items)
    .all()
    .find((row) => row.name === name);
  return readImage(store.db, store.dir, item?.hash ?? "", { shown: true })?.bytes ?? Buffer.alloc(0);
}

describe("what is no picture is listed with its reason, and the import goes on", () => {
  test.each([
    ["15 SVG", text('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'), "an SVG"],
    ["15 SVG with a declaration", text('<?xml version="1.0"?>\n<svg xmlns="x"/>'), "an SVG"],
    ["16 HTML named .png", text("<!doctype html><script>alert(1)</script>"), "a web page"],
    ["16 JavaScript named .png", text("alert(document.cookie)"), "not a picture"],
    ["17 GIF and script in one", text("GIF89a/*\x01\0*/=1;alert(1)"), "a GIF"],
    ["19 nothing", Buffer.alloc(0), "empty"],
    ["BMP", text("BM\0\0\0\0"), "a BMP"],
    ["TIFF", Buffer.from("49492a0008000000", "hex"), "a TIFF"],
    ["AVIF", text("\0\0\0\x1cftypavif"), "an AVIF"],
    ["PDF", text("%PDF-1.7"), "a PDF"],
    ["18 a JPEG's first bytes", Buffer.from("ffd8ffe0", "hex"), "damaged or cut off"],
    ["18 a PNG's first bytes", Buffer.from("89504e470d0a1a0a", "hex"), "damaged or cut off"],
    ["18 a WebP that claims more than it has", text("RIFF\xff\0\0\0WEBPVP8 "), "damaged or cut off"],
  ])("%s", async (_, bytes, reason) => {
    expect(await verdict(bytes)).toContain(reason);
  });
});

test("17 a picture with a script behind its end is shown without it", async () => {
  const script = "<script>alert(1)</script>";
  const files = {
    "a.png": await png(2),
    "b.jpg": await picture(3).jpeg().toBuffer(),
    "c.webp": await picture(4).webp().toBuffer(),
  };
  const entries = Object.entries(files).map(([name, data]) => ({
    name,
    data: Buffer.concat([data, text(script)]),
  }));
  const outcome = await importZip(entries);
  expect(outcome.items).toHaveLength(3);
  for (const [name, data] of Object.entries(files)) expect(shown(outcome, name).equals(data)).toBe(true);
});

test.each(["png", "jpeg", "webp"] as const)("18 a truncated %s, wherever it is cut", async (format) => {
  const bytes = await picture(3, 100).toFormat(format).toBuffer();
  for (const share of [0.1, 0.4, 0.8, 0.97])
    expect(await verdict(bytes.subarray(0, Math.floor(bytes.length * share)))).not.toBeNull();
});

test("18 a JPEG that is cut in the middle and ended properly is damaged all the same", async () => {
  const rgb = Buffer.from(Array.from({ length: 96 * 96 * 3 }, (_, i) => (i * i * 7 + (i >> 5)) % 256));
  const noisy = sharp(rgb, { raw: { width: 96, height: 96, channels: 3 } });
  for (const progressive of [false, true]) {
    const bytes = await noisy.clone().jpeg({ progressive }).toBuffer();
    expect(await verdict(bytes, "whole.jpg")).toBeNull();
    for (const share of [0.4, 0.6, 0.9, 0.99]) {
      const cut = bytes.subarray(0, Math.floor(bytes.length * share));
      expect(await verdict(Buffer.concat([cut, Buffer.from("ffd9", "hex")]))).toContain("damaged");
    }
  }
});

test("20 a pixel bomb, told by its header alone", async () => {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(30_000, 0);
  header.writeUInt32BE(30_000, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const bomb = Buffer.concat([
    Buffer.from("89504e470d0a1a0a", "hex"),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(Buffer.alloc(1_000_000))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
  expect(await verdict(bomb)).toContain("30000 × 30000 pixels");
  // The same claim where only the decoder would find it.
  const small = await picture(1, 8).jpeg().toBuffer();
  const frame = small.indexOf(Buffer.from("ffc0", "hex"));
  small.writeUInt16BE(60_000, frame + 5);
  small.writeUInt16BE(60_000, frame + 7);
  expect(await verdict(small)).toContain("60000 × 60000 pixels");
});

describe("21 every honest kind of picture comes in, and is shown as sRGB without anything beside its pixels", () => {
  const base = picture(5, 40);
  const huge = deflateSync(Buffer.alloc(20_000_000));
  test.each<[string, () => Promise<Buffer>]>([
    ["16 bits", () => base.clone().toColourspace("rgb16").png().toBuffer()],
    ["CMYK", () => base.clone().toColourspace("cmyk").jpeg().toBuffer()],
    ["palette", () => base.clone().png({ palette: true }).toBuffer()],
    ["alpha", () => base.clone().ensureAlpha(0.5).png().toBuffer()],
    ["EXIF rotation", () => base.clone().withMetadata({ orientation: 6 }).jpeg().toBuffer()],
    ["ICC in a PNG", () => base.clone().withIccProfile("p3").png().toBuffer()],
    ["ICC in a JPEG", () => base.clone().withIccProfile("p3").jpeg().toBuffer()],
    ["ICC in a WebP", () => base.clone().withIccProfile("p3").webp().toBuffer()],
    [
      "huge texts",
      async () => {
        const zTXt = chunk("zTXt", Buffer.concat([text("Comment\0\0"), huge]));
        return intoPng(await png(6), chunk("tEXt", Buffer.alloc(1_000_000, 65)), zTXt);
      },
    ],
  ])("%s", async (_, make) => {
    const outcome = await importZip([{ name: "a.png", data: await make() }]);
    expect(outcome.problems).toEqual([]);
    const { exif, icc, xmp, iptc, comments, orientation, space } = await sharp(
      shown(outcome, "a.png"),
    ).metadata();
    expect([exif, icc, xmp, iptc, comments, orientation]).toEqual(Array(6).fill(undefined));
    expect(["srgb", "rgb16"]).toContain(space);
  });

  test("animated pictures are refused", async () => {
    const frames = await sharp([await png(1), await png(2)], { join: { animated: true } })
      .webp()
      .toBuffer();
    expect(await verdict(frames)).toContain("animated");
    expect(await verdict(intoPng(await png(1), chunk("acTL", Buffer.alloc(8))))).toContain("animated");
  });
});

test("22 equal pictures are stored once, come in under each name, and are noted", async () => {
  const data = await png(1);
  const other = { name: "other.png", data: await png(2) };
  const outcome = await importZip([
    { name: "a.png", data },
    { name: "b.png", data },
    { name: "c.png", data },
    other,
  ]);
  expect(outcome.items).toHaveLength(4);
  expect(outcome.problems).toEqual([": Note: 3 items share a picture with another item."]);
  expect((await importZip([other])).problems).toEqual([]);
});

test("23 a wrong extension changes nothing: the kind is told by the bytes", async () => {
  const outcome = await importZip([
    { name: "a.jpg", data: await png(1) },
    { name: "b.txt", data: await picture(2).jpeg().toBuffer() },
  ]);
  expect(outcome.items).toEqual(["a.jpg", "b.txt"]);
});

test("24 ten thousand classes are taken; one more, blank ones and such as cannot be told apart are not", () => {
  const names = Array.from({ length: 9_998 }, (_, i) => `c${i}`);
  expect(checkClasses([...names, '=HYPERLINK("x")', "<img onerror=alert(1)>"])).toHaveLength(10_000);
  for (const [bad, sentence] of [
    [[...names, "a", "b", "c"], "the limit is 10,000"],
    [["cat", "dog", "cat"], "listed twice"],
    [["cat", " "], "blank"],
    [["cat", "\u200b"], "blank"],
    [["cat", "Cat"], "differ only in case, spaces or invisible"],
    [["hot dog", "hotdog"], "differ only in case, spaces or invisible"],
    [["cat", "c\u200bat"], "differ only in case, spaces or invisible"],
    [["cat", "cat\u2060"], "differ only in case, spaces or invisible"],
    [["cat", "\u202ecat"], "differ only in case, spaces or invisible"],
    [["cat", "ｃat"], "differ only in case, spaces or invisible"],
    [["é", "e\u0301"], "listed twice"],
    [["a\u0007", "b"], "control characters"],
    [["a".repeat(300), "b"], "over 200 characters"],
  ] as const)
    expect(() => checkClasses(bad)).toThrow(sentence);
});
